"""Signed sheets that came back: which there are, and what each page proposes."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise

from courses.workshops.cells import Cell, cell_of
from courses.workshops.enums import ATTENDED_STATUSES, EXPECTED_STATUSES, AttendanceStatus
from courses.workshops.models import (
    AttendanceMark,
    FormerRegistration,
    ReadPage,
    Registration,
    Scan,
    ScanPicture,
    Workshop,
)
from courses.workshops.scan_words import CROSSED_OUT, DOUBTS
from courses.workshops.scanning.shapes import Verdict
from courses.workshops.selectors import workshops_led_by

#: The answer that leaves a person's mark, or that there is none, as it is.
KEEP = "keep"
#: The answer that somebody signed in a line that was empty when the sheet was printed.
SIGNED = "signed"


@dataclass(frozen=True, slots=True)
class Proposal:
    """One line of a page as a facilitator is asked about it.

    ``suggested`` is the mark the box stands for, '' when somebody has to decide; ``cell`` says what is
    recorded. ``written`` says that an empty line was written on by hand.
    """

    line: int
    session_id: int
    registration: Registration | None
    verdict: str
    confidence: float
    doubts: tuple[str | Promise, ...]
    suggested: str
    cell: Cell
    differs: bool
    written: bool
    #: Of the printed line, in millimetres: the box, the cell to sign in, the whole line.
    box: tuple[float, ...]
    signature: tuple[float, ...]
    row: tuple[float, ...]
    #: Whether the person is not on the list any more.
    off_the_list: bool = False
    #: Of somebody who was entered twice and has another line here: the line that is asked about.
    same_as: int = 0

    @property
    def status(self) -> str:
        """What is recorded, '' while unmarked."""
        return self.cell.status

    @property
    def needs_decision(self) -> bool:
        """Whether nothing is chosen beforehand."""
        return self.registration is not None and not self.suggested

    @property
    def heads(self) -> tuple[UUID, ...]:
        """The marks that a new one replaces, as ``services.attendance`` wants them."""
        return tuple(head.client_id for head in self.cell.heads)

    @property
    def seen(self) -> str:
        """The same for a form, which says with it what its reader saw."""
        return ",".join(sorted(str(head) for head in self.heads))


@dataclass(slots=True)
class PageProposals:
    """A page's lines, those first that somebody has to decide about."""

    undecided: list[Proposal] = field(default_factory=list)
    decided: list[Proposal] = field(default_factory=list)
    #: Lines on which somebody wrote who was not on the list.
    by_hand: list[Proposal] = field(default_factory=list)


def scans_of(workshop: Workshop) -> QuerySet[Scan]:
    """What was sent in for a workshop, the newest first, each with ``pages`` and ``open_pages``."""
    return (
        Scan.objects.filter(workshop=workshop)
        .select_related("sent_by")
        .prefetch_related("pictures")
        .annotate(
            pages=Count("pictures__pages"),
            open_pages=Count("pictures__pages", filter=Q(pictures__pages__confirmed_at=None)),
        )
        # Counting leaves the order of the model behind.
        .order_by("-sent_at", "-pk")
    )


def scans_led_by(user: Any) -> QuerySet[Scan]:
    """The scans this user may open."""
    return Scan.objects.filter(workshop__in=workshops_led_by(user)).select_related("workshop")


def scan_pictures_led_by(user: Any) -> QuerySet[ScanPicture]:
    """The pictures this user may see."""
    return ScanPicture.objects.filter(scan__workshop__in=workshops_led_by(user))


def read_pages_led_by(user: Any) -> QuerySet[ReadPage]:
    """The pages this user may confirm, each with its workshop at hand."""
    return ReadPage.objects.filter(
        picture__scan__workshop__in=workshops_led_by(user)
    ).select_related("picture__scan__workshop", "page__sheet", "confirmed_by")


def proposals_of(page: ReadPage) -> list[Proposal]:
    """Every line of a page in the order of the paper, against what is recorded now."""
    registrations = _registrations_now(
        {line["registration"] for line in page.lines if line["registration"]}
    )
    heads: dict[tuple[int, int], list[AttendanceMark]] = defaultdict(list)
    for mark in AttendanceMark.objects.filter(
        registration__in=registrations.values(),
        session__in={line["session"] for line in page.lines},
        is_head=True,
    ).select_related("recorded_by"):
        heads[mark.registration_id, mark.session_id].append(mark)
    places = {line["line"]: line for line in page.page.lines}
    found = []
    for line in page.lines:
        registration = registrations.get(line["registration"] or 0)
        marks = heads.get((registration.pk, line["session"]), ()) if registration else ()
        found.append(_proposal(line, places[line["line"]], registration, cell_of(marks)))
    return _one_line_each(found)


#: Of two lines of one person, the one that says most is asked about.
_TELLING = [Verdict.MARKED, Verdict.UNSURE, Verdict.CROSSED_OUT, Verdict.EMPTY]


def _one_line_each(found: list[Proposal]) -> list[Proposal]:
    """Who was entered twice, and has become one since, stands in two lines and signed one of them."""
    asked: dict[tuple[int, int], int] = {}
    for line in sorted(found, key=lambda each: _TELLING.index(Verdict(each.verdict))):
        if line.registration is not None:
            asked.setdefault((line.registration.pk, line.session_id), line.line)
    return [
        replace(line, same_as=first, suggested=KEEP, differs=False)
        if line.registration is not None
        and (first := asked[line.registration.pk, line.session_id]) != line.line
        else line
        for line in found
    ]


def _registrations_now(printed: set[int]) -> dict[int, Registration]:
    """The registrations by the keys they were printed with; some have become one since."""
    former = dict(
        FormerRegistration.objects.filter(number__in=printed).values_list("number", "registration")
    )
    found = Registration.objects.select_related("person", "organisation").in_bulk(
        printed | set(former.values())
    )
    return {key: found[now] for key in printed if (now := former.get(key, key)) in found}


def sorted_out(proposals: Iterable[Proposal]) -> PageProposals:
    """Who needs a decision, who does not, and who wrote themselves on the sheet."""
    sorted_ = PageProposals()
    for line in proposals:
        if line.registration is None:
            if line.written or line.verdict != Verdict.EMPTY:
                sorted_.by_hand.append(line)
        elif line.needs_decision:
            sorted_.undecided.append(line)
        else:
            sorted_.decided.append(line)
    sorted_.undecided.sort(key=lambda line: (line.differs, line.confidence, line.line))
    return sorted_


def _proposal(
    read: dict[str, Any],
    place: dict[str, Any],
    registration: Registration | None,
    cell: Cell,
) -> Proposal:
    verdict = Verdict(read["verdict"])
    says = {Verdict.MARKED: AttendanceStatus.PRESENT, Verdict.EMPTY: AttendanceStatus.ABSENT}
    suggested: str = says.get(verdict, "")
    doubts = [DOUBTS[doubt] for doubt in read["doubts"]]
    if verdict == Verdict.CROSSED_OUT:
        doubts.append(CROSSED_OUT)
    differs = cell.is_disputed
    if suggested and cell.status:
        # Somebody late or gone early was there; somebody excused was not.
        there = suggested == AttendanceStatus.PRESENT
        differs = differs or there != (cell.status in ATTENDED_STATUSES)
        suggested = KEEP
    if differs:
        suggested = ""
    off = registration is not None and registration.status not in EXPECTED_STATUSES
    if off and not cell.status:
        suggested = ""
    return Proposal(
        line=read["line"],
        session_id=read["session"],
        registration=registration,
        verdict=str(verdict),
        confidence=read["confidence"],
        doubts=tuple(doubts),
        suggested=suggested,
        cell=cell,
        differs=differs,
        written=read["written"],
        box=tuple(place["box"]),
        signature=tuple(place["signature"]),
        row=tuple(place["row"]),
        off_the_list=off,
    )


def scans_to_forget() -> QuerySet[Scan]:
    """Scans whose time is over: evidence some years after the workshop (domain facts, 7.4), what
    nobody has confirmed anything from after a month."""
    now = timezone.now()
    evidence = Q(pictures__pages__confirmed_at__isnull=False)
    long_ago = timezone.localdate() - timedelta(days=settings.SCANS_KEPT_DAYS)
    lately = now - timedelta(days=settings.UNCONFIRMED_SCANS_KEPT_DAYS)
    with_evidence = Scan.objects.filter(evidence).values("pk")
    return Scan.objects.filter(
        Q(workshop__end_date__lt=long_ago) | (Q(sent_at__lt=lately) & ~Q(pk__in=with_evidence))
    ).select_related("workshop")
