"""What goes into reading a picture and what comes out: plain values, in millimetres of the paper."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from courses.workshops.scanning.marks import Rectangle

#: A picture as OpenCV keeps it: rows x columns x blue, green, red.
Picture = Any
#: 3 x 3: from millimetres on the paper to points of the picture.
Homography = Any


class Verdict(StrEnum):
    """What is in a box."""

    MARKED = "marked"
    EMPTY = "empty"
    #: Filled in: a mark that was taken back.
    CROSSED_OUT = "crossed_out"
    UNSURE = "unsure"


class Doubt(StrEnum):
    """Why somebody has to look."""

    TRACE = "trace"
    HEAVY = "heavy"
    OUTSIDE = "outside"
    THROUGH = "through"
    NOT_FOUND = "not_found"
    FAINT = "faint"
    SIGNED = "signed"


class Trouble(StrEnum):
    """Why a picture, or a sheet in it, cannot be read. ``scan_words`` has the words for people."""

    NO_SHEET = "no_sheet"
    BLURRED = "blurred"
    CUT_OFF = "cut_off"
    UNKNOWN_SHEET = "unknown_sheet"
    OTHER_WORKSHOP = "other_workshop"
    #: Two copies of one page: which of them somebody signed could not be told apart.
    TWICE = "twice"
    NO_SESSION = "no_session"


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """Where one line of the page was printed."""

    number: int
    box: Rectangle
    signature: Rectangle


@dataclass(frozen=True, slots=True)
class FoundPage:
    """One of our pages in a picture; ``missing`` counts corner marks that are not to be seen."""

    code: int
    to_picture: Homography
    missing: int = 0


@dataclass(slots=True)
class Findings:
    """What there is in a picture."""

    pages: list[FoundPage] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class LineReading:
    """What one box seems to say. ``confidence`` is 0 to 1; ``written`` whether something is written in
    the cell to sign in."""

    number: int
    verdict: Verdict
    confidence: float
    written: bool
    doubts: tuple[Doubt, ...] = ()


@dataclass(slots=True)
class PageReading:
    """A page laid flat (JPEG, ``straightening.SCALE`` points a millimetre) and what its boxes say."""

    code: int
    image: bytes
    lines: list[LineReading] = field(default_factory=list)
