"""What became of the sessions after the day: signed off, changed since, reconciled."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class LateChange:
    """Something that changed after a session had been signed off.

    ``record`` is the number of the registration (no name: the report may leave the house), 0 when
    the session itself was opened again. ``before`` and ``after`` are marks, '' for unmarked.
    """

    day: date
    part: str
    record: int
    before: str
    after: str
    at: datetime
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class SignOffFigures:
    """How many sessions are signed off, and every change after a sign-off in the order of time."""

    sessions: int = 0
    signed_off: int = 0
    changes: tuple[LateChange, ...] = ()
    reconciled_at: datetime | None = None


NOT_SIGNED_OFF = SignOffFigures()
