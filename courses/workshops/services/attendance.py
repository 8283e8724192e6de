"""Who was there: marks are appended, never changed; the current state follows in the same transaction.

Two facilitators mark at the same time, on phones that lose the network. So every mark carries an id
of the device (sent twice, it is written once) and the mark the device had seen: when another one has
come in between and says something else, nothing is written and both are handed back.
"""

import uuid
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit, lao
from courses.workshops.enums import MARK_WITHDRAWN, AttendanceStatus, MarkMethod
from courses.workshops.models import (
    Attendance,
    AttendanceMark,
    Registration,
    RuleOverride,
    Session,
)
from courses.workshops.rules import is_locked

REASON_LENGTH = 300
#: Marks in one call; a full session of the largest room with room to spare.
BATCH_LIMIT = 1000


@dataclass(frozen=True, slots=True)
class MarkInput:
    """One mark as a device sends it.

    ``status`` is an ``AttendanceStatus`` or ``MARK_WITHDRAWN`` (undo). ``seen_mark_id`` is the mark
    that was current when the person decided, None for "unmarked". ``marked_at`` is the device's time.
    """

    registration_id: int
    status: str
    client_id: uuid.UUID = field(default_factory=uuid.uuid4)
    seen_mark_id: int | None = None
    reason: str = ""
    marked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Conflict:
    """A mark that was not written, and the one that had come in between (None: it was withdrawn)."""

    mark: MarkInput
    current: AttendanceMark | None


@dataclass(frozen=True, slots=True)
class Refusal:
    """A mark that cannot be written; ``code`` is for programs, ``message`` for people."""

    mark: MarkInput
    code: str
    message: str


@dataclass(slots=True)
class MarkOutcome:
    """What became of each mark of a batch; every mark is in exactly one of the lists."""

    applied: list[AttendanceMark] = field(default_factory=list)
    #: Said what was already so; the marks that are current, None for unmarked.
    unchanged: list[tuple[MarkInput, AttendanceMark | None]] = field(default_factory=list)
    #: Had been written before (double submit, sent again after a lost answer).
    repeated: list[AttendanceMark] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)


def is_past(session: Session, now: datetime | None = None) -> bool:
    """Whether the session's day is over in Vientiane: from then on a correction needs a reason."""
    return session.day < timezone.localdate(now)


def mark_attendance(
    *,
    session: Session,
    marks: Sequence[MarkInput],
    actor: Any,
    method: str = MarkMethod.GRID,
) -> MarkOutcome:
    """Write a batch of marks of one session; a constant number of queries for any number of marks.

    Marks about one person in the same batch follow one another: the later one has seen the earlier.
    Raises ``ValidationError`` when the batch as a whole is not acceptable.
    """
    if len(marks) > BATCH_LIMIT:
        raise ValidationError(
            _("At most %(limit)d marks can be sent at once.") % {"limit": BATCH_LIMIT}
        )
    with transaction.atomic():
        # One writer per session at a time: what is read below stays true until the end.
        session = Session.objects.select_for_update().get(pk=session.pk)
        outcome = _Batch(session=session, marks=marks, actor=actor, method=method).write()
        if outcome.applied:
            audit.record(
                actor=actor,
                verb="mark_attendance",
                target=session,
                method=str(method),
                marks=dict(Counter(mark.status for mark in outcome.applied)),
                reasons=sorted({mark.reason for mark in outcome.applied if mark.reason}),
            )
    return outcome


def mark_all_present(
    *, session: Session, actor: Any, method: str = MarkMethod.GRID, reason: str = ""
) -> list[AttendanceMark]:
    """Mark present everybody on the list who has no mark yet; marks that are there stay.

    Raises ValidationError for a session that was signed off, unless there is a ``reason``.
    """
    with transaction.atomic():
        session = Session.objects.select_for_update().get(pk=session.pk)
        if is_locked(session):
            reason = clean_reason(reason)
        unmarked = (
            Registration.objects.filter(workshop_id=session.workshop_id)
            .expected()
            .exclude(attendance__session=session)
            .order_by("pk")
            .values_list("pk", flat=True)
        )
        marks = [MarkInput(pk, AttendanceStatus.PRESENT, reason=reason) for pk in unmarked]
        applied = _Batch(session=session, marks=marks, actor=actor, method=method).write().applied
        if applied:
            audit.record(
                actor=actor,
                verb="mark_all_present",
                target=session,
                method=str(method),
                marks={"present": len(applied)},
            )
    return applied


class _Batch:
    """One locked pass over the marks of a session."""

    def __init__(
        self, *, session: Session, marks: Sequence[MarkInput], actor: Any, method: str
    ) -> None:
        self.session = session
        self.marks = marks
        self.actor = actor if getattr(actor, "pk", None) else None
        self.method = method
        self.now = timezone.now()
        self.past = is_past(session, self.now)
        self.outcome = MarkOutcome()
        ids = {mark.registration_id for mark in marks}
        self.known = set(
            Registration.objects.filter(workshop_id=session.workshop_id, pk__in=ids).values_list(
                "pk", flat=True
            )
        )
        self.before: dict[uuid.UUID, AttendanceMark] = {
            mark.client_id: mark
            for mark in AttendanceMark.objects.filter(
                client_id__in={mark.client_id for mark in marks}
            )
        }
        self.current: dict[int, AttendanceMark] = {
            row.registration_id: row.mark
            for row in Attendance.objects.filter(
                session=session, registration_id__in=ids
            ).select_related("mark__recorded_by")
        }
        #: Persons for whom an earlier mark of this batch is the current one.
        self.followed: set[int] = set()

    def write(self) -> MarkOutcome:
        """Sort every mark into the outcome, then append the new ones and follow with the state."""
        for mark in self.marks:
            self._take(mark)
        AttendanceMark.objects.bulk_create(self.outcome.applied)
        _follow(self.session, self.outcome.applied)
        return self.outcome

    def _take(self, mark: MarkInput) -> None:
        person = mark.registration_id
        if earlier := self.before.get(mark.client_id):
            if (earlier.registration_id, earlier.session_id) != (person, self.session.pk):
                self._refuse(
                    mark, "client_id", _("This mark belongs to another person or session.")
                )
                return
            self.outcome.repeated.append(earlier)
            if self._is_current(earlier):
                self.followed.add(person)
            return
        if problem := self._problem(mark):
            self._refuse(mark, *problem)
            return
        current = self.current.get(person)
        if mark.status == (current.status if current else MARK_WITHDRAWN):
            self.outcome.unchanged.append((mark, current))
            return
        seen = person in self.followed or mark.seen_mark_id == (current.pk if current else None)
        if not seen:
            self.outcome.conflicts.append(Conflict(mark, current))
            return
        if not lao.normalise(mark.reason):
            if is_locked(self.session):
                self._refuse(mark, "locked", _("This session is signed off. Please give a reason."))
                return
            if current and self.past:
                over = _("This session is over. Please give a reason for the correction.")
                self._refuse(mark, "reason", over)
                return
        self._append(mark)

    def _is_current(self, mark: AttendanceMark) -> bool:
        current = self.current.get(mark.registration_id)
        if current is None:
            return mark.status == MARK_WITHDRAWN
        return current.client_id == mark.client_id

    def _problem(self, mark: MarkInput) -> tuple[str, str] | None:
        if mark.registration_id not in self.known:
            return "unknown", _("This person is not registered for this workshop.")
        if mark.status != MARK_WITHDRAWN and mark.status not in AttendanceStatus.values:
            return "status", _("Please choose one of the five marks.")
        if len(mark.reason) > REASON_LENGTH:
            return "reason", _("The reason is too long (%(limit)d letters at most).") % {
                "limit": REASON_LENGTH
            }
        return None

    def _refuse(self, mark: MarkInput, code: str, message: str) -> None:
        self.outcome.refused.append(Refusal(mark, code, message))

    def _append(self, mark: MarkInput) -> None:
        marked_at = mark.marked_at or self.now
        new = AttendanceMark(
            client_id=mark.client_id,
            registration_id=mark.registration_id,
            session=self.session,
            status=mark.status,
            method=self.method,
            # No database takes every character that JSON can carry.
            reason=lao.normalise(mark.reason),
            recorded_by=self.actor,
            # A device's clock may be ahead; nobody has marked in the future.
            marked_at=min(marked_at, self.now),
            recorded_at=self.now,
        )
        self.before[mark.client_id] = new
        if mark.status == MARK_WITHDRAWN:
            self.current.pop(mark.registration_id, None)
        else:
            self.current[mark.registration_id] = new
        self.followed.add(mark.registration_id)
        self.outcome.applied.append(new)


def _follow(session: Session, marks: Iterable[AttendanceMark]) -> None:
    """Bring the state of the session in line with newly written marks, given in their order."""
    last = {mark.registration_id: mark for mark in marks}
    withdrawn = [pk for pk, mark in last.items() if mark.status == MARK_WITHDRAWN]
    if withdrawn:
        Attendance.objects.filter(session=session, registration_id__in=withdrawn).delete()
    Attendance.objects.bulk_create(
        [
            Attendance(registration_id=pk, session=session, status=mark.status, mark=mark)
            for pk, mark in last.items()
            if mark.status != MARK_WITHDRAWN
        ],
        update_conflicts=True,
        unique_fields=["registration", "session"],
        update_fields=["status", "mark"],
    )


def rebuild_attendance(*, session: Session, actor: Any) -> int:
    """Write the state of a session anew from its marks; gives how many people's state was wrong.

    Not needed in ordinary life: for the day after a restore, and to prove that both say the same.
    """
    with transaction.atomic():
        session = Session.objects.select_for_update().get(pk=session.pk)
        last = {
            mark.registration_id: mark
            for mark in AttendanceMark.objects.filter(session=session).order_by("pk")
        }
        right = {
            pk: (mark.status, mark.pk) for pk, mark in last.items() if mark.status != MARK_WITHDRAWN
        }
        found = {
            pk: (status, mark_id)
            for pk, status, mark_id in Attendance.objects.filter(session=session).values_list(
                "registration_id", "status", "mark_id"
            )
        }
        wrong = {pk for pk in right.keys() | found.keys() if right.get(pk) != found.get(pk)}
        if wrong:
            Attendance.objects.filter(session=session, registration_id__in=wrong).delete()
            _follow(session, [last[pk] for pk in wrong if pk in right])
            audit.record(
                actor=actor, verb="rebuild_attendance", target=session, registrations=sorted(wrong)
            )
    return len(wrong)


def override_rule(*, registration: Registration, reason: str, actor: Any) -> RuleOverride:
    """Decide that somebody meets the attendance rule anyway. Raises without a reason.

    Deciding again replaces the reason; both stay in the audit.
    """
    reason = clean_reason(reason)
    with transaction.atomic():
        override, _created = RuleOverride.objects.update_or_create(
            registration=registration,
            defaults={
                "reason": reason,
                "decided_by": actor if getattr(actor, "pk", None) else None,
                "decided_at": timezone.now(),
            },
        )
        audit.record(actor=actor, verb="override_rule", target=registration, reason=reason)
    return override


def withdraw_override(*, registration: Registration, reason: str, actor: Any) -> None:
    """Take such a decision back, with a reason. Without a decision there is nothing to do."""
    reason = clean_reason(reason)
    with transaction.atomic():
        deleted, _by_model = RuleOverride.objects.filter(registration=registration).delete()
        if deleted:
            audit.record(actor=actor, verb="withdraw_override", target=registration, reason=reason)


def clean_reason(reason: str) -> str:
    """The reason as it is kept. Raises ValidationError when there is none, or a whole letter."""
    reason = lao.normalise(reason)
    if not reason:
        raise ValidationError({"reason": _("Please give a reason.")})
    if len(reason) > REASON_LENGTH:
        raise ValidationError(
            {
                "reason": _("The reason is too long (%(limit)d letters at most).")
                % {"limit": REASON_LENGTH}
            }
        )
    return reason
