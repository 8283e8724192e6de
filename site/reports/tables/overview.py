"""The table across workshops."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from reports.figures import OverviewFigures, WorkshopLine
from reports.tables.parts import (
    Cell,
    Column,
    Line,
    Table,
    gender_bar,
    gender_cells,
    gender_columns,
    gender_legend,
    int_cell,
    percent_cell,
)


def workshops(
    figures: OverviewFigures, names: Mapping[int, tuple[str, str, str]], *, caption: str
) -> Table:
    """A line for each workshop; ``names`` gives its code, title and what stands beside it."""
    longest = max((line.count.total for line in figures.lines), default=0)
    return Table(
        key="workshops",
        title=_("Workshops"),
        caption=caption,
        subject=_("Workshop"),
        columns=(
            *gender_columns(),
            Column(_("First time")),
            Column(_("Refresher")),
            Column(_("Certified")),
            Column(_("% of sessions attended"), "percent"),
        ),
        lines=tuple(
            Line(
                label=names[line.workshop][1],
                note=names[line.workshop][2],
                key=names[line.workshop][0],
                cells=_cells(line),
                bar=gender_bar(line.count, longest),
            )
            for line in figures.lines
        ),
        total=Line(label=_("All participations"), cells=_cells(figures.total))
        if figures.lines
        else None,
        legend=gender_legend(line.count for line in figures.lines),
    )


def _cells(line: WorkshopLine) -> tuple[Cell, ...]:
    return (
        *gender_cells(line.count),
        int_cell(line.first_time),
        int_cell(line.refresher),
        int_cell(line.certified),
        percent_cell(line.session_attendance),
    )
