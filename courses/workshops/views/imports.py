"""Bringing a sheet of names into a workshop: download, upload, look, confirm."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from core.access import access
from courses.workshops.enums import EXPECTED_STATUSES, ParticipantType, RegistrationStatus
from courses.workshops.forms.imports import UploadForm
from courses.workshops.models import Workshop
from courses.workshops.selectors import workshops_led_by
from courses.workshops.services.imports import ImportResult, import_purpose, import_roster
from people.enums import Gender
from people.models import Organisation
from people.roles import is_facilitator
from people.roster import (
    NEW,
    SKIP,
    Problem,
    Proposal,
    ReadRoster,
    keep_roster,
    propose_matches,
    read_roster,
    roster_upload,
    template_workbook,
)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One row that can be imported, as the preview asks about it."""

    proposal: Proposal
    organisation: Organisation | None
    gender: str
    kind: str
    chosen: str
    problems: list[Problem]
    #: Keys of the proposed people who are on the list already.
    on_the_list: frozenset[str]


@require_http_methods(["GET", "POST"])
@access(is_facilitator)
def workshop_import(request: HttpRequest, code: str) -> HttpResponse:
    """Upload a filled-in sheet. Nothing is written yet."""
    workshop = get_object_or_404(workshops_led_by(request.user), code=code)
    form = UploadForm(request.POST or None, request.FILES or None)
    refused: list[Problem] = []
    if request.method == "POST":
        form = UploadForm(request.POST, request.FILES)
        if form.is_valid():
            file = form.cleaned_data["file"]
            roster = read_roster(file, types=ParticipantType)
            refused = roster.refused
            if not refused:
                upload = keep_roster(
                    roster=roster,
                    actor=request.user,
                    purpose=import_purpose(workshop),
                    filename=file.name,
                )
                return redirect("import_preview", workshop.code, upload.uuid)
    context = {"workshop": workshop, "form": form, "refused": refused}
    return render(request, "workshops/import.html", context)


@require_GET
@access(is_facilitator)
def import_template(request: HttpRequest, code: str) -> HttpResponse:
    """The empty sheet to fill in."""
    workshop = get_object_or_404(workshops_led_by(request.user), code=code)
    name = f"{workshop.code}-participants.xlsx"
    return HttpResponse(
        template_workbook(types=ParticipantType),
        content_type=XLSX,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_http_methods(["GET", "POST"])
@access(is_facilitator)
def import_preview(request: HttpRequest, code: str, upload_id: UUID) -> HttpResponse:
    """What would be written and what is wrong; confirming writes it, all or nothing."""
    workshop = get_object_or_404(workshops_led_by(request.user), code=code)
    upload = roster_upload(request.user, upload_id, import_purpose(workshop))
    if upload is None:
        messages.error(
            request, _("This list is no longer here (it is kept for a day). Upload it again.")
        )
        return redirect("workshop_import", workshop.code)
    roster = upload.roster
    proposals = propose_matches(roster.good_rows)
    choices = row_choices(request, proposals)
    error = ""
    if request.method == "POST":
        try:
            result = import_roster(
                workshop=workshop,
                upload=upload,
                choices=choices,
                actor=request.user,  # type: ignore[arg-type]
            )
        except ValidationError as refused:
            error = refused.messages[0]
        else:
            _tell(request, result)
            return redirect("workshop_people", workshop.code)
    context = {
        "workshop": workshop,
        "upload": upload,
        "error": error,
        "rows": preview_rows(_listed(workshop), roster, proposals, choices),
        "problems": [problem for problem in roster.problems if problem.blocking],
        "left_out": len(roster.rows) - len(roster.good_rows),
        "hints": [p for p in roster.problems if p.row is None and not p.blocking],
    }
    return render(request, "workshops/import_preview.html", context)


def row_choices(request: HttpRequest, proposals: list[Proposal]) -> dict[int, str]:
    """What was chosen for each row; without an answer, or with one that was not offered, what is
    suggested."""
    choices = {}
    for proposal in proposals:
        offered = {NEW, SKIP, *(str(match.person.pk) for match in proposal.matches)}
        answer = request.POST.get(f"row-{proposal.row.number}", "")
        choices[proposal.row.number] = answer if answer in offered else proposal.suggested
    return choices


def _listed(workshop: Workshop) -> set[str]:
    """Keys of everybody on the list of a workshop."""
    return {
        str(pk)
        for pk in workshop.registrations.filter(
            status__in=[*EXPECTED_STATUSES, RegistrationStatus.WAITING]
        ).values_list("person_id", flat=True)
    }


def preview_rows(
    listed: set[str],
    roster: ReadRoster,
    proposals: list[Proposal],
    choices: dict[int, str],
) -> list[PreviewRow]:
    """The rows of a preview; ``listed`` are keys of people who are on the list already."""
    organisations = Organisation.objects.in_bulk(
        {p.row.organisation_id for p in proposals if p.row.organisation_id}
    )
    genders = dict(Gender.choices)
    kinds = dict(ParticipantType.choices)
    return [
        PreviewRow(
            proposal=proposal,
            organisation=organisations.get(proposal.row.organisation_id or 0),
            gender=str(genders.get(proposal.row.gender, "")),
            kind=str(kinds.get(proposal.row.participant_type, "")),
            chosen=choices[proposal.row.number],
            problems=roster.problems_of(proposal.row.number),
            on_the_list=frozenset(
                key for match in proposal.matches if (key := str(match.person.pk)) in listed
            ),
        )
        for proposal in proposals
    ]


def _tell(request: HttpRequest, result: ImportResult) -> None:
    """What the import did."""
    messages.success(
        request,
        ngettext(
            "%(count)s person was put on the list.",
            "%(count)s people were put on the list.",
            result.added,
        )
        % {"count": result.added},
    )
    if result.known:
        messages.info(request, _("%(count)s were on the list already.") % {"count": result.known})
    if result.waiting:
        messages.warning(
            request,
            _("%(count)s of them wait: all places are taken.") % {"count": result.waiting},
        )
