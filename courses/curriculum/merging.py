"""What is carried of learning when two records of a person become one: rounds with all in them."""

from typing import Any

from django.utils.translation import gettext as _

from courses.curriculum.models import Completion, Enrolment, LessonProgress, OfflineMark
from people.merging import Ledger, Mover, carry, register


def register_mover() -> None:
    """Called once when the app is ready."""
    register(
        Mover(
            name="curriculum",
            move=_move,
            order=20,
            carries=frozenset(
                {
                    "curriculum.Enrolment.person",
                    "curriculum.OfflineMark.person",
                    "curriculum.LessonProgress.enrolment",
                    "curriculum.Completion.enrolment",
                }
            ),
            stays=frozenset({"curriculum.TextReview.reviewer"}),
            counts=_counts,
        )
    )


def _counts(person: Any) -> dict[str, int]:
    return {
        _("Rounds of courses"): Enrolment.objects.filter(person=person).count(),
        _("Lessons read"): LessonProgress.objects.filter(
            enrolment__person=person, completed_at__isnull=False
        ).count(),
        _("Completions"): Completion.objects.filter(enrolment__person=person).count(),
    }


def _move(ledger: Ledger, kept: Any, merged: Any) -> None:
    carry(ledger, OfflineMark, "person", old=merged, new=kept)
    rounds = carry(ledger, Enrolment, "person", old=merged, new=kept, once_by=["course", "round"])
    for old, new in rounds:
        _carry_round(ledger, old, new)


def _carry_round(ledger: Ledger, old: Enrolment, new: Enrolment) -> None:
    """The same round of the same course, gone through under two records: one, with all of both."""
    if old.started_at < new.started_at:
        # Who they were when they began goes with when they began.
        ledger.change(
            new,
            started_at=old.started_at,
            organisation=old.organisation,
            gender=old.gender,
            level=old.level,
        )
    for theirs, ours in carry(
        ledger, LessonProgress, "enrolment", old=old, new=new, once_by=["lesson"]
    ):
        ends = [at for at in (ours.completed_at, theirs.completed_at) if at]
        ledger.change(
            ours,
            first_opened_at=min(ours.first_opened_at, theirs.first_opened_at),
            last_opened_at=max(ours.last_opened_at, theirs.last_opened_at),
            completed_at=min(ends, default=None),
        )
    # Written once and never taken back: the earlier of two completions is the one that counts.
    for theirs, ours in carry(
        ledger, Completion, "enrolment", old=old, new=new, once_by=["module"]
    ):
        if theirs.completed_at < ours.completed_at:
            ledger.change(ours, completed_at=theirs.completed_at, rule=theirs.rule)
