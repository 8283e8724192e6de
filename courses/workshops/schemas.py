"""The words of the room's protocol: what a phone is given, what it sends, and what it is told.

Published as OpenAPI at ``/api/room/openapi.json``. Reading is strict about shapes (a phone that sends
another shape is broken) and lenient about contents: a single event that cannot be taken is refused by
itself, so that it never holds up those behind it.
"""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, BeforeValidator, Field

from core import lao
from courses.workshops.services.attendance import BATCH_LIMIT

#: About 317 years: no clock is further off, and every database keeps it.
_LARGEST_OFFSET_MS = 10**13


def _clean(value: Any) -> Any:
    """One encoding of each letter, and none that a database does not take."""
    return lao.normalise(value) if isinstance(value, str) else value


Words = Annotated[str, BeforeValidator(_clean), Field(max_length=2000)]
Word = Annotated[str, BeforeValidator(_clean), Field(max_length=40)]
Offset = Annotated[int, Field(ge=-_LARGEST_OFFSET_MS, le=_LARGEST_OFFSET_MS)]
Waiting = Annotated[int, Field(ge=0, le=1_000_000)]
Identifier = Annotated[int, Field(ge=1, le=2**63 - 1)]


class MarkEvent(BaseModel):
    """Somebody marked a person. ``seen`` are the ids of the heads that the mark replaces."""

    id: UUID
    kind: Literal["mark"]
    at: AwareDatetime = Field(description="by the device's own clock")
    offset_ms: Offset | None = Field(
        None, description="server time minus device time as last learnt; null when never"
    )
    registration: UUID = Field(description="ref of the person, or the id of a walk-in")
    session: Identifier
    status: Word = Field(
        description="present, late, left_early, excused, absent; withdrawn takes back"
    )
    seen: list[UUID] = Field([], max_length=1000)
    reason: Words = ""


class WalkInEvent(BaseModel):
    """Somebody stood at the door. The event's ``id`` is the ref of the person from now on."""

    id: UUID
    kind: Literal["walk_in"]
    at: AwareDatetime = Field(description="by the device's own clock")
    offset_ms: Offset | None = None
    name: Words = Field(description="as written in one box: title, given name, family name")
    organisation: Identifier | None = None
    gender: Word = Field("not_stated", description="female, male, other, not_stated")


RoomEvent = Annotated[MarkEvent | WalkInEvent, Field(discriminator="kind")]


class EventsIn(BaseModel):
    """What a device sends: the oldest events of its queue, and how many are still in it."""

    device: UUID
    person: Identifier | None = Field(
        None, description="who marked: the id that the list was given to"
    )
    sent_at: AwareDatetime = Field(description="by the device's own clock, when it sends")
    waiting: Waiting = 0
    events: list[RoomEvent] = Field(max_length=BATCH_LIMIT)


class HeadOut(BaseModel):
    """One of the marks that make up a cell. ``at`` is the device's time, put right."""

    id: UUID
    status: str
    by: str
    at: datetime
    method: str
    reason: str


class CellOut(BaseModel):
    """What is said of a person at a session. ``status`` is '' while unmarked, provisional while
    ``disputed``; a new mark must have ``seen`` all ``heads``."""

    registration: UUID
    session: int
    status: str
    disputed: bool
    heads: list[HeadOut]


class PersonOut(BaseModel):
    """Somebody on the list; no phone number, no e-mail address, no position."""

    ref: UUID
    name: str
    name_other: str
    search: str
    organisation: int | None
    gender: str
    type: str


class OrganisationOut(BaseModel):
    """An organisation by which people are counted, and of which a walk-in can be."""

    id: int
    name: str
    short: str
    search: str


class SessionOut(BaseModel):
    """A session; times with the offset of Vientiane."""

    id: int
    day: date
    part: str
    label: str
    title: str
    starts_at: datetime
    ends_at: datetime
    signed_off: bool


class MeOut(BaseModel):
    """Who is signed in."""

    id: int
    name: str


class WorkshopOut(BaseModel):
    """The workshop the room belongs to."""

    code: str
    title: str
    first_day: date
    last_day: date


class SnapshotOut(BaseModel):
    """The least a device needs to mark without a network, until ``expires_at``."""

    version: int
    person: MeOut
    workshop: WorkshopOut
    sessions: list[SessionOut]
    organisations: list[OrganisationOut]
    people: list[PersonOut]
    marks: list[CellOut]
    server_time: datetime
    expires_at: datetime


class ResultOut(BaseModel):
    """What became of one event. ``code`` is for programs, ``message`` for people."""

    id: UUID
    result: Literal["applied", "repeated", "disputed", "held", "refused"]
    code: str = ""
    message: str = ""


class ClockOut(BaseModel):
    """The device's clock is wrong by so much (what must be added to it)."""

    off_by_ms: int
    message: str


class EventsOut(BaseModel):
    """What became of each event, in the order sent; the cells they were about; the new people."""

    server_time: datetime
    clock: ClockOut | None
    results: list[ResultOut]
    marks: list[CellOut]
    people: list[PersonOut]


class GoneOut(BaseModel):
    """Forget the list: the device was wiped from the site, or the workshop is long over."""

    wiped: bool
    expired: bool = False


class ProblemOut(BaseModel):
    """Why there is no answer, for people."""

    detail: Any = None
    error: str = ""
    sign_in_url: str = ""
