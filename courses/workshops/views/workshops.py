"""The list, the form and the overview of workshops."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from core.access import access, signed_in
from courses.workshops.enums import EXPECTED_STATUSES, RegistrationStatus, WorkshopState
from courses.workshops.forms.workshops import WorkshopForm, add_errors
from courses.workshops.goals import GCM_OBJECTIVES, SDGS, numbered
from courses.workshops.models import Workshop
from courses.workshops.rules import describe_rule
from courses.workshops.selectors import workshops_led_by
from courses.workshops.selectors.attendance import sessions_with_marks
from courses.workshops.selectors.attention import attention_of
from courses.workshops.selectors.people import count_people
from courses.workshops.selectors.room import is_room_open
from courses.workshops.selectors.workshops import shelves_of, workshops_open_to
from courses.workshops.services.workshops import (
    STEPS,
    add_donor,
    change_state,
    create_workshop,
    delete_workshop,
    update_workshop,
)
from people.roles import is_facilitator


@require_GET
@access(is_facilitator)
def workshop_list(request: HttpRequest) -> HttpResponse:
    """My workshops: running, upcoming, past."""
    return render(request, "workshops/list.html", {"shelves": shelves_of(request.user)})


@require_http_methods(["GET", "POST"])
@access(is_facilitator)
def workshop_new(request: HttpRequest) -> HttpResponse:
    """Prepare a new workshop."""
    form = WorkshopForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                workshop = create_workshop(
                    actor=request.user,  # type: ignore[arg-type]
                    organisers=form.cleaned_data["organisers"],
                    client_id=form.cleaned_data["client_id"],
                    **_details(form, request),
                )
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("The workshop is prepared. Now check its sessions."))
            return redirect("workshop_sessions", workshop.code)
    return render(request, "workshops/form.html", {"form": form})


@require_http_methods(["GET", "POST"])
@access(is_facilitator)
def workshop_edit(request: HttpRequest, code: str) -> HttpResponse:
    """Change what is said about a workshop."""
    workshop = get_object_or_404(workshops_led_by(request.user), code=code)
    form = WorkshopForm(request.POST or None, workshop=workshop)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                workshop = update_workshop(
                    workshop=workshop,
                    actor=request.user,  # type: ignore[arg-type]
                    organisers=form.cleaned_data["organisers"],
                    **_details(form, request),
                )
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("workshop", workshop.code)
    context = {"form": form, "workshop": workshop, "rule": describe_rule(workshop)}
    return render(request, "workshops/form.html", context)


@require_GET
@access(is_facilitator)
def workshop_overview(request: HttpRequest, code: str) -> HttpResponse:
    """One workshop at a glance."""
    workshop = get_object_or_404(
        workshops_led_by(request.user)
        .select_related("donor", "course")
        .prefetch_related("organisers", "facilitators__person", "sessions"),
        code=code,
    )
    registrations = list(workshop.registrations.select_related("organisation"))
    total, by_organisation = count_people(registrations)
    waiting = sum(entry.status == RegistrationStatus.WAITING for entry in registrations)
    context = {
        "workshop": workshop,
        "tab": "overview",
        "sessions": sessions_with_marks(workshop),
        "expected": sum(entry.status in EXPECTED_STATUSES for entry in registrations),
        "total": total,
        "figures": _figures(workshop, total.total, total.female, len(by_organisation), waiting),
        "rule": describe_rule(workshop),
        "sdgs": numbered(SDGS, workshop.sdgs),
        "gcm_objectives": numbered(GCM_OBJECTIVES, workshop.gcm_objectives),
        "steps": _steps(workshop),
        "room_is_open": is_room_open(workshop),
        "is_on": workshop.start_date <= timezone.localdate() <= workshop.end_date,
        "needs": attention_of([workshop])[0].total,
    }
    return render(request, "workshops/workshop.html", context)


@require_http_methods(["GET", "POST"])
@access(is_facilitator)
def workshop_state(request: HttpRequest, code: str) -> HttpResponse:
    """Take a step of a workshop's life. Whoever had to sign in first comes by GET: to the buttons."""
    workshop = get_object_or_404(workshops_led_by(request.user), code=code)
    if request.method == "GET":
        return redirect("workshop", workshop.code)
    state = request.POST.get("state", "")
    try:
        workshop = change_state(workshop=workshop, state=state, actor=request.user)  # type: ignore[arg-type]
    except ValidationError as error:
        for message in error.messages:
            messages.error(request, message)
    else:
        messages.success(
            request, _("The workshop is now: %(state)s.") % {"state": workshop.get_state_display()}
        )
    return redirect("workshop", workshop.code)


@require_http_methods(["GET", "POST"])
@access(is_facilitator)
def workshop_delete(request: HttpRequest, code: str) -> HttpResponse:
    """Throw a draft away. Whoever had to sign in first comes by GET: to the button."""
    workshop = get_object_or_404(workshops_led_by(request.user), code=code)
    if request.method == "GET":
        return redirect("workshop_edit", workshop.code)
    try:
        delete_workshop(workshop=workshop, actor=request.user)  # type: ignore[arg-type]
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("workshop_edit", workshop.code)
    messages.success(request, _("The draft is deleted."))
    return redirect("workshops")


@require_GET
@access(signed_in)
def workshop_agenda(request: HttpRequest, code: str) -> HttpResponse:
    """The agenda, for those who take part."""
    workshop = get_object_or_404(
        workshops_open_to(request.user)
        .select_related("donor")
        .prefetch_related("organisers", "facilitators__person", "sessions__agenda"),
        code=code,
    )
    return render(request, "workshops/agenda.html", {"workshop": workshop})


def _details(form: WorkshopForm, request: HttpRequest) -> dict[str, Any]:
    """What the form says, with the donor it may have brought along."""
    details = form.details
    if form.has_new_donor:
        details["donor"] = add_donor(actor=request.user, **form.new_donor)  # type: ignore[arg-type]
    return details


def _figures(
    workshop: Workshop, total: int, female: int, organisations: int, waiting: int
) -> list[dict[str, Any]]:
    """The numbers people act on."""
    figures: list[dict[str, Any]] = [
        {"number": total, "label": _("Participants on the list")},
        {"number": female, "label": _("of them female")},
        {"number": organisations, "label": _("Organisations")},
    ]
    if workshop.places is not None:
        free = max(0, workshop.places - total)
        figures.append(
            {
                "number": free,
                "label": _("Places free"),
                "note": _("%(count)s waiting") % {"count": waiting} if waiting else "",
            }
        )
    return figures


def _steps(workshop: Workshop) -> list[dict[str, Any]]:
    """The buttons of the steps that can be taken, the usual next one first."""
    words = {
        (WorkshopState.DRAFT, WorkshopState.OPEN): _("Open for registration"),
        (WorkshopState.OPEN, WorkshopState.RUNNING): _("Start the workshop"),
        (WorkshopState.OPEN, WorkshopState.DRAFT): _("Back to a draft"),
        (WorkshopState.RUNNING, WorkshopState.CLOSED): _("Close the workshop"),
        (WorkshopState.RUNNING, WorkshopState.OPEN): _("It has not started yet"),
        (WorkshopState.CLOSED, WorkshopState.RUNNING): _("Reopen the workshop"),
    }
    here = WorkshopState(workshop.state)
    return [{"state": state, "label": words[here, state]} for state in STEPS[here]]
