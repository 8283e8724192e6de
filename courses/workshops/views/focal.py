"""The rooms of a ministry's focal point: own workshops, own people, nobody else's."""

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from core.access import access
from courses.workshops.enums import (
    EXPECTED_STATUSES,
    ParticipantType,
    RegistrationStatus,
    WorkshopState,
)
from courses.workshops.forms.imports import UploadForm
from courses.workshops.forms.nominations import NomineeForm
from courses.workshops.forms.people import NEW_PERSON
from courses.workshops.forms.workshops import add_errors
from courses.workshops.models import NominationPlan, Registration, Workshop
from courses.workshops.selectors.nominations import (
    balance_of,
    balances_of,
    nominees_of,
    own_people,
    shelves_of_nominees,
    workshops_nominated_to,
)
from courses.workshops.services.nomination_plan import is_open_for_nominations
from courses.workshops.services.nominations import (
    nominate,
    nominate_new,
    nominate_roster,
    replace_nominee,
    roster_purpose,
    withdraw_nominee,
)
from courses.workshops.views.imports import XLSX, preview_rows, row_choices
from people.models import FocalPoint, Organisation, User
from people.roles import is_focal_point
from people.roster import (
    Problem,
    keep_roster,
    propose_matches,
    read_roster,
    roster_upload,
    template_workbook,
)
from people.roster.matching import Match, find_matches
from people.selectors import focal_point_of, organisations_of

_STILL_THERE = (*EXPECTED_STATUSES, RegistrationStatus.WAITING)


@require_GET
@access(is_focal_point)
def nominations(request: HttpRequest) -> HttpResponse:
    """The workshops for which the reader's organisation was asked."""
    focal = focal_point_of(request.user)
    if focal is None:
        raise Http404
    asked = workshops_nominated_to(request.user).select_related("nomination_plan")
    workshops = list(asked.order_by("-start_date", "-pk")[:20])
    balances = balances_of(workshops)
    rows = [
        {
            "workshop": workshop,
            "line": balances[workshop.pk].line_of(focal.organisation.ministry),
            "is_open": is_open_for_nominations(workshop),
            "closes_on": getattr(getattr(workshop, "nomination_plan", None), "closes_on", None),
        }
        for workshop in workshops
    ]
    return render(request, "workshops/focal/list.html", {"focal": focal, "rows": rows})


@require_GET
@access(is_focal_point)
def nomination_room(request: HttpRequest, code: str) -> HttpResponse:
    """Own nominees at one workshop with their status, and the balance of all."""
    focal, workshop = _own(request, code)
    balance = balance_of(workshop)
    is_open = is_open_for_nominations(workshop)
    live = {
        "workshop": workshop,
        "balance": balance,
        "is_open": is_open,
        "line": balance.line_of(focal.organisation.ministry),
        "focal": focal,
    }
    if getattr(request, "htmx", False):
        return render(request, "workshops/_balance.html", live)
    coming, waiting, gone = shelves_of_nominees(nominees_of(focal, workshop))
    context = live | {
        "plan": NominationPlan.objects.filter(workshop=workshop).first(),
        "coming": coming,
        "waiting": waiting,
        "gone": gone,
        "may_change": workshop.state == WorkshopState.OPEN,
    }
    return render(request, "workshops/focal/room.html", context)


@require_http_methods(["GET", "POST"])
@access(is_focal_point)
def nominee_new(request: HttpRequest, code: str) -> HttpResponse:
    """Nominate somebody."""
    focal, workshop = _own(request, code)
    if not is_open_for_nominations(workshop):
        messages.warning(
            request,
            _("Nominations for this workshop are closed. Ask the facilitator if you need a place."),
        )
        return redirect("nomination_room", workshop.code)
    return _nominee_form(request, focal, workshop, None)


@require_GET
@access(is_focal_point)
def nominee(request: HttpRequest, code: str, registration_id: int) -> HttpResponse:
    """One own nominee: status, history, and the ways to replace or withdraw."""
    focal, workshop = _own(request, code)
    registration = get_object_or_404(nominees_of(focal, workshop), pk=registration_id)
    context = {
        "focal": focal,
        "workshop": workshop,
        "registration": registration,
        "may_change": workshop.state == WorkshopState.OPEN and registration.status in _STILL_THERE,
        "successor": nominees_of(focal, workshop).filter(replaces=registration).first(),
    }
    return render(request, "workshops/focal/nominee.html", context)


@require_http_methods(["GET", "POST"])
@access(is_focal_point)
def nominee_replace(request: HttpRequest, code: str, registration_id: int) -> HttpResponse:
    """Another of the own people comes instead."""
    focal, workshop = _own(request, code)
    registration = get_object_or_404(nominees_of(focal, workshop), pk=registration_id)
    if request.method == "GET" and registration.status not in _STILL_THERE:
        return redirect("nominee", workshop.code, registration.pk)
    return _nominee_form(request, focal, workshop, registration)


@require_http_methods(["GET", "POST"])
@access(is_focal_point)
def nominee_withdraw(request: HttpRequest, code: str, registration_id: int) -> HttpResponse:
    """Take a nominee back. Whoever had to sign in first comes by GET: to the button."""
    focal, workshop = _own(request, code)
    registration = get_object_or_404(nominees_of(focal, workshop), pk=registration_id)
    if request.method == "GET":
        return redirect("nominee", workshop.code, registration.pk)
    try:
        withdraw_nominee(
            registration=registration,
            focal=focal,
            actor=cast(User, request.user),
            reason=request.POST.get("reason", "")[:300],
        )
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("nominee", workshop.code, registration.pk)
    messages.success(
        request, _("%(person)s is off the list.") % {"person": registration.person.full_name}
    )
    return redirect("nomination_room", workshop.code)


@require_http_methods(["GET", "POST"])
@access(is_focal_point)
def nominee_import(request: HttpRequest, code: str) -> HttpResponse:
    """Upload a filled-in sheet. Nothing is written yet."""
    focal, workshop = _own(request, code)
    form = UploadForm(request.POST or None, request.FILES or None)
    refused: list[Problem] = []
    if request.method == "POST":
        form = UploadForm(request.POST, request.FILES)
        if form.is_valid():
            file = form.cleaned_data["file"]
            roster = read_roster(file, types=ParticipantType).only_of(
                organisations_of(focal), home=focal.organisation_id
            )
            refused = roster.refused
            if not refused:
                upload = keep_roster(
                    roster=roster,
                    actor=request.user,
                    purpose=roster_purpose(workshop, focal),
                    filename=file.name,
                )
                return redirect("nominee_preview", workshop.code, upload.uuid)
    context = {
        "workshop": workshop,
        "form": form,
        "refused": refused,
        "is_focal": True,
    }
    return render(request, "workshops/import.html", context)


@require_GET
@access(is_focal_point)
def nominee_template(request: HttpRequest, code: str) -> HttpResponse:
    """The empty sheet to fill in."""
    _focal, workshop = _own(request, code)
    name = f"{workshop.code}-nominations.xlsx"
    return HttpResponse(
        template_workbook(),
        content_type=XLSX,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_http_methods(["GET", "POST"])
@access(is_focal_point)
def nominee_preview(request: HttpRequest, code: str, upload_id: UUID) -> HttpResponse:
    """What would be nominated and what is wrong; confirming does it, all or nothing."""
    focal, workshop = _own(request, code)
    upload = roster_upload(request.user, upload_id, roster_purpose(workshop, focal))
    if upload is None:
        messages.error(
            request, _("This list is no longer here (it is kept for a day). Upload it again.")
        )
        return redirect("nominee_import", workshop.code)
    roster = upload.roster
    own = organisations_of(focal)
    proposals = propose_matches(roster.good_rows, among=own)
    choices = row_choices(request, proposals)
    error = ""
    if request.method == "POST":
        try:
            made = nominate_roster(
                workshop=workshop,
                upload=upload,
                choices=choices,
                focal=focal,
                actor=cast(User, request.user),
            )
        except ValidationError as refused:
            error = refused.messages[0]
        else:
            _tell(request, made)
            return redirect("nomination_room", workshop.code)
    listed = nominees_of(focal, workshop).filter(status__in=_STILL_THERE)
    context = {
        "workshop": workshop,
        "upload": upload,
        "error": error,
        "rows": preview_rows(
            {str(pk) for pk in listed.values_list("person_id", flat=True)},
            roster,
            proposals,
            choices,
        ),
        "problems": [problem for problem in roster.problems if problem.blocking],
        "left_out": len(roster.rows) - len(roster.good_rows),
        "hints": [p for p in roster.problems if p.row is None and not p.blocking],
        "is_focal": True,
    }
    return render(request, "workshops/import_preview.html", context)


def _own(request: HttpRequest, code: str) -> tuple[FocalPoint, Workshop]:
    """A workshop for which the reader's organisation was asked; 404 otherwise."""
    focal = focal_point_of(request.user)
    if focal is None:
        raise Http404
    return focal, get_object_or_404(workshops_nominated_to(request.user), code=code)


def _nominee_form(
    request: HttpRequest, focal: FocalPoint, workshop: Workshop, replaced: Registration | None
) -> HttpResponse:
    """The form of a nominee, or of whoever comes in the place of ``replaced``."""
    own = organisations_of(focal)
    there = nominees_of(focal, workshop).filter(status__in=_STILL_THERE).values("person_id")
    form = NomineeForm(
        request.POST or None,
        people=own_people(focal).exclude(pk__in=there),
        organisations=Organisation.objects.filter(pk__in=own).select_related("parent"),
        initial={"organisation": focal.organisation_id},
    )
    matches: list[Match] = []
    if request.method == "POST" and form.is_valid():
        sent_before = workshop.registrations.filter(client_id=form.cleaned_data["client_id"])
        if form.is_new and not sent_before.exists():
            matches = find_matches(
                name_lo=form.cleaned_data["name_lo"],
                name_latin=form.cleaned_data["name_latin"],
                organisation_id=form.cleaned_data["organisation"].pk,
                gender=form.cleaned_data["gender"],
                among=own,
            )
        chosen = form.cleaned_data["match"]
        answered = chosen == NEW_PERSON or any(str(one.person.pk) == chosen for one in matches)
        if not matches or answered:
            try:
                made = _save(request, focal, workshop, form, chosen if matches else "", replaced)
            except ValidationError as error:
                add_errors(form, error)
            else:
                _tell(request, [made])
                return redirect("nomination_room", workshop.code)
    context = {
        "focal": focal,
        "workshop": workshop,
        "form": form,
        "matches": matches,
        "replaced": replaced,
        "balance": balance_of(workshop),
    }
    context["line"] = context["balance"].line_of(focal.organisation.ministry)  # type: ignore[attr-defined]
    return render(request, "workshops/focal/nominee_form.html", context)


def _save(
    request: HttpRequest,
    focal: FocalPoint,
    workshop: Workshop,
    form: NomineeForm,
    chosen: str,
    replaced: Registration | None,
) -> Registration:
    values: dict[str, Any] = {"focal": focal, "actor": request.user}
    if form.is_new and chosen in ("", NEW_PERSON):
        return nominate_new(
            workshop=workshop,
            client_id=form.cleaned_data["client_id"],
            replaces=replaced,
            **values,
            **form.person_values,
        )
    person = own_people(focal).get(pk=chosen) if form.is_new else form.cleaned_data["person"]
    if replaced is None:
        return nominate(workshop=workshop, person=person, **values)
    return replace_nominee(registration=replaced, person=person, **values)


def _tell(request: HttpRequest, made: list[Registration]) -> None:
    """What became of those who were nominated."""
    waiting = sum(one.status == RegistrationStatus.WAITING for one in made)
    if len(made) == 1:
        words = _("%(person)s: %(status)s.")
        messages.success(
            request, words % {"person": made[0].person, "status": made[0].get_status_display()}
        )
        return
    count = len(made)
    words = ngettext("%(count)s person is nominated.", "%(count)s people are nominated.", count)
    messages.success(request, words % {"count": count})
    if waiting:
        messages.warning(
            request,
            _("%(count)s of them are on the waiting list: the quota or the places are used up.")
            % {"count": waiting},
        )
