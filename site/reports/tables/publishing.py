"""Tables that may be published: small groups point to nobody (domain facts, 6.4)."""

from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from reports.figures import GenderCount
from reports.tables.parts import Cell, Line, Table, gender_cells

#: Fewer people than this in a cell are not shown.
LEAST = 5
_HIDDEN = Cell(None, "…")


def publishable(table: Table) -> Table:
    """A table by gender without small groups.

    Of a breakdown (a table with a total), lines of fewer than five people are put together, and
    more lines with them until they are five. In any line in which a gender has one to four people
    only the total is shown, or that there are fewer than five. One such line alone could be worked
    out from the total, so then the total hides its genders too.
    """
    lines = _merged(table.lines) if table.total else table.lines
    shown = tuple(_without_small(line) for line in lines)
    hidden = sum(line.cells[0] is _HIDDEN for line in shown)
    total = table.total and _without_small(table.total, force=hidden == 1)
    return replace(table, lines=shown, total=total)


def _merged(lines: Sequence[Line]) -> tuple[Line, ...]:
    by_size = sorted(lines, key=_people)
    small: list[Line] = []
    for line in by_size:
        if _people(line) >= LEAST and (not small or sum(map(_people, small)) >= LEAST):
            break
        small.append(line)
    if len(small) < 2:
        return tuple(lines)
    count = sum((_count(line) for line in small), GenderCount())
    kept = tuple(line for line in lines if line not in small)
    return (*kept, Line(label=_("Others, put together"), cells=gender_cells(count)))


def _without_small(line: Line, *, force: bool = False) -> Line:
    people, count = _people(line), _count(line)
    if not force and not any(0 < each < LEAST for each in (count.female, count.male, count.other)):
        return line
    total = Cell(None, f"< {LEAST}") if 0 < people < LEAST else line.cells[3]
    return replace(line, cells=(_HIDDEN, _HIDDEN, _HIDDEN, total, _HIDDEN), bar=())


def _people(line: Line) -> int:
    return int(line.cells[3].value or 0)


def _count(line: Line) -> GenderCount:
    female, male, other = (int(cell.value or 0) for cell in line.cells[:3])
    return GenderCount(female, male, other)
