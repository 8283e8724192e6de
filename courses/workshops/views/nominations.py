"""Nominations as the facilitator sees them: the balance, what is to be decided, who waits."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from core.access import access
from courses.workshops.enums import MovesUp, RegistrationStatus
from courses.workshops.forms.nominations import (
    DecisionForm,
    FocalPointForm,
    PlanForm,
    QuotaFormSet,
    quota_choices,
    quotas_said,
)
from courses.workshops.forms.people import NEW_PERSON
from courses.workshops.forms.workshops import add_errors
from courses.workshops.models import NominationPlan, Workshop
from courses.workshops.places import WORKING_THERE, line_of
from courses.workshops.selectors import workshops_led_by
from courses.workshops.selectors.nominations import (
    balance_of,
    focal_points_for,
    shelves_of_nominees,
)
from courses.workshops.services.deciding import approve, approve_all, decline, put_on_waiting_list
from courses.workshops.services.nomination_plan import is_open_for_nominations, plan_nominations
from courses.workshops.services.waiting import change_order, move_up
from courses.workshops.views.people import registration_of
from people.links import link_for
from people.models import FocalPoint, User
from people.roles import is_facilitator
from people.roster.matching import Match, find_matches
from people.services import create_person, give_focal_point, take_focal_point


@require_GET
@access(is_facilitator)
def workshop_nominations(request: HttpRequest, code: str) -> HttpResponse:
    """Everything about nominations; asked by itself, only the balance."""
    workshop = get_object_or_404(workshops_led_by(request.user), code=code)
    is_open = is_open_for_nominations(workshop)
    live = {"workshop": workshop, "balance": balance_of(workshop), "is_open": is_open}
    if getattr(request, "htmx", False):
        return render(request, "workshops/_balance.html", live)
    plan = NominationPlan.objects.filter(workshop=workshop).first()
    coming, waiting, gone = shelves_of_nominees(
        workshop.registrations.exclude(participant_type__in=WORKING_THERE)
        .select_related("person", "organisation", "replaces__person", "registered_by")
        .in_lao_order()
    )
    line = line_of(workshop) if waiting else []
    context = live | {
        "tab": "people",
        "part": "nominations",
        "plan": plan,
        "to_decide": [one for one in coming if one.status == RegistrationStatus.NOMINATED],
        "confirmed": [one for one in coming if one.status != RegistrationStatus.NOMINATED],
        "waiting": waiting,
        "may_move": {one.pk for one in line},
        "next": line[0] if line else None,
        "declined": [one for one in gone if one.status == RegistrationStatus.DECLINED],
        "moves_by_itself": plan is not None and plan.moves_up == MovesUp.AUTOMATIC,
        "focal_points": focal_points_for(workshop),
    }
    return render(request, "workshops/nominations.html", context)


@require_http_methods(["GET", "POST"])
@access(is_facilitator)
def nomination_plan(request: HttpRequest, code: str) -> HttpResponse:
    """Who may nominate how many until when."""
    workshop = get_object_or_404(workshops_led_by(request.user), code=code)
    plan = NominationPlan.objects.filter(workshop=workshop).first()
    quotas = workshop.quotas.all()
    form = PlanForm(request.POST or None, plan=plan)
    lines = QuotaFormSet(
        request.POST or None,
        prefix="quota",
        initial=[
            {"organisation": each.organisation_id, "places": each.places, "women": each.women}
            for each in quotas
        ],
        form_kwargs={"organisations": quota_choices(workshop)},
    )
    if request.method == "POST" and all([form.is_valid(), lines.is_valid()]):
        try:
            plan_nominations(
                workshop=workshop,
                actor=request.user,  # type: ignore[arg-type]
                quotas=quotas_said(lines),
                **form.cleaned_data,
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("workshop_nominations", workshop.code)
    context = {"workshop": workshop, "form": form, "lines": lines, "plan": plan}
    return render(request, "workshops/nomination_plan.html", context)


@require_http_methods(["GET", "POST"])
@access(is_facilitator)
def nominations_approve(request: HttpRequest, code: str) -> HttpResponse:
    """Confirm those who were ticked. Whoever had to sign in first comes by GET: to the list."""
    workshop = get_object_or_404(workshops_led_by(request.user), code=code)
    ticked = [key for key in request.POST.getlist("nominee") if key.isdecimal() and len(key) < 19]
    chosen = list(workshop.registrations.filter(pk__in=ticked, status=RegistrationStatus.NOMINATED))
    if request.method == "POST" and not chosen:
        messages.warning(request, _("Tick the people you want to confirm."))
    elif request.method == "POST":
        try:
            approve_all(registrations=chosen, actor=request.user)  # type: ignore[arg-type]
        except ValidationError as error:
            messages.error(request, error.messages[0])
        else:
            words = ngettext(
                "%(count)s person is confirmed.", "%(count)s people are confirmed.", len(chosen)
            )
            messages.success(request, words % {"count": len(chosen)})
    return redirect("workshop_nominations", workshop.code)


@require_http_methods(["GET", "POST"])
@access(is_facilitator)
def nomination_decide(request: HttpRequest, code: str, registration_id: int) -> HttpResponse:
    """Confirm, put on the waiting list or decline one nominee."""
    workshop, registration = registration_of(request, code, registration_id)
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        values: dict[str, Any] = {"registration": registration, "actor": request.user}
        try:
            if form.cleaned_data["decision"] == "approve":
                done = approve(**values)
            elif form.cleaned_data["decision"] == "wait":
                done = put_on_waiting_list(reason=reason, **values)
            else:
                done = decline(reason=reason, **values)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(
                request,
                _("%(person)s: %(status)s.")
                % {"person": registration.person, "status": done.get_status_display()},
            )
            return redirect("workshop_nominations", workshop.code)
    context = {"workshop": workshop, "registration": registration, "form": form}
    return render(request, "workshops/nomination_decide.html", context)


@require_http_methods(["GET", "POST"])
@access(is_facilitator)
def waiting_move(request: HttpRequest, code: str, registration_id: int) -> HttpResponse:
    """Let somebody move up from the waiting list, or change places in it."""
    workshop, registration = registration_of(request, code, registration_id)
    action = request.POST.get("action", "")
    if action in ("earlier", "later"):
        change_order(
            registration=registration,
            actor=request.user,  # type: ignore[arg-type]
            earlier=action == "earlier",
        )
    elif action == "up":
        try:
            done = move_up(registration=registration, actor=request.user)  # type: ignore[arg-type]
        except ValidationError as error:
            messages.error(request, error.messages[0])
        else:
            messages.success(
                request,
                _("%(person)s: %(status)s.")
                % {"person": done.person, "status": done.get_status_display()},
            )
    return redirect("workshop_nominations", workshop.code)


@never_cache
@require_http_methods(["GET", "POST"])
@access(is_facilitator)
def workshop_focal_points(request: HttpRequest, code: str) -> HttpResponse:
    """Through whom the ministries of this workshop nominate; given and taken here."""
    workshop = get_object_or_404(workshops_led_by(request.user), code=code)
    asked = request.GET.get("organisation", "")
    shown = _shown_to(request.user, workshop)
    on_one = {"remove", "link"} & set(request.POST)
    form = FocalPointForm(
        None if on_one else request.POST or None,
        workshop=workshop,
        initial={"organisation": asked if asked.isdecimal() else ""},
    )
    matches: list[Match] = []
    chosen_one = next(
        (
            focal
            for focal in shown
            if str(focal.person_id) in (request.POST.get(name) for name in on_one)
        ),
        None,
    )
    if "remove" in on_one:
        if chosen_one is not None:
            take_focal_point(person=chosen_one.person, actor=request.user)
            messages.success(request, _("Saved."))
        return redirect("workshop_focal_points", workshop.code)
    if form.is_bound and form.is_valid():
        matches = find_matches(
            name_lo=form.cleaned_data["name_lo"],
            name_latin=form.cleaned_data["name_latin"],
            organisation_id=form.cleaned_data["organisation"].pk,
            gender=form.cleaned_data["gender"],
        )
        chosen = form.cleaned_data["match"] if matches else NEW_PERSON
        if chosen == NEW_PERSON or any(str(match.person.pk) == chosen for match in matches):
            try:
                focal = _give(request, form, chosen)
            except ValidationError as error:
                add_errors(form, error)
            else:
                messages.success(
                    request,
                    _("%(person)s nominates for %(organisation)s.")
                    % {"person": focal.person, "organisation": focal.organisation},
                )
                return redirect("workshop_focal_points", workshop.code)
    context: dict[str, Any] = {
        "workshop": workshop,
        "form": form,
        "matches": matches,
        "focal_points": shown,
    }
    if chosen_one is not None:
        try:
            context |= {"person": chosen_one.person}
            context |= link_for(chosen_one.person, request=request)
        except ValidationError as error:
            messages.error(request, error.messages[0])
    return render(request, "workshops/focal_points.html", context)


def _shown_to(user: Any, workshop: Workshop) -> list[FocalPoint]:
    """The focal points of the ministries that were asked, and those the reader has given."""
    asked = [focal for each in focal_points_for(workshop).values() for focal in each]
    known = {focal.pk for focal in asked}
    given = FocalPoint.objects.filter(given_by=user).select_related("person", "organisation")
    return asked + [focal for focal in given if focal.pk not in known]


def _give(request: HttpRequest, form: FocalPointForm, chosen: str) -> FocalPoint:
    with transaction.atomic():
        if chosen == NEW_PERSON:
            person = create_person(actor=request.user, **form.person_values)
        else:
            person = User.objects.real().get(pk=chosen)
        return give_focal_point(
            person=person,
            organisation=form.cleaned_data["organisation"],
            with_departments=form.cleaned_data["with_departments"],
            actor=request.user,
        )
