"""Bringing nominated, registered, paper and system together until nothing is open."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit
from courses.workshops.enums import RegistrationStatus
from courses.workshops.models import (
    KeptDifference,
    PaperCount,
    Registration,
    Session,
    Workshop,
)
from courses.workshops.selectors.reconciling import reconcile
from courses.workshops.services.attendance import clean_reason

#: More signatures than this are no number of people, but a slip of the finger.
PAPER_LIMIT = 2000


@transaction.atomic
def count_paper(*, session: Session, people: int | None, actor: Any) -> PaperCount | None:
    """Write how many people signed the sheet of a session; None takes the count back.

    The same number again changes nothing. Raises ValidationError for a number that cannot be.
    """
    if people is not None and not 0 <= people <= PAPER_LIMIT:
        raise ValidationError(
            _("Please give the number of signatures, %(limit)d at most.") % {"limit": PAPER_LIMIT}
        )
    session = Session.objects.select_for_update().get(pk=session.pk)
    known = PaperCount.objects.filter(session=session).first()
    if (known.people if known else None) == people:
        return known
    audit.record(actor=actor, verb="count_paper", target=session, people=people)
    if people is None:
        PaperCount.objects.filter(session=session).delete()
        return None
    count, _made = PaperCount.objects.update_or_create(
        session=session,
        defaults={"people": people, "counted_at": timezone.now(), "counted_by": _person(actor)},
    )
    return count


@transaction.atomic
def keep_difference(*, workshop: Workshop, key: str, reason: str, actor: Any) -> KeptDifference:
    """Say why a difference (``selectors.reconciling.Difference.key``) stays as it is.

    Saying it again replaces the reason; both stay in the audit. Raises ValidationError without a
    reason, and when there is no such difference any more.
    """
    reason = clean_reason(reason)
    workshop = Workshop.objects.select_for_update().get(pk=workshop.pk)
    found = reconcile(workshop).find(key)
    if found is None:
        raise ValidationError(_("This difference is settled already."))
    kept, _made = KeptDifference.objects.update_or_create(
        workshop=workshop,
        kind=found.kind,
        registration=found.registration,
        session=found.session,
        defaults={"reason": reason, "decided_at": timezone.now(), "decided_by": _person(actor)},
    )
    audit.record(actor=actor, verb="keep_difference", target=workshop, key=key, reason=reason)
    return kept


@transaction.atomic
def open_difference(*, workshop: Workshop, key: str, actor: Any) -> None:
    """Take such a reason back: the difference is open again. Twice is once."""
    found = reconcile(workshop).find(key)
    if found is None or found.kept is None:
        return
    found.kept.delete()
    audit.record(actor=actor, verb="open_difference", target=workshop, key=key)


@transaction.atomic
def approve_walk_ins(
    *, workshop: Workshop, actor: Any, registration_id: int | None = None
) -> list[Registration]:
    """Say that somebody who came without a nomination was welcome; without ``registration_id`` all.

    They stay walk-ins, which is how they came, and are counted as such. Gives those who were approved
    now; who was approved before stays as decided then.
    """
    workshop = Workshop.objects.select_for_update().get(pk=workshop.pk)
    waiting = workshop.registrations.select_related("person").filter(
        status=RegistrationStatus.WALK_IN, decided_at__isnull=True
    )
    if registration_id is not None:
        waiting = waiting.filter(pk=registration_id)
    found = list(waiting.in_lao_order())
    for registration in found:
        registration.decided_by, registration.decided_at = _person(actor), timezone.now()
        registration.save(update_fields=["decided_by", "decided_at"])
        audit.record(actor=actor, verb="approve_walk_in", target=registration)
    return found


@transaction.atomic
def take_approval_back(*, workshop: Workshop, registration_id: int, actor: Any) -> None:
    """The walk-in is open again. Not approved: nothing to do."""
    workshop = Workshop.objects.select_for_update().get(pk=workshop.pk)
    for registration in workshop.registrations.filter(
        pk=registration_id, status=RegistrationStatus.WALK_IN, decided_at__isnull=False
    ):
        registration.decided_by = registration.decided_at = None
        registration.save(update_fields=["decided_by", "decided_at"])
        audit.record(actor=actor, verb="take_approval_back", target=registration)


@transaction.atomic
def close_as_reconciled(*, workshop: Workshop, actor: Any) -> Workshop:
    """Say that all accounts of the workshop agree; its report says so. Twice is once.

    Raises ValidationError while a difference is open, and before the last day is over.
    """
    workshop = Workshop.objects.select_for_update().get(pk=workshop.pk)
    if workshop.reconciled_at is not None:
        return workshop
    if workshop.end_date > timezone.localdate():
        raise ValidationError(_("The workshop is not over yet."))
    if number := len(reconcile(workshop).open):
        raise ValidationError(_("%(number)d differences are still open.") % {"number": number})
    workshop.reconciled_at, workshop.reconciled_by = timezone.now(), _person(actor)
    workshop.save(update_fields=["reconciled_at", "reconciled_by"])
    audit.record(actor=actor, verb="close_as_reconciled", target=workshop)
    return workshop


@transaction.atomic
def reopen_reconciling(*, workshop: Workshop, reason: str, actor: Any) -> Workshop:
    """Take it back, with a reason. Not reconciled: nothing to do."""
    reason = clean_reason(reason)
    workshop = Workshop.objects.select_for_update().get(pk=workshop.pk)
    if workshop.reconciled_at is None:
        return workshop
    workshop.reconciled_at, workshop.reconciled_by = None, None
    workshop.save(update_fields=["reconciled_at", "reconciled_by"])
    audit.record(actor=actor, verb="reopen_reconciling", target=workshop, reason=reason)
    return workshop


def _person(actor: Any) -> Any:
    return actor if getattr(actor, "pk", None) else None
