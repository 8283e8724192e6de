"""What a table is made of: cells, bars, lines, columns."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core import dates
from reports.figures import GenderCount

Kind = Literal["int", "number", "percent", "text"]
#: Marks of the parts of a bar: style classes of the screen, colours of the paper.
WOMEN, MEN, OTHERS = "f", "m", "o"
#: On paper no style sheet reaches into a picture, so the colours stand in it; they survive grey.
COLOURS = {WOMEN: "#0b4a6f", MEN: "#8fb6cb", OTHERS: "#c9b27a"}


@dataclass(frozen=True, slots=True)
class Cell:
    """``value`` for machines (37.5 is 37.5 %), ``shown`` for people; None is a dash. Or a word."""

    value: int | float | str | None
    shown: str


@dataclass(frozen=True, slots=True)
class BarPart:
    """A piece of a bar. ``start`` and ``length`` are of 100, as text: never with a Lao comma."""

    mark: str
    start: str
    length: str
    colour: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line: what it is about, a word beside it, its numbers, its bar. ``key`` names a record."""

    label: str
    cells: tuple[Cell, ...]
    note: str = ""
    bar: tuple[BarPart, ...] = ()
    key: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """The heading of a column, of numbers unless ``kind`` says text."""

    heading: str
    kind: Kind = "int"

    @property
    def is_text(self) -> bool:
        """Whether words stand in it."""
        return self.kind == "text"


@dataclass(frozen=True, slots=True)
class Legend:
    """What a colour of the bars means."""

    mark: str
    label: str

    @property
    def colour(self) -> str:
        """The colour itself."""
        return COLOURS[self.mark]


@dataclass(frozen=True, slots=True)
class Table:
    """A table. ``title`` is short (the name of a sheet), ``caption`` says who is counted."""

    key: str
    title: str
    caption: str
    subject: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    total: Line | None = None
    legend: tuple[Legend, ...] = ()

    @property
    def is_text(self) -> bool:
        """Whether it is a list of words: its cells stand to the left and break where they must."""
        return any(column.is_text for column in self.columns)

    @property
    def all_lines(self) -> tuple[Line, ...]:
        """The lines with the total as the last."""
        return (*self.lines, self.total) if self.total else self.lines


def int_cell(number: int) -> Cell:
    """A number of people, sessions or papers."""
    # Small numbers are written alike in both languages; this is done hundreds of times a page.
    shown = str(number) if number < dates.GROUPED_FROM else ""
    return Cell(number, shown or dates.number(number, get_language() or "lo"))


def text_cell(words: str) -> Cell:
    """Words, as in the annex."""
    return Cell(words, words)


def percent_cell(number: float | None) -> Cell:
    """A share in percent; a dash for a share of nothing."""
    return Cell(number, dates.percent(number, get_language() or "lo"))


def number_cell(number: float | None, places: int, *, signed: bool = False) -> Cell:
    """A number with so many decimals, the same for machines and people; ``signed`` writes a plus."""
    if number is None:
        return Cell(None, dates.NO_NUMBER)
    value = rounded(number, places)
    plus = "+" if signed and value > 0 else ""
    return Cell(value, plus + dates.number(value, get_language() or "lo", places))


def rounded(number: float, places: int) -> float:
    """Halves rounded up, as people are shown numbers."""
    return float(Decimal(str(number)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))


def gender_columns() -> tuple[Column, ...]:
    """Female, male, other or not stated, total, share of women."""
    return (
        Column(_("Female")),
        Column(_("Male")),
        Column(_("Other / not stated")),
        Column(_("Total")),
        Column(_("% female"), "percent"),
    )


def gender_cells(count: GenderCount) -> tuple[Cell, ...]:
    """The numbers under ``gender_columns``."""
    return (
        int_cell(count.female),
        int_cell(count.male),
        int_cell(count.other),
        int_cell(count.total),
        percent_cell(count.percent_female),
    )


def gender_bar(count: GenderCount, longest: int) -> tuple[BarPart, ...]:
    """Women, men and others, to the measure of the longest bar."""
    return bar([(WOMEN, count.female), (MEN, count.male), (OTHERS, count.other)], longest)


def gender_legend(counts: Iterable[GenderCount]) -> tuple[Legend, ...]:
    """The colours of the bars; the third only where somebody is in it."""
    legend = [Legend(WOMEN, _("Female")), Legend(MEN, _("Male"))]
    if any(count.other for count in counts):
        legend.append(Legend(OTHERS, _("Other / not stated")))
    return tuple(legend)


def gender_table(
    *,
    key: str,
    title: str,
    caption: str,
    subject: str,
    rows: Sequence[tuple[str, str, GenderCount]],
    total: GenderCount | None,
) -> Table:
    """A table by gender: ``rows`` are (label, word beside it, how many)."""
    longest = max((count.total for _label, _note, count in rows), default=0)
    return Table(
        key=key,
        title=title,
        caption=caption,
        subject=subject,
        columns=gender_columns(),
        lines=tuple(
            Line(
                label=label,
                note=note,
                cells=gender_cells(count),
                bar=gender_bar(count, longest),
            )
            for label, note, count in rows
        ),
        total=Line(label=_("Total"), cells=gender_cells(total)) if rows and total else None,
        legend=gender_legend(count for _label, _note, count in rows),
    )


def bar(parts: Sequence[tuple[str, int]], longest: int) -> tuple[BarPart, ...]:
    """The parts one after the other; ``longest`` fills the cell."""
    found = []
    start = 0
    for mark, number in parts:
        if number and longest:
            found.append(
                BarPart(
                    mark,
                    f"{100 * start / longest:.2f}",
                    f"{100 * number / longest:.2f}",
                    COLOURS[mark],
                )
            )
        start += number
    return tuple(found)
