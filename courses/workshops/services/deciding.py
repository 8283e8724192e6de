"""What the facilitator decides about nominees: approve, let wait, decline."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit, lao
from courses.workshops.enums import (
    EXPECTED_STATUSES,
    RegistrationStatus,
    WorkshopState,
)
from courses.workshops.models import Registration, Workshop
from courses.workshops.places import (
    is_full,
    needs_place,
    takes_place,
)
from courses.workshops.services import waiting
from courses.workshops.services.registrations import (
    DECISION_FIELDS,
    take_off,
)
from people.models import User


@transaction.atomic
def approve(*, registration: Registration, actor: User) -> Registration:
    """Confirm a nominee, or somebody who waits or was declined. Twice is once.

    The quota of an organisation does not bind the facilitator. Raises ValidationError when all places
    are taken.
    """
    workshop, registration = _to_decide(registration)
    if registration.status == RegistrationStatus.CONFIRMED:
        return registration
    if registration.status not in (
        RegistrationStatus.NOMINATED,
        RegistrationStatus.WAITING,
        RegistrationStatus.DECLINED,
    ):
        raise ValidationError(
            _("%(person)s is not nominated any more.") % {"person": registration.person}
        )
    if not takes_place(registration) and needs_place(registration) and is_full(workshop):
        raise ValidationError(_("All %(places)s places are taken.") % {"places": workshop.places})
    waiting.leave(registration)
    _settle(registration, RegistrationStatus.CONFIRMED, actor, "")
    return registration


@transaction.atomic
def approve_all(*, registrations: Iterable[Registration], actor: User) -> list[Registration]:
    """Confirm several at once, all or none."""
    return [approve(registration=each, actor=actor) for each in registrations]


@transaction.atomic
def put_on_waiting_list(
    *, registration: Registration, actor: User, reason: str = ""
) -> Registration:
    """Let a nominee wait as a reserve, at the end of the list; confirmed when a place becomes free.

    The place goes to the next one who waits. Twice is once.
    """
    workshop, registration = _to_decide(registration)
    if registration.status == RegistrationStatus.WAITING:
        return registration
    if registration.status not in (RegistrationStatus.NOMINATED, RegistrationStatus.CONFIRMED):
        raise ValidationError(
            _("%(person)s is not nominated any more.") % {"person": registration.person}
        )
    had_place = takes_place(registration)
    waiting.join(registration, moves_to=RegistrationStatus.CONFIRMED)
    _settle(registration, RegistrationStatus.WAITING, actor, reason)
    if had_place:
        waiting.fill(workshop, actor=actor, but=registration)
    return registration


@transaction.atomic
def decline(*, registration: Registration, actor: User, reason: str) -> Registration:
    """Decline a nominee with a reason that the ministry reads. Twice is once.

    Raises ValidationError without a reason, and for somebody who attended.
    """
    workshop, registration = _to_decide(registration)
    reason = lao.normalise(reason)
    if registration.status == RegistrationStatus.DECLINED:
        return registration
    if not reason:
        raise ValidationError({"reason": _("Write the reason; the ministry reads it.")})
    if registration.status not in (*EXPECTED_STATUSES, RegistrationStatus.WAITING):
        raise ValidationError(
            _("%(person)s is not nominated any more.") % {"person": registration.person}
        )
    had_place = takes_place(registration)
    take_off(registration, RegistrationStatus.DECLINED, actor=actor, reason=reason)
    audit.record(actor=actor, verb="decline", target=registration, reason=reason[:300])
    if had_place:
        waiting.fill(workshop, actor=actor)
    return registration


def _to_decide(registration: Registration) -> tuple[Workshop, Registration]:
    """The workshop, locked, and the registration as it is now. Raises when it is closed."""
    workshop = Workshop.objects.select_for_update().get(pk=registration.workshop_id)
    if workshop.state == WorkshopState.CLOSED:
        raise ValidationError(
            _("This workshop is closed. Reopen it on its overview page to change the list.")
        )
    return workshop, Registration.objects.select_related("person").get(pk=registration.pk)


def _settle(registration: Registration, status: str, actor: User, reason: str) -> None:
    registration.status = status
    registration.decision_reason = lao.normalise(reason)[:300]
    registration.decided_by, registration.decided_at = actor, timezone.now()
    registration.save(update_fields=["status", *DECISION_FIELDS])
    audit.record(actor=actor, verb="decide", target=registration, status=str(status))
