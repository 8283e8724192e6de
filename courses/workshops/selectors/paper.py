"""How many people stand on the signed sheets of each session, by what was confirmed of their scans."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from courses.workshops.models import FormerRegistration, PrintedPage, ReadPage, Workshop
from courses.workshops.scanning.shapes import Verdict

#: Somebody on paper: a registration, or a line written by hand (page and number).
_Who = tuple[str, int, int]


@dataclass(slots=True)
class OnPaper:
    """What came back of the sheets of one session.

    ``who`` counts each person once, however often their page was photographed; ``pages`` are those
    confirmed, ``waiting`` those read but not confirmed.
    """

    who: set[_Who] = field(default_factory=set)
    pages: set[int] = field(default_factory=set)
    waiting: set[int] = field(default_factory=set)
    #: Pages with names of the sheets that came back; pages of empty lines only need not.
    named: set[int] = field(default_factory=set)

    @property
    def people(self) -> int | None:
        """How many signed; None while no page is confirmed."""
        return len(self.who) if self.pages else None

    @property
    def missing(self) -> int:
        """Pages with names that have not come back."""
        return len(self.named - self.pages - self.waiting)


def on_paper(workshop: Workshop) -> dict[int, OnPaper]:
    """By session: what its scanned sheets say; sessions of which none was read are missing.

    Three queries, and the rows of a workshop's own sheets only.
    """
    read = list(
        ReadPage.objects.filter(picture__scan__workshop=workshop)
        .order_by("pk")
        .values_list("page", "page__sheet", "confirmed_at", "lines")
    )
    if not read:
        return {}
    found: dict[int, OnPaper] = defaultdict(OnPaper)
    former = dict(
        FormerRegistration.objects.filter(registration__workshop=workshop).values_list(
            "number", "registration"
        )
    )
    for page, _sheet, confirmed_at, lines in read:
        for session in _sessions(lines):
            (found[session].pages if confirmed_at else found[session].waiting).add(page)
        if confirmed_at:
            for line in lines:
                if line.get("signed", line["verdict"] == Verdict.MARKED):
                    found[line["session"]].who.add(_who(page, line, former))
    for page, lines in PrintedPage.objects.filter(
        sheet__in={sheet for _page, sheet, _at, _lines in read}
    ).values_list("pk", "lines"):
        for session in _sessions(line for line in lines if line["registration"]):
            found[session].named.add(page)
    for account in found.values():
        # Photographed twice, confirmed once: nothing waits.
        account.waiting -= account.pages
    return dict(found)


def _sessions(lines: Iterable[dict[str, Any]]) -> set[int]:
    return {line["session"] for line in lines}


def _who(page: int, line: dict[str, Any], former: dict[int, int]) -> _Who:
    if registration := line["registration"]:
        return "registration", former.get(registration, registration), 0
    return "line", page, line["line"]
