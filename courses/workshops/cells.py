"""What a cell (one registration at one session) says, as a pure function of the set of its marks.

Each mark names the marks its maker had seen and thereby replaced. The marks that no other has seen
are the *heads*. Heads that agree are the state; heads that differ are a dispute: two people said
different things without knowing of each other, and somebody must choose, with a mark that has seen
them all. Nothing here asks in which order the marks arrived, so it cannot matter.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from courses.workshops.enums import MARK_WITHDRAWN
from courses.workshops.models import AttendanceMark

#: Clocks that claim a time outside of this are taken for the nearest end of it.
EARLIEST = datetime.fromisoformat("1970-01-02T00:00:00+00:00")
LATEST = datetime.fromisoformat("2199-12-30T00:00:00+00:00")
_LARGEST_OFFSET_MS = int((LATEST - EARLIEST).total_seconds() * 1000)


@dataclass(frozen=True, slots=True)
class Cell:
    """``mark`` is the one that counts, None while unmarked. Disputed: its word is provisional."""

    heads: tuple[AttendanceMark, ...]
    mark: AttendanceMark | None
    is_disputed: bool

    @property
    def status(self) -> str:
        """The state, '' while unmarked."""
        return self.mark.status if self.mark else ""


def claimed_at(device_at: datetime, offset_ms: int) -> datetime:
    """The time a device claims, with the correction it knew itself; within possible years."""
    base = max(EARLIEST, min(device_at, LATEST))
    if not offset_ms:
        return base
    offset = timedelta(milliseconds=max(-_LARGEST_OFFSET_MS, min(offset_ms, _LARGEST_OFFSET_MS)))
    # Compare first: an offset may lead out of the years that Python has.
    if offset > LATEST - base:
        return LATEST
    return max(EARLIEST, base + offset) if offset > EARLIEST - base else EARLIEST


def heads_among(marks: Collection[AttendanceMark]) -> list[AttendanceMark]:
    """The marks that no other one of the cell has seen.

    Marks that claim to have seen each other in a circle were not made by people; they all count then.
    """
    if len(marks) == 1:
        return list(marks)
    seen = {
        identifier
        for mark in marks
        for identifier in mark.seen
        if identifier != str(mark.client_id)
    }
    heads = [mark for mark in marks if str(mark.client_id) not in seen]
    return heads or list(marks)


def cell_of(heads: Iterable[AttendanceMark]) -> Cell:
    """What these heads add up to. While they differ the latest mark by the devices' own clocks
    counts, and one that marks somebody before one that takes a mark back."""
    ordered = list(heads)
    if len(ordered) > 1:
        ordered.sort(key=_rank)
    disputed = len({head.status for head in ordered}) > 1
    last = ordered[-1] if ordered else None
    counting = last if last is not None and last.status != MARK_WITHDRAWN else None
    return Cell(tuple(ordered), counting, disputed)


def _rank(mark: AttendanceMark) -> tuple[bool, datetime, str]:
    at = mark.marked_at
    if mark.device_at is not None:
        at = claimed_at(mark.device_at, mark.offset_ms)
    return mark.status != MARK_WITHDRAWN, at, str(mark.client_id)
