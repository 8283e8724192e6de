"""Who was there: marks are appended, never changed; the current state follows in the same transaction.

Several facilitators mark at the same time, on phones that lose the network. So every mark carries an
id of the device (sent twice, it is written once) and the marks its maker had seen. What a cell says
follows from the set of its marks alone (``courses.workshops.cells``); two people who differ without
having seen each other make a dispute, which is shown until one of them chooses. Whoever marks comes
through here: the attendance page, the room's phones, codes, sheets, imports.
"""

import uuid
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit, lao
from courses.workshops.cells import Cell, cell_of, claimed_at, heads_among
from courses.workshops.enums import MARK_WITHDRAWN, AttendanceStatus, MarkMethod
from courses.workshops.models import (
    Attendance,
    AttendanceMark,
    Registration,
    RoomDevice,
    RuleOverride,
    Session,
)
from courses.workshops.rules import is_locked
from courses.workshops.selectors.attendance import heads_of

REASON_LENGTH = 300
#: Marks in one call; a full session of the largest room with room to spare.
BATCH_LIMIT = 1000
#: Marks that one mark can replace: nobody chooses between more.
SEEN_LIMIT = 100
#: What a mark may say.
MARKS = frozenset({*AttendanceStatus.values, MARK_WITHDRAWN})


@dataclass(frozen=True, slots=True)
class MarkInput:
    """One mark as somebody made it.

    ``status`` is an ``AttendanceStatus`` or ``MARK_WITHDRAWN`` (undo). ``seen`` are the ids of the
    marks that made up the cell when the person decided (``selectors.attendance.heads_of``), none for
    a cell that nobody had marked. A device also says what its clock said (``device_at``, with
    ``offset_ms`` to be added as far as it knew); ``marked_at`` is that time put right, now when None.
    """

    registration_id: int
    status: str
    client_id: uuid.UUID = field(default_factory=uuid.uuid4)
    seen: tuple[uuid.UUID, ...] = ()
    reason: str = ""
    marked_at: datetime | None = None
    device_at: datetime | None = None
    offset_ms: int = 0
    method: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A mark that is not written; ``code`` is for programs, ``message`` for people."""

    mark: MarkInput
    code: str
    message: str
    session: Session


@dataclass(slots=True)
class MarkOutcome:
    """What became of each mark of a batch; every mark is in exactly one of the three lists.

    ``cells`` are those the batch was about, by (registration, session), as they are now.
    """

    applied: list[AttendanceMark] = field(default_factory=list)
    #: Had been written before (double submit, sent again after a lost answer).
    repeated: list[AttendanceMark] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)

    @property
    def disputed(self) -> list[tuple[int, int]]:
        """The (registration, session) of this batch about which people differ now."""
        return [key for key, cell in self.cells.items() if cell.is_disputed]


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

    Raises ``ValidationError`` when the batch as a whole is not acceptable.
    """
    with transaction.atomic():
        # One writer per session at a time: what is read below stays true until the end.
        session = Session.objects.select_for_update().get(pk=session.pk)
        return write_marks(
            marks=[(session, mark) for mark in marks], actor=actor, method=method, target=session
        )


def write_marks(
    *,
    marks: Sequence[tuple[Session, MarkInput]],
    actor: Any,
    method: str,
    target: Any,
    device: RoomDevice | None = None,
    verb: str = "mark_attendance",
) -> MarkOutcome:
    """Write marks of several sessions of one workshop, which the caller's transaction has locked.

    ``target`` is what the audit line is about. Raises ``ValidationError`` for too many marks.
    """
    if len(marks) > BATCH_LIMIT:
        raise ValidationError(
            _("At most %(limit)d marks can be sent at once.") % {"limit": BATCH_LIMIT}
        )
    if not marks:
        return MarkOutcome()
    outcome = _Batch(marks=marks, actor=actor, method=method, device=device).write()
    if outcome.applied:
        audit.record(
            actor=actor,
            verb=verb,
            target=target,
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
        unmarked = list(
            Registration.objects.filter(workshop_id=session.workshop_id)
            .expected()
            .exclude(attendance__session=session)
            .order_by("pk")
            .values_list("pk", flat=True)
        )
        # To mark somebody whose mark was taken back is no correction: nothing was said of them.
        taken_back = heads_of(session, unmarked)
        marks = [
            MarkInput(pk, AttendanceStatus.PRESENT, seen=taken_back.get(pk, ()), reason=reason)
            for pk in unmarked
        ]
        return write_marks(
            marks=[(session, mark) for mark in marks],
            actor=actor,
            method=method,
            target=session,
            verb="mark_all_present",
        ).applied


class _Batch:
    """One locked pass over marks."""

    def __init__(
        self,
        *,
        marks: Sequence[tuple[Session, MarkInput]],
        actor: Any,
        method: str,
        device: RoomDevice | None,
    ) -> None:
        self.marks = marks
        self.actor = actor if getattr(actor, "pk", None) else None
        self.method = method
        self.device = device
        self.now = timezone.now()
        self.outcome = MarkOutcome()
        workshops = {session.workshop_id for session, _mark in marks}
        people = {mark.registration_id for _session, mark in marks}
        self.known = set(
            Registration.objects.filter(workshop_id__in=workshops, pk__in=people).values_list(
                "pk", "workshop_id"
            )
        )
        self.before: dict[uuid.UUID, AttendanceMark] = {
            mark.client_id: mark
            for mark in AttendanceMark.objects.filter(
                client_id__in={mark.client_id for _session, mark in marks}
            )
        }
        #: All marks of the cells that this batch is about.
        self.cells: dict[tuple[int, int], list[AttendanceMark]] = defaultdict(list)
        sessions = {session.pk for session, _mark in marks}
        about = {(mark.registration_id, session.pk) for session, mark in marks}
        for mark in AttendanceMark.objects.filter(
            session_id__in=sessions, registration_id__in=people
        ):
            if (mark.registration_id, mark.session_id) in about:
                self.cells[mark.registration_id, mark.session_id].append(mark)

    def write(self) -> MarkOutcome:
        """Sort every mark into the outcome, then append the new ones and follow with the state."""
        touched = set()
        for session, mark in self.marks:
            if self._take(session, mark):
                touched.add((mark.registration_id, session.pk))
        heads = {key: heads_among(self.cells[key]) for key in touched}
        _set_heads({key: self.cells[key] for key in touched}, heads)
        AttendanceMark.objects.bulk_create(self.outcome.applied)
        changed = {(mark.registration_id, mark.session_id) for mark in self.outcome.applied}
        self.outcome.cells = {key: cell_of(found) for key, found in heads.items()}
        _follow({key: self.outcome.cells[key] for key in changed})
        return self.outcome

    def _take(self, session: Session, mark: MarkInput) -> bool:
        """Whether the mark is written, now or before."""
        if earlier := self.before.get(mark.client_id):
            if (earlier.registration_id, earlier.session_id) != (mark.registration_id, session.pk):
                words = _("This mark belongs to another person or session.")
                self.outcome.refused.append(Refusal(mark, "id", words, session))
                return False
            self.outcome.repeated.append(earlier)
            return True
        if problem := self._problem(session, mark):
            self.outcome.refused.append(Refusal(mark, *problem, session))
            return False
        self._append(session, mark)
        return True

    def _problem(self, session: Session, mark: MarkInput) -> tuple[str, str] | None:
        if (mark.registration_id, session.workshop_id) not in self.known:
            return "unknown", _("This person is not registered for this workshop.")
        if mark.status not in MARKS:
            return "status", _("Please choose one of the five marks.")
        if len(mark.seen) > SEEN_LIMIT:
            return "seen", _("This mark replaces too many others. Please load the page again.")
        if len(mark.reason) > REASON_LENGTH:
            return "reason", _("The reason is too long (%(limit)d letters at most).") % {
                "limit": REASON_LENGTH
            }
        if lao.normalise(mark.reason):
            return None
        if is_locked(session):
            return "locked", _("This session is signed off. Please give a reason.")
        if mark.seen and is_past(session, self._claimed(mark)):
            return "reason", _("This session is over. Please give a reason for the correction.")
        return None

    def _claimed(self, mark: MarkInput) -> datetime:
        """The mark's own time, by which it is judged, so that it does not matter when it arrives."""
        return claimed_at(mark.device_at, mark.offset_ms) if mark.device_at else self.now

    def _append(self, session: Session, mark: MarkInput) -> None:
        # By their keys: to set the objects themselves takes a third of the time of a batch.
        new = AttendanceMark(
            client_id=mark.client_id,
            registration_id=mark.registration_id,
            session_id=session.pk,
            status=mark.status,
            seen=sorted({str(each) for each in mark.seen}),
            method=mark.method or self.method,
            # No database takes every character that JSON can carry.
            reason=lao.normalise(mark.reason),
            recorded_by_id=self.actor.pk if self.actor else None,
            device_id=self.device.pk if self.device else None,
            device_at=mark.device_at,
            offset_ms=mark.offset_ms,
            # A device's clock may be ahead; nobody has marked in the future.
            marked_at=min(mark.marked_at or self.now, self.now),
            recorded_at=self.now,
        )
        self.before[mark.client_id] = new
        self.cells[mark.registration_id, session.pk].append(new)
        self.outcome.applied.append(new)


def _set_heads(
    marks: dict[tuple[int, int], list[AttendanceMark]],
    heads: dict[tuple[int, int], list[AttendanceMark]],
) -> None:
    """Bring ``is_head`` in line; of marks that are not written yet only on the object."""
    changed: dict[bool, list[int]] = {True: [], False: []}
    for key, found in marks.items():
        ids = {head.client_id for head in heads[key]}
        for mark in found:
            is_head = mark.client_id in ids
            if mark.pk and mark.is_head != is_head:
                changed[is_head].append(mark.pk)
            mark.is_head = is_head
    for is_head, pks in changed.items():
        if pks:
            AttendanceMark.objects.filter(pk__in=pks).update(is_head=is_head)


def _follow(cells: dict[tuple[int, int], Cell]) -> None:
    """Bring the state of these cells in line with their marks, which are written."""
    unmarked: dict[int, list[int]] = defaultdict(list)
    rows = []
    for (registration_id, session_id), cell in cells.items():
        if cell.mark is None:
            unmarked[session_id].append(registration_id)
        else:
            rows.append(
                Attendance(
                    registration_id=registration_id,
                    session_id=session_id,
                    status=cell.mark.status,
                    mark_id=cell.mark.pk,
                    is_disputed=cell.is_disputed,
                )
            )
    for session_id, people in unmarked.items():
        Attendance.objects.filter(session_id=session_id, registration_id__in=people).delete()
    if rows:
        Attendance.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["registration", "session"],
            update_fields=["status", "mark", "is_disputed"],
        )


def rebuild_attendance(*, session: Session, actor: Any) -> int:
    """Write the state of a session anew from its marks; gives how many people's state was wrong.

    Not needed in ordinary life: for the day after a restore, after people were merged, and to prove
    that both say the same.
    """
    with transaction.atomic():
        session = Session.objects.select_for_update().get(pk=session.pk)
        marks: dict[tuple[int, int], list[AttendanceMark]] = defaultdict(list)
        for mark in AttendanceMark.objects.filter(session=session):
            marks[mark.registration_id, session.pk].append(mark)
        heads = {key: heads_among(found) for key, found in marks.items()}
        wrong = {
            key
            for key, found in marks.items()
            if {mark.pk for mark in found if mark.is_head} != {mark.pk for mark in heads[key]}
        }
        _set_heads(marks, heads)
        cells = {key: cell_of(found) for key, found in heads.items()}
        found_rows = {
            (pk, session.pk): (status, mark_id, is_disputed)
            for pk, status, mark_id, is_disputed in Attendance.objects.filter(
                session=session
            ).values_list("registration_id", "status", "mark_id", "is_disputed")
        }
        nothing = Cell((), None, False)
        for key in cells.keys() | found_rows.keys():
            cell = cells.setdefault(key, nothing)
            right = (cell.mark.status, cell.mark.pk, cell.is_disputed) if cell.mark else None
            if found_rows.get(key) != right:
                wrong.add(key)
        if wrong:
            _follow({key: cells[key] for key in wrong})
            audit.record(
                actor=actor,
                verb="rebuild_attendance",
                target=session,
                registrations=sorted(registration_id for registration_id, _session in wrong),
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
    """The reason as it is stored. Raises ValidationError when there is none, or it is too long."""
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
