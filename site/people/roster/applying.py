"""From the confirmed preview to people. Safe to repeat; nothing is lost between the two."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit
from people.models import Organisation, RosterUpload, User
from people.roster.matching import NEW, SKIP
from people.roster.rows import ReadRoster, RosterRow
from people.services import create_person, update_profile
from people.services.persons import may_change_contacts

#: What an import may fill in on a person who is known already; it never replaces a word.
_FILLED_IN = (
    "given_name_lo",
    "family_name_lo",
    "given_name_latin",
    "family_name_latin",
    "title",
    "rank_lo",
    "rank_latin",
    "position_lo",
    "position_en",
    "phone",
    "email",
)


@transaction.atomic
def keep_roster(
    *, roster: ReadRoster, actor: Any, purpose: str, filename: str = ""
) -> RosterUpload:
    """Keep a parsed roster until it is confirmed, for a day. Old ones are thrown away here."""
    RosterUpload.objects.filter(created_at__lt=timezone.now() - RosterUpload.KEPT_FOR).delete()
    upload = RosterUpload.objects.create(
        uploader=actor, purpose=purpose, filename=filename[:200], content=roster.to_json()
    )
    audit.record(
        actor=actor, verb="keep_roster", target=upload, purpose=purpose, rows=len(roster.rows)
    )
    return upload


def roster_upload(user: Any, key: uuid.UUID | str, purpose: str) -> RosterUpload | None:
    """The user's own upload for this purpose that has not expired, or None (answer 404)."""
    return RosterUpload.objects.filter(
        uuid=key,
        uploader=user,
        purpose=purpose,
        created_at__gte=timezone.now() - RosterUpload.KEPT_FOR,
    ).first()


@transaction.atomic
def apply_upload(
    *, upload: RosterUpload, choices: Mapping[int, str], actor: Any
) -> list[tuple[RosterRow, User]]:
    """Make or find the person of each good row as chosen; rows without a choice are new people.

    Confirming twice gives the people of the first time. Rows chosen to be skipped are left out.
    """
    upload = RosterUpload.objects.select_for_update().get(pk=upload.pk)
    roster = upload.roster
    done = dict(upload.people)
    pairs: list[tuple[RosterRow, User]] = []
    for row in roster.good_rows:
        choice = str(choices.get(row.number, NEW))
        if upload.applied_at is not None:
            pk = done.get(str(row.number))
            if pk is None:
                continue
            choice = str(pk)
        if choice == SKIP:
            continue
        person = person_for(row, choice, actor)
        done[str(row.number)] = person.pk
        pairs.append((row, person))
    if upload.applied_at is None:
        upload.applied_at = timezone.now()
        upload.people = done
        upload.save(update_fields=["applied_at", "people"])
        audit.record(actor=actor, verb="apply_roster", target=upload, people=len(done))
    return pairs


@transaction.atomic
def person_for(row: RosterRow, choice: str, actor: Any) -> User:
    """The person of a row: a new one (``NEW``), or the chosen one with blanks filled in.

    Never replaces what is known. A phone number or e-mail address that is somebody else's is left
    out, and contacts of somebody with a login stay theirs to change. Raises
    ``ValidationError`` when the chosen person does not exist.
    """
    if choice == NEW:
        values: dict[str, Any] = {name: getattr(row, name) for name in _FILLED_IN}
        values |= {
            "gender": row.gender,
            "level": row.level,
            "organisation": _organisation(row),
        }
        return create_person(actor=actor, **_without_taken_contacts(values, None))
    person = User.objects.real().filter(pk=choice if choice.isdecimal() else None).first()
    if person is None:
        raise ValidationError(
            _("Row %(row)s: the chosen person does not exist any more. Choose again.")
            % {"row": row.number}
        )
    values = {
        name: value
        for name in _FILLED_IN
        if (value := getattr(row, name)) and not getattr(person, name)
    }
    if person.gender == "not_stated" and row.gender != "not_stated":
        values["gender"] = row.gender
    if person.organisation_id is None and row.organisation_id:
        values["organisation"] = _organisation(row)
    if not may_change_contacts(person=person, actor=actor):
        values = {name: value for name, value in values.items() if name not in ("phone", "email")}
    values = _without_taken_contacts(values, person)
    return update_profile(person=person, actor=actor, **values) if values else person


def _organisation(row: RosterRow) -> Organisation | None:
    if row.organisation_id is None:
        return None
    return Organisation.objects.filter(pk=row.organisation_id).first()


def _without_taken_contacts(values: dict[str, Any], person: User | None) -> dict[str, Any]:
    others = User.objects.exclude(pk=person.pk if person else None)
    for name, lookup in (("phone", "phone"), ("email", "email__iexact")):
        if values.get(name) and others.filter(**{lookup: values[name]}).exists():
            values = values | {name: ""}
            if person is not None:
                values.pop(name)
    return values
