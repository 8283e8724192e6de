"""The annex: what changed after a session had been signed off."""

from collections.abc import Sequence

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core import dates
from courses.workshops.enums import MARK_CHOICES, DayPart
from reports.figures import LateChange
from reports.tables.parts import Cell, Column, Line, Table, text_cell


def late_changes(changes: Sequence[LateChange]) -> Table:
    """One line a change, in the order of time. People are numbers: the report may leave the house."""
    language = get_language() or "lo"
    return Table(
        key="annex",
        title=_("Annex"),
        caption=_("Annex: changes after the sign-off of a session"),
        subject=_("Session"),
        columns=(
            Column(_("Before"), "text"),
            Column(_("After"), "text"),
            Column(_("When"), "text"),
            Column(_("By"), "text"),
            Column(_("Reason"), "text"),
        ),
        lines=tuple(
            Line(
                label=f"{dates.day(each.day, language)}, {DayPart(each.part).label}"
                if each.day
                else _("All sessions"),
                note=_("record %(number)d") % {"number": each.record} if each.record else "",
                cells=(
                    *_what(each),
                    text_cell(dates.day_time(each.at, language)),
                    text_cell(each.by),
                    text_cell(each.reason),
                ),
            )
            for each in changes
        ),
    )


def _what(change: LateChange) -> tuple[Cell, Cell]:
    """What was so before, and since."""
    if change.what == "merged":
        return text_cell(_("Two records of one person")), text_cell(
            _("record %(number)s stands for both") % {"number": change.after}
        )
    if change.what == "reopened":
        return text_cell(_("Signed off")), text_cell(_("Open again"))
    words = dict(MARK_CHOICES)
    before = str(words[change.before]) if change.before in words else _("not marked")
    return text_cell(before), text_cell(str(words[change.after]))
