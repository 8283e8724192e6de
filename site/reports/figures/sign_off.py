"""What became of the sessions after the day: signed off, changed since, reconciled."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal


@dataclass(frozen=True, slots=True)
class LateChange:
    """Something that changed after a session had been signed off.

    A mark; the session was opened again; or two registrations were found to be one person's.
    ``record`` is the number of the registration (no name: the report may leave the house), 0 when
    the session itself was opened again. ``before`` and ``after`` are marks, '' for unmarked; of
    registrations that became one, ``after`` is the number of the one that stands.
    """

    what: Literal["mark", "reopened", "merged"]
    #: None for what is about no single session.
    day: date | None
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
