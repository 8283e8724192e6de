"""Who takes part: nominated, confirmed, waiting, walked in, replaced, cancelled."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core import audit, lao
from courses.workshops.enums import (
    ATTENDED_STATUSES,
    EXPECTED_STATUSES,
    ParticipantType,
    RegistrationStatus,
    WorkshopState,
)
from courses.workshops.models import Registration, Workshop
from people.enums import OrganisationKind
from people.models import Organisation, User
from people.services import create_person

#: The snapshot: who the person was at that time. Taken from the person unless given.
SNAPSHOT_FIELDS = ("organisation", "position_lo", "position_en", "level", "gender")
CHANGEABLE_FIELDS = frozenset({*SNAPSHOT_FIELDS, "participant_type", "status"})
#: The capacity in which somebody of such an organisation usually takes part.
USUAL_TYPE: dict[str, ParticipantType] = {
    OrganisationKind.MINISTRY: ParticipantType.OFFICIAL,
    OrganisationKind.MASS_ORGANISATION: ParticipantType.MASS_ORGANISATION,
    OrganisationKind.INTERNATIONAL: ParticipantType.UN_STAFF,
    OrganisationKind.OTHER: ParticipantType.OBSERVER,
}


@transaction.atomic
def register(
    *,
    workshop: Workshop,
    person: User,
    actor: User | None,
    participant_type: str = "",
    status: str = RegistrationStatus.CONFIRMED,
    client_id: UUID | None = None,
    **snapshot: Any,
) -> Registration:
    """Put ``person`` on the workshop's list with a snapshot of who they are now.

    Somebody who is on the list already stays as they are; somebody who was cancelled or replaced
    comes back with a fresh snapshot. When all places are taken they wait, except walk-ins, who are
    in the room. ``snapshot`` overrides ``SNAPSHOT_FIELDS``. Raises ValidationError when the
    workshop is closed.
    """
    _known_fields(snapshot, frozenset(SNAPSHOT_FIELDS))
    workshop = _lock(workshop)
    person = person.merged_into or person
    known = workshop.registrations.filter(person=person).first()
    if known is not None and known.status not in (
        RegistrationStatus.CANCELLED,
        RegistrationStatus.REPLACED,
    ):
        return known
    _check_open(workshop)
    registration = known or Registration(workshop=workshop, person=person)
    for name in SNAPSHOT_FIELDS:
        setattr(registration, name, snapshot.get(name, getattr(person, name)))
    registration.participant_type = participant_type or usual_type(registration.organisation)
    registration.status = status
    registration.client_id = client_id or registration.client_id
    registration.registered_by = actor
    if status != RegistrationStatus.WALK_IN and _needs_place(registration) and _is_full(workshop):
        registration.status = RegistrationStatus.WAITING
    _check_fields(registration)
    registration.save()
    audit.record(
        actor=actor,
        verb="register",
        target=registration,
        workshop=workshop.code,
        person=person.pk,
        status=str(registration.status),
    )
    return registration


@transaction.atomic
def register_walk_in(
    *,
    workshop: Workshop,
    actor: User,
    client_id: UUID,
    gender: str,
    organisation: Organisation | None,
    person: User | None = None,
    **names: Any,
) -> Registration:
    """Somebody stands at the door: name, gender, organisation, and they are on the list.

    ``person`` is somebody we know; otherwise a person without login is made from ``names``
    (``given_name_lo`` and so on, ``title``). ``client_id`` belongs to the form: sent twice, it
    gives the registration of the first time. Raises ValidationError by field.
    """
    workshop = _lock(workshop)
    done = Registration.objects.filter(client_id=client_id).first()
    if done is not None:
        if done.workshop_id != workshop.pk:
            raise ValidationError(_("This form is too old. Open it again."))
        return done
    _check_open(workshop)
    if person is None:
        person = create_person(actor=actor, gender=gender, organisation=organisation, **names)
    registration = register(
        workshop=workshop,
        person=person,
        actor=actor,
        status=RegistrationStatus.WALK_IN,
        client_id=client_id,
        gender=gender,
        organisation=organisation,
    )
    if registration.status == RegistrationStatus.WAITING:
        # They waited for a place, and now they are here.
        registration.status = RegistrationStatus.WALK_IN
        registration.save(update_fields=["status"])
        audit.record(actor=actor, verb="register_walk_in", target=registration)
    return registration


@transaction.atomic
def change_registration(*, registration: Registration, actor: User, **changes: Any) -> Registration:
    """Correct the type, the status or the snapshot (``CHANGEABLE_FIELDS``).

    Raises ValidationError when there is no place left for somebody who waits, or when a status
    needs its own service (cancelling, replacing).
    """
    _known_fields(changes, CHANGEABLE_FIELDS)
    workshop = _lock(registration.workshop)
    registration = Registration.objects.get(pk=registration.pk)
    before = {name: getattr(registration, name) for name in changes}
    for name, value in changes.items():
        setattr(registration, name, value)
    if "status" in changes and before["status"] != registration.status:
        _check_new_status(workshop, registration, before["status"])
    _check_fields(registration)
    changed = sorted(name for name in changes if before[name] != getattr(registration, name))
    if changed:
        registration.save(update_fields=changed)
        audit.record(
            actor=actor,
            verb="change_registration",
            target=registration,
            changed=changed,
            status=str(registration.status),
        )
    return registration


@transaction.atomic
def cancel_registration(
    *, registration: Registration, actor: User, reason: str = ""
) -> Registration:
    """Take somebody off the list; the row stays. Twice is once.

    Raises ValidationError for somebody who attended: that is a fact, and is corrected on the
    attendance page first.
    """
    _lock(registration.workshop)
    registration = Registration.objects.get(pk=registration.pk)
    if registration.status == RegistrationStatus.CANCELLED:
        return registration
    if registration.attendance.filter(status__in=ATTENDED_STATUSES).exists():
        raise ValidationError(
            _(
                "%(person)s has attended already, so the registration cannot be cancelled. "
                "Correct the attendance first, or replace the person."
            )
            % {"person": registration.person}
        )
    registration.status = RegistrationStatus.CANCELLED
    registration.save(update_fields=["status"])
    audit.record(
        actor=actor, verb="cancel_registration", target=registration, reason=lao.normalise(reason)
    )
    return registration


@transaction.atomic
def replace_registration(
    *, registration: Registration, person: User, actor: User, **snapshot: Any
) -> Registration:
    """Let ``person`` come in the place of somebody; what that one attended stays theirs.

    Asking again for the same replacement gives the one that was made. Raises ValidationError when
    somebody else replaced them already, or ``person`` is on the list in their own right.
    """
    workshop = _lock(registration.workshop)
    registration = Registration.objects.get(pk=registration.pk)
    person = person.merged_into or person
    successor = Registration.objects.filter(replaces=registration).first()
    if successor is not None:
        if successor.person_id == person.pk:
            return successor
        raise ValidationError(
            _("%(person)s has been replaced already.") % {"person": registration.person}
        )
    if registration.status not in EXPECTED_STATUSES:
        raise ValidationError(
            _("%(person)s is not on the attendance list.") % {"person": registration.person}
        )
    present = workshop.registrations.filter(person=person, status__in=EXPECTED_STATUSES)
    if present.exists():
        raise ValidationError(_("%(person)s is on the list already.") % {"person": person})
    registration.status = RegistrationStatus.REPLACED
    registration.save(update_fields=["status"])
    successor = register(workshop=workshop, person=person, actor=actor, **snapshot)
    if successor.status == RegistrationStatus.WAITING:
        successor.status = RegistrationStatus.CONFIRMED
    successor.replaces = registration
    successor.save(update_fields=["status", "replaces"])
    audit.record(
        actor=actor, verb="replace_registration", target=registration, successor=successor.pk
    )
    return successor


@transaction.atomic
def replace_by_walk_in(
    *,
    registration: Registration,
    actor: User,
    client_id: UUID,
    gender: str,
    organisation: Organisation | None,
    person: User | None = None,
    **names: Any,
) -> Registration:
    """Somebody stands at the door in the place of ``registration``; as ``register_walk_in``."""
    _lock(registration.workshop)
    done = Registration.objects.filter(client_id=client_id).first()
    if done is not None:
        if done.replaces_id != registration.pk:
            raise ValidationError(_("This form is too old. Open it again."))
        return done
    if person is None:
        person = create_person(actor=actor, gender=gender, organisation=organisation, **names)
    return replace_registration(
        registration=registration,
        person=person,
        actor=actor,
        client_id=client_id,
        gender=gender,
        organisation=organisation,
    )


def usual_type(organisation: Organisation | None) -> ParticipantType:
    """In what capacity somebody of this organisation usually takes part."""
    if organisation is None:
        return ParticipantType.OFFICIAL
    return USUAL_TYPE.get(organisation.kind, ParticipantType.OFFICIAL)


def places_left(workshop: Workshop) -> int | None:
    """Places still free, never below 0; None when the workshop has no limit."""
    if workshop.places is None:
        return None
    taken = workshop.registrations.expected().participants().count()
    return max(0, workshop.places - taken)


def _lock(workshop: Workshop) -> Workshop:
    """The workshop's row, locked: whoever counts places comes through here, one at a time."""
    return Workshop.objects.select_for_update().get(pk=workshop.pk)


def _check_open(workshop: Workshop) -> None:
    if workshop.state == WorkshopState.CLOSED:
        raise ValidationError(
            _("This workshop is closed. Reopen it on its overview page to change the list.")
        )


def _check_new_status(workshop: Workshop, registration: Registration, before: str) -> None:
    """Whether the registration may go from ``before`` to the status it has now."""
    if registration.status == RegistrationStatus.REPLACED:
        raise ValidationError({"status": _("Choose who comes in this person's place.")})
    if registration.status == RegistrationStatus.CANCELLED:
        raise ValidationError({"status": _("Use the button for cancelling.")})
    back = registration.status in EXPECTED_STATUSES and before not in EXPECTED_STATUSES
    if back and registration.status != RegistrationStatus.WALK_IN:
        _check_open(workshop)
        if _needs_place(registration) and _is_full(workshop):
            raise ValidationError(
                {"status": _("All %(places)s places are taken.") % {"places": workshop.places}}
            )


def _check_fields(registration: Registration) -> None:
    """Field by field; an organisation may be unknown, and the system may be who registers."""
    registration.clean_fields(exclude=["organisation", "registered_by"])


def _needs_place(registration: Registration) -> bool:
    """Facilitators and interpreters work there and take nobody's place."""
    return registration.participant_type not in (
        ParticipantType.FACILITATOR,
        ParticipantType.INTERPRETER,
    )


def _is_full(workshop: Workshop) -> bool:
    return places_left(workshop) == 0


def _known_fields(values: dict[str, Any], known: frozenset[str]) -> None:
    if unknown := set(values) - known:
        raise TypeError(f"not part of a registration: {', '.join(sorted(unknown))}")
