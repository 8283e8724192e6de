"""A confirmed list of names becomes people and registrations."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core import audit
from courses.workshops.enums import EXPECTED_STATUSES, RegistrationStatus, WorkshopState
from courses.workshops.models import Workshop
from courses.workshops.services.registrations import register
from people.models import Organisation, RosterUpload, User
from people.roster import RosterRow, apply_upload


@dataclass(frozen=True, slots=True)
class ImportResult:
    """How many people an import put on the list, found there already, or left waiting."""

    added: int
    known: int
    waiting: int


def import_purpose(workshop: Workshop) -> str:
    """What a roster upload for this workshop is kept as."""
    return f"workshop:{workshop.pk}"


@transaction.atomic
def import_roster(
    *, workshop: Workshop, upload: RosterUpload, choices: Mapping[int, str], actor: User
) -> ImportResult:
    """Put the people of a previewed list on the workshop's list, all or none.

    ``choices``: row number -> "new", "skip" or the key of an existing person. Confirming twice
    changes nothing. Raises ValidationError when the workshop is closed or two rows were said to be
    the same person.
    """
    workshop = Workshop.objects.select_for_update().get(pk=workshop.pk)
    if upload.purpose != import_purpose(workshop):
        raise ValidationError(_("This list was uploaded for another workshop."))
    if workshop.state == WorkshopState.CLOSED:
        raise ValidationError(
            _("This workshop is closed. Reopen it on its overview page to change the list.")
        )
    check_choices(choices)
    before = set(
        workshop.registrations.filter(
            status__in=[*EXPECTED_STATUSES, RegistrationStatus.WAITING]
        ).values_list("person_id", flat=True)
    )
    pairs = apply_upload(upload=upload, choices=choices, actor=actor)
    organisations = Organisation.objects.in_bulk([row.organisation_id for row, _person in pairs])
    added = waiting = 0
    for row, person in pairs:
        if person.pk in before:
            continue
        registration = register(
            workshop=workshop,
            person=person,
            actor=actor,
            participant_type=row.participant_type,
            **_snapshot(row, person, organisations),
        )
        added += 1
        waiting += registration.status == RegistrationStatus.WAITING
    result = ImportResult(added=added, known=len(pairs) - added, waiting=waiting)
    audit.record(
        actor=actor,
        verb="import_roster",
        target=workshop,
        upload=str(upload.uuid),
        added=result.added,
        known=result.known,
    )
    return result


def _snapshot(
    row: RosterRow, person: User, organisations: Mapping[int, Organisation]
) -> dict[str, Any]:
    """Who the person is now: what the list says, else what we know."""
    return {
        "organisation": organisations.get(row.organisation_id or 0) or person.organisation,
        "position_lo": row.position_lo or person.position_lo,
        "position_en": row.position_en or person.position_en,
        "level": row.level or person.level,
        "gender": row.gender if row.gender != "not_stated" else person.gender,
    }


def check_choices(choices: Mapping[int, str]) -> None:
    """Raise ValidationError when two rows were said to be the same person."""
    rows_of: dict[str, int] = {}
    for number, choice in choices.items():
        if not choice.isdecimal():
            continue
        if choice in rows_of:
            raise ValidationError(
                _("Rows %(first)s and %(second)s were both said to be the same person.")
                % {"first": rows_of[choice], "second": number}
            )
        rows_of[choice] = number
