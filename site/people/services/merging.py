"""Two records of one person become one, and two again when that was wrong."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit, lao
from people import merging
from people.merging.rules import may_merge
from people.models import NotTheSame, PersonMerge, User

REASON_LENGTH = 300


@transaction.atomic
def merge_people(*, kept: User, merged: User, reason: str, actor: Any) -> PersonMerge:
    """Let ``kept`` stand for both. Everything of ``merged`` is carried to it by the apps' movers.

    The merged record stays, empty: its sign-in leads to the kept one. Merging the same two again gives
    the merge that stands. Raises ValidationError without a reason, for somebody merged already or with
    themselves, and when ``actor`` may not (``merging.rules.may_merge``).
    """
    reason = _clean_reason(reason)
    kept, merged = _locked(kept, merged)
    if merged.merged_into_id == kept.pk and kept.pk != merged.pk:
        return PersonMerge.objects.get(merged=merged, kept=kept, undone_at__isnull=True)
    if kept.pk == merged.pk or kept.merged_into_id or merged.merged_into_id:
        raise ValidationError(_("One of the two has been merged already. Load the page again."))
    if actor is not None and not may_merge(actor, kept, merged):
        raise ValidationError(_("Only an administrator can merge these two people."))
    merge = PersonMerge.objects.create(
        kept=kept, merged=merged, reason=reason, merged_by=_person(actor)
    )
    ledger = merging.Ledger(reason=reason, actor=_person(actor))
    for mover in merging.movers():
        mover.move(ledger, kept, merged)
    ledger.change(merged, merged_into=kept)
    merge.entries = ledger.finish()
    merge.save(update_fields=["entries"])
    audit.record(
        actor=actor, verb="merge_people", target=kept, merged=merged.pk, rows=len(merge.entries)
    )
    return merge


@transaction.atomic
def undo_merge(*, merge: PersonMerge, reason: str, actor: Any) -> PersonMerge:
    """Put every row back as it was before the merge. Twice is once.

    What came to the kept person since stays with them. Raises ValidationError without a reason, and
    with everything that has come about since and contradicts it.
    """
    reason = _clean_reason(reason)
    merge = PersonMerge.objects.select_for_update().get(pk=merge.pk)
    if merge.undone_at is not None:
        return merge
    if actor is not None and not may_merge(actor, merge.kept):
        raise ValidationError(_("Only an administrator can undo this merge."))
    _locked(merge.kept, merge.merged)
    if problems := what_hinders_undoing(merge):
        raise ValidationError(problems)
    try:
        with transaction.atomic():
            merging.undo(merge.entries)
    except IntegrityError as error:
        raise ValidationError(
            _("Something new stands where the old was, so this cannot be undone any more.")
        ) from error
    merge.undone_at, merge.undone_by = timezone.now(), _person(actor)
    merge.undone_reason = reason
    merge.save(update_fields=["undone_at", "undone_by", "undone_reason"])
    audit.record(actor=actor, verb="undo_merge", target=merge.kept, merged=merge.merged_id)
    return merge


def what_hinders_undoing(merge: PersonMerge) -> list[str]:
    """What has come about since and contradicts the undoing, in the reader's language."""
    if merge.kept.merged_into_id:
        return [_("The kept record has been merged itself since. Undo that first.")]
    problems = merging.problems_of_undoing(merge.entries)
    for mover in merging.movers():
        if mover.hinders:
            problems += mover.hinders(merge)
    return problems


@transaction.atomic
def say_different(*, one: User, other: User, actor: Any) -> NotTheSame:
    """These two are different people: they are not suggested as one again. Twice is once."""
    if one.pk == other.pk:
        raise ValidationError(_("Choose two people."))
    first, second = sorted((one, other), key=lambda person: person.pk)
    if actor is not None and not may_merge(actor, first, second):
        raise ValidationError(_("Only an administrator can decide this about these two people."))
    row, made = NotTheSame.objects.get_or_create(
        first=first, second=second, defaults={"decided_by": _person(actor)}
    )
    if made:
        audit.record(actor=actor, verb="say_different", target=first, other=second.pk)
    return row


def _locked(*people: User) -> list[User]:
    """The rows of these people, locked in the order of their numbers, given in the order asked."""
    rows = {
        row.pk: row
        for row in User.objects.select_for_update()
        .filter(pk__in=[person.pk for person in people])
        .order_by("pk")
    }
    return [rows[person.pk] for person in people]


def _person(actor: Any) -> User | None:
    return actor if getattr(actor, "pk", None) else None


def _clean_reason(reason: str) -> str:
    reason = lao.normalise(reason)
    if not reason:
        raise ValidationError({"reason": _("Please give a reason.")})
    return reason[:REASON_LENGTH]
