"""Who takes part in a workshop."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from core.access import access
from courses.workshops.enums import EXPECTED_STATUSES
from courses.workshops.forms.people import (
    NEW_PERSON,
    FilterForm,
    PersonForm,
    RegistrationForm,
    WalkInForm,
)
from courses.workshops.forms.workshops import add_errors
from courses.workshops.models import Registration, Session, Workshop
from courses.workshops.places import places_left
from courses.workshops.selectors import workshops_led_by
from courses.workshops.selectors.people import count_people, people_of
from courses.workshops.services.registrations import (
    cancel_registration,
    change_registration,
    register_walk_in,
    replace_by_walk_in,
)
from people.models import User
from people.roles import is_facilitator
from people.roster.matching import Match, find_matches
from people.services import may_invite, update_profile


@require_GET
@access(is_facilitator)
def workshop_people(request: HttpRequest, code: str) -> HttpResponse:
    """The list of participants: searched, filtered, counted."""
    workshop = get_object_or_404(workshops_led_by(request.user), code=code)
    form = FilterForm(request.GET or None, workshop=workshop)
    asked = form.cleaned_data if form.is_valid() else {}
    organisation = asked.get("organisation")
    everybody = list(people_of(workshop))
    shown = (
        list(
            people_of(
                workshop,
                words=asked.get("q", ""),
                organisation=organisation.pk if organisation else None,
                kind=asked.get("kind", ""),
            )
        )
        if any(asked.values())
        else everybody
    )
    total, by_organisation = count_people(everybody)
    context = {
        "workshop": workshop,
        "tab": "people",
        "form": form,
        "is_filtered": any(asked.values()),
        "everybody": len(everybody),
        "expected": [entry for entry in shown if entry.status in EXPECTED_STATUSES],
        "others": [entry for entry in shown if entry.status not in EXPECTED_STATUSES],
        "total": total,
        "by_organisation": by_organisation,
        "places_left": places_left(workshop),
    }
    return render(request, "workshops/people.html", context)


@require_http_methods(["GET", "POST"])
@access(is_facilitator)
def walk_in(request: HttpRequest, code: str) -> HttpResponse:
    """Add somebody who stands at the door, or who comes in somebody's place (``?replaces=``).

    Opened from a session's attendance page (``?session=``) it leads back there.
    """
    workshop = get_object_or_404(workshops_led_by(request.user), code=code)
    replaced = _asked_for(request, "replaces", workshop.registrations.select_related("person"))
    session = _asked_for(request, "session", workshop.sessions.all())
    initial = {"organisation": replaced.organisation_id} if replaced else {}
    form = WalkInForm(request.POST or None, workshop=workshop, initial=initial)
    matches: list[Match] = []
    if request.method == "POST" and form.is_valid():
        sent_before = workshop.registrations.filter(client_id=form.cleaned_data["client_id"])
        matches = [] if sent_before.exists() else _matches(form)
        # Only somebody who was proposed can be chosen: an address book is not for leafing through.
        chosen = form.cleaned_data["match"] if matches else ""
        if not matches or _is_answer(chosen, matches):
            try:
                registration = _save_walk_in(request, workshop, form, chosen, replaced)
            except ValidationError as error:
                add_errors(form, error)
            else:
                messages.success(
                    request,
                    _("%(person)s is on the list.") % {"person": registration.person.full_name},
                )
                return redirect(_after_walk_in(request, workshop, session))
    context = {
        "workshop": workshop,
        "form": form,
        "matches": matches,
        "replaced": replaced,
        "session": session,
        "back_url": _after_walk_in(request, workshop, session),
    }
    return render(request, "workshops/walk_in.html", context)


@require_http_methods(["GET", "POST"])
@access(is_facilitator)
def registration_edit(request: HttpRequest, code: str, registration_id: int) -> HttpResponse:
    """Change how somebody takes part, and the name of somebody without a login."""
    workshop, registration = registration_of(request, code, registration_id)
    person = registration.person
    form = RegistrationForm(request.POST or None, registration=registration)
    person_form = (
        None if person.has_usable_password() else PersonForm(request.POST or None, person=person)
    )
    if request.method == "POST" and all(
        [form.is_valid(), person_form is None or person_form.is_valid()]
    ):
        try:
            with transaction.atomic():
                change_registration(
                    registration=registration,
                    actor=request.user,  # type: ignore[arg-type]
                    **form.cleaned_data,
                )
                _save_person(request, person, person_form)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("workshop_people", workshop.code)
    context = {
        "workshop": workshop,
        "registration": registration,
        "form": form,
        "person_form": person_form,
        "is_expected": registration.status in EXPECTED_STATUSES,
        "may_invite": person.is_active and may_invite(person=person, actor=request.user),
    }
    return render(request, "workshops/registration.html", context)


@require_http_methods(["GET", "POST"])
@access(is_facilitator)
def registration_cancel(request: HttpRequest, code: str, registration_id: int) -> HttpResponse:
    """Take somebody off the list. Whoever had to sign in first comes by GET: to the button."""
    workshop, registration = registration_of(request, code, registration_id)
    if request.method == "GET":
        return redirect("registration_edit", workshop.code, registration.pk)
    try:
        cancel_registration(
            registration=registration,
            actor=request.user,  # type: ignore[arg-type]
            reason=request.POST.get("reason", "")[:300],
        )
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("registration_edit", workshop.code, registration.pk)
    messages.success(
        request, _("%(person)s is off the list.") % {"person": registration.person.full_name}
    )
    return redirect("workshop_people", workshop.code)


def registration_of(
    request: HttpRequest, code: str, registration_id: int
) -> tuple[Workshop, Registration]:
    """Somebody on the list of a workshop that the reader leads; 404 otherwise."""
    workshop = get_object_or_404(workshops_led_by(request.user), code=code)
    registration = get_object_or_404(
        workshop.registrations.select_related("person", "organisation", "replaces__person"),
        pk=registration_id,
    )
    return workshop, registration


def _asked_for(request: HttpRequest, name: str, among: Any) -> Any:
    """The record the address names, None when it names none that is there."""
    key = request.GET.get(name, "")
    return (
        among.filter(pk=key).first()
        if key.isascii() and key.isdecimal() and len(key) < 19
        else None
    )


def _matches(form: WalkInForm) -> list[Match]:
    """People we know who could be this one."""
    written = form.written
    name = f"{written.given} {written.family}".strip()
    return find_matches(
        name_lo=name if written.script == "lo" else "",
        name_latin=name if written.script == "latin" else "",
        organisation_id=form.cleaned_data["organisation"].pk,
        gender=form.cleaned_data["gender"],
    )


def _is_answer(chosen: str, matches: list[Match]) -> bool:
    """Whether the question "is it one of these?" has been answered."""
    return chosen == NEW_PERSON or any(str(match.person.pk) == chosen for match in matches)


def _save_walk_in(
    request: HttpRequest,
    workshop: Workshop,
    form: WalkInForm,
    chosen: str,
    replaced: Registration | None,
) -> Registration:
    values: dict[str, Any] = {
        "actor": request.user,
        "client_id": form.cleaned_data["client_id"],
        "gender": form.cleaned_data["gender"],
        "organisation": form.cleaned_data["organisation"],
    }
    if chosen in ("", NEW_PERSON):
        values |= form.written.fields
    else:
        values["person"] = User.objects.real().get(pk=chosen)
    if replaced is not None:
        return replace_by_walk_in(registration=replaced, **values)
    return register_walk_in(workshop=workshop, **values)


def _after_walk_in(request: HttpRequest, workshop: Workshop, session: Session | None) -> str:
    if session is not None:
        return reverse("session_attendance", args=[workshop.code, session.pk])
    return reverse("workshop_people", args=[workshop.code])


def _save_person(request: HttpRequest, person: User, form: PersonForm | None) -> None:
    """Name and contact; what is wrong is shown at its own field."""
    if form is None:
        return
    try:
        update_profile(person=person, actor=request.user, **form.cleaned_data)
    except ValidationError as error:
        add_errors(form, error)
        raise ValidationError(_("Look at the name and the contact.")) from error
