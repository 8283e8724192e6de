"""Who takes part: nominated, confirmed, waiting, walked in, replaced, cancelled."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
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
from courses.workshops.places import is_full, needs_place, takes_place
from courses.workshops.services import waiting
from people.enums import OrganisationKind
from people.models import Organisation, User
from people.services import create_person

#: The snapshot: who the person was at that time. Taken from the person unless given.
SNAPSHOT_FIELDS = ("organisation", "position_lo", "position_en", "level", "gender")
DECISION_FIELDS = ("decision_reason", "decided_by", "decided_at", "waiting_order", "moves_to")
CHANGEABLE_FIELDS = frozenset({*SNAPSHOT_FIELDS, "participant_type", "status"})
#: Who was on the list and is not any more; they may come back with a fresh snapshot.
GONE = (
    RegistrationStatus.CANCELLED,
    RegistrationStatus.REPLACED,
    RegistrationStatus.DECLINED,
)
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
    waits: bool = False,
    after_closing: bool = False,
    **snapshot: Any,
) -> Registration:
    """Put ``person`` on the workshop's list with a snapshot of who they are now.

    Somebody who is on the list already stays as they are; somebody who was cancelled, declined or
    replaced comes back with a fresh snapshot. When all places are taken, or with ``waits``, they
    wait, except walk-ins, who are in the room. ``snapshot`` overrides ``SNAPSHOT_FIELDS``. Raises
    ValidationError when the workshop is closed, unless it was decided that they count
    ``after_closing``.
    """
    _known_fields(snapshot, frozenset(SNAPSHOT_FIELDS))
    workshop = _lock(workshop)
    person = person.merged_into or person
    known = workshop.registrations.filter(person=person).first()
    if known is not None and known.status not in GONE:
        return known
    if not after_closing:
        _check_open(workshop)
    registration = known or Registration(workshop=workshop, person=person)
    for name in SNAPSHOT_FIELDS:
        setattr(registration, name, snapshot.get(name, getattr(person, name)))
    registration.participant_type = participant_type or usual_type(registration.organisation)
    registration.status = status
    registration.client_id = client_id or registration.client_id
    if known is None and client_id is not None:
        # Devices that made somebody up know them by that id already.
        registration.ref = client_id
    registration.registered_by = actor
    registration.decision_reason = ""
    registration.decided_by = registration.decided_at = None
    waits = waits or is_full(workshop)
    if status != RegistrationStatus.WALK_IN and needs_place(registration) and waits:
        waiting.join(registration, moves_to=status)
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
    after_closing: bool = False,
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
    if not after_closing:
        _check_open(workshop)
    if person is None:
        person = create_person(actor=actor, gender=gender, organisation=organisation, **names)
    registration = register(
        workshop=workshop,
        person=person,
        actor=actor,
        status=RegistrationStatus.WALK_IN,
        client_id=client_id,
        after_closing=after_closing,
        gender=gender,
        organisation=organisation,
    )
    if registration.status == RegistrationStatus.WAITING:
        # They waited for a place, and now they are here.
        registration.status = RegistrationStatus.WALK_IN
        waiting.leave(registration)
        registration.save(update_fields=["status", "waiting_order", "moves_to"])
        audit.record(actor=actor, verb="register_walk_in", target=registration)
    return registration


@transaction.atomic
def change_registration(*, registration: Registration, actor: User, **changes: Any) -> Registration:
    """Correct the type, the status or the snapshot (``CHANGEABLE_FIELDS``).

    A place that becomes free goes to the next one who waits. Raises ValidationError when there is no
    place left for somebody who waits, or when a status needs its own service (cancelling, replacing,
    declining).
    """
    _known_fields(changes, CHANGEABLE_FIELDS)
    workshop = _lock(registration.workshop)
    registration = Registration.objects.get(pk=registration.pk)
    took_place = takes_place(registration)
    before = {name: getattr(registration, name) for name in changes}
    for name, value in changes.items():
        setattr(registration, name, value)
    if "status" in changes and before["status"] != registration.status:
        _check_new_status(workshop, registration, before["status"])
        if registration.status == RegistrationStatus.WAITING:
            waiting.join(registration, moves_to=RegistrationStatus.CONFIRMED)
        else:
            waiting.leave(registration)
    _check_fields(registration)
    changed = sorted(name for name in changes if before[name] != getattr(registration, name))
    if changed:
        registration.save(update_fields=[*changed, "waiting_order", "moves_to"])
        audit.record(
            actor=actor,
            verb="change_registration",
            target=registration,
            changed=changed,
            status=str(registration.status),
        )
    if took_place and not takes_place(registration):
        waiting.fill(workshop, actor=actor, but=registration)
    return registration


@transaction.atomic
def cancel_registration(
    *, registration: Registration, actor: User, reason: str = ""
) -> Registration:
    """Take somebody off the list; the row stays. Twice is once.

    Their place goes to the next one who waits. Raises ValidationError for somebody who attended: that
    is a fact, and is corrected on the attendance page first.
    """
    workshop = _lock(registration.workshop)
    registration = Registration.objects.get(pk=registration.pk)
    if registration.status == RegistrationStatus.CANCELLED:
        return registration
    had_place = takes_place(registration)
    take_off(registration, RegistrationStatus.CANCELLED, actor=actor, reason=reason)
    audit.record(
        actor=actor, verb="cancel_registration", target=registration, reason=lao.normalise(reason)
    )
    if had_place:
        waiting.fill(workshop, actor=actor)
    return registration


def take_off(registration: Registration, status: str, *, actor: User, reason: str) -> None:
    """Write that somebody is off the list, who said so and why; the caller holds the lock.

    Raises ValidationError for somebody who attended.
    """
    if registration.attendance.filter(status__in=ATTENDED_STATUSES).exists():
        raise ValidationError(
            _(
                "%(person)s has attended already, so the registration cannot be cancelled. "
                "Correct the attendance first, or replace the person."
            )
            % {"person": registration.person}
        )
    registration.status = status
    registration.decision_reason = lao.normalise(reason)[:300]
    registration.decided_by, registration.decided_at = actor, timezone.now()
    waiting.leave(registration)
    registration.save(update_fields=["status", *DECISION_FIELDS])


@transaction.atomic
def replace_registration(
    *,
    registration: Registration,
    person: User,
    actor: User,
    status: str = RegistrationStatus.CONFIRMED,
    **snapshot: Any,
) -> Registration:
    """Let ``person`` come in the place of somebody; what that one attended stays theirs.

    Whoever replaces somebody who waits takes over their place in the line. Both stay linked
    (``replaces``). Asking again for the same replacement gives the one that was made. Raises
    ValidationError when somebody else replaced them already, or ``person`` is on the list in their
    own right.
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
    if registration.status not in (*EXPECTED_STATUSES, RegistrationStatus.WAITING):
        raise ValidationError(
            _("%(person)s is not on the attendance list.") % {"person": registration.person}
        )
    present = workshop.registrations.filter(person=person, status__in=EXPECTED_STATUSES)
    if present.exists() or person.pk == registration.person_id:
        raise ValidationError(_("%(person)s is on the list already.") % {"person": person})
    place = registration.waiting_order, registration.moves_to
    waited = registration.status == RegistrationStatus.WAITING
    registration.status = RegistrationStatus.REPLACED
    waiting.leave(registration)
    registration.save(update_fields=["status", "waiting_order", "moves_to"])
    successor = register(workshop=workshop, person=person, actor=actor, status=status, **snapshot)
    if waited:
        successor.status = RegistrationStatus.WAITING
        successor.waiting_order, successor.moves_to = place
    else:
        successor.status = status
        waiting.leave(successor)
    _let_no_circle(registration, successor)
    successor.replaces = registration
    successor.save(update_fields=["status", "waiting_order", "moves_to", "replaces"])
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


def _let_no_circle(registration: Registration, successor: Registration) -> None:
    """Whoever comes back in the place of somebody who had come for them: the older link goes."""
    link = registration
    while link.replaces is not None and link.pk != successor.pk:
        if link.replaces_id == successor.pk:
            link.replaces = None
            link.save(update_fields=["replaces"])
            return
        link = link.replaces


def usual_type(organisation: Organisation | None) -> ParticipantType:
    """In what capacity somebody of this organisation usually takes part."""
    if organisation is None:
        return ParticipantType.OFFICIAL
    return USUAL_TYPE.get(organisation.kind, ParticipantType.OFFICIAL)


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
    if registration.status == RegistrationStatus.DECLINED:
        raise ValidationError({"status": _("Decline on the page of nominations.")})
    back = registration.status in EXPECTED_STATUSES and before not in EXPECTED_STATUSES
    if back and registration.status != RegistrationStatus.WALK_IN:
        _check_open(workshop)
        if needs_place(registration) and is_full(workshop):
            raise ValidationError(
                {"status": _("All %(places)s places are taken.") % {"places": workshop.places}}
            )


def _check_fields(registration: Registration) -> None:
    """Field by field; an organisation may be unknown, and the system may be who registers."""
    registration.clean_fields(exclude=["organisation", "registered_by"])


def _known_fields(values: dict[str, Any], known: frozenset[str]) -> None:
    if unknown := set(values) - known:
        raise TypeError(f"not part of a registration: {', '.join(sorted(unknown))}")
