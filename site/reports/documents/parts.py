"""What a report is made of, and what every report has in common."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core import dates
from core.words import words
from courses.workshops.models import Workshop
from reports.enums import DEFINITIONS, Denominator
from reports.tables import Cell, Table, int_cell, percent_cell

LANGUAGES = ("lo", "en")
#: Key figures beside each other on paper.
FIGURES_IN_A_ROW = 6


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """A number people act on. ``big`` is what stands large; the two cells are for machines."""

    label: str
    number: Cell
    percent: Cell | None = None
    note: str = ""
    big: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """The donor sentence and the paragraph, in one language."""

    language: str
    sentence: str
    paragraph: str


@dataclass(frozen=True, slots=True)
class Definition:
    """A term of the report and what it means."""

    term: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Report:
    """A report in the reader's language. ``about`` are lines under the title, ``kind`` one above."""

    kind: str
    title: str
    about: tuple[str, ...]
    is_sample: bool
    key_figures: tuple[KeyFigure, ...]
    tables: tuple[Table, ...]
    definitions: tuple[Definition, ...]
    records: int
    language: str
    texts: tuple[Text, ...] = ()
    rule: str = ""
    #: What a reader must know beside the tables of what was learnt.
    notes: tuple[str, ...] = ()

    @property
    def key_figure_rows(self) -> tuple[tuple[KeyFigure, ...], ...]:
        """The key figures in rows that a sheet of A4 is wide enough for."""
        starts = range(0, len(self.key_figures), FIGURES_IN_A_ROW)
        return tuple(self.key_figures[each : each + FIGURES_IN_A_ROW] for each in starts)

    @property
    def table(self) -> dict[str, Table]:
        """The tables by their key, for pages that put each into its place."""
        return {each.key: each for each in self.tables}

    @property
    def gain_tables(self) -> tuple[Table, ...]:
        """The tables of what was learnt."""
        return tuple(each for each in self.tables if each.key.startswith(("gains_", "passes")))

    @property
    def other_tables(self) -> tuple[Table, ...]:
        """All other tables."""
        return tuple(each for each in self.tables if each not in self.gain_tables)


def when_and_where(workshop: Workshop, language: str) -> str:
    """Place and days of a workshop, as one line."""
    when = dates.day_range(workshop.start_date, workshop.end_date, language)
    city = words(workshop, "city", language)
    return f"{city}, {when}" if city else when


def key_figure(
    label: str, number: int, *, percent: float | None = None, note: str = "", big: str = ""
) -> KeyFigure:
    """A key figure; a share stands beside the number unless ``note`` or ``big`` say otherwise."""
    share = None if percent is None else percent_cell(percent)
    cell = int_cell(number)
    return KeyFigure(
        label=label,
        number=cell,
        percent=share,
        note=note or (share.shown if share else ""),
        big=big or cell.shown,
    )


def session_attendance_figure(attended: int, expected: int, rate: float | None) -> KeyFigure:
    """Session attendance: the share is large, the person-sessions stand beside it."""
    return key_figure(
        _("session attendance"),
        attended,
        percent=rate,
        note=_("%(attended)s of %(expected)s person-sessions")
        % {"attended": int_cell(attended).shown, "expected": int_cell(expected).shown},
        big=percent_cell(rate).shown,
    )


def definitions_with(own: Sequence[tuple[str, str]]) -> tuple[Definition, ...]:
    """What the terms mean: those every report has, then the report's own."""
    shared = [
        (
            _("Officials"),
            _(
                "Government officials and members of mass organisations. Staff of IOM and the UN, "
                "donors, interpreters, observers and facilitators are not officials trained."
            ),
        ),
        *((str(each.label), str(DEFINITIONS[each])) for each in Denominator),
        (
            _("Ministry / organisation"),
            _(
                "The organisation of the person at the time of the workshop. Departments count with "
                "their ministry."
            ),
        ),
        (
            _("% female"),
            _("Women in percent of everybody in the line, people of no stated gender included."),
        ),
    ]
    return tuple(Definition(term, meaning) for term, meaning in (*shared, *own))
