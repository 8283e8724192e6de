"""The report of self-paced learning."""

from collections.abc import Sequence

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from reports import tables
from reports.documents.parts import Definition, KeyFigure, Report, key_figure
from reports.enums import LEARNING_DEFINITIONS, LearningCount
from reports.figures import LearningFigures
from reports.tables import Cell
from reports.tables.publishing import LEAST


def learning_of(
    figures: LearningFigures, filters: Sequence[str], *, publish: bool = False
) -> Report:
    """The report in the active language; ``publish`` leaves small groups out."""
    caption = _("People, each counted once. Counted as: %(counted)s") % {
        "counted": figures.counted.label
    }
    total = figures.counts[figures.counted]
    found = (
        tables.learners(figures),
        tables.organisations(figures.bodies, total, caption=caption),
        tables.levels(figures.levels, total, caption=caption),
        tables.modules(figures),
    )
    return Report(
        kind=_("Report"),
        title=_("Self-paced learning"),
        about=tuple(filters),
        is_sample=figures.is_sample,
        key_figures=tuple(_figure(each, figures, publish=publish) for each in LearningCount),
        tables=tuple(tables.publishable(each) for each in found) if publish else found,
        definitions=tuple(Definition(term, meaning) for term, meaning in _definitions()),
        records=figures.records,
        language=get_language() or "lo",
    )


def _figure(each: LearningCount, figures: LearningFigures, *, publish: bool) -> KeyFigure:
    count = figures.counts[each]
    if publish and 0 < count.total < LEAST:
        few = f"< {LEAST}"
        return KeyFigure(label=str(each.label), number=Cell(None, few), big=few)
    return key_figure(str(each.label), count.total)


def _definitions() -> list[tuple[str, str]]:
    return [
        *((str(each.label), str(LEARNING_DEFINITIONS[each])) for each in LearningCount),
        (
            _("Ministry / organisation"),
            _(
                "Organisation, gender and level are those of the person when they began, or when "
                "they began their latest refresher. Departments count with their ministry."
            ),
        ),
        (
            _("% female"),
            _("Women in percent of everybody in the line, people of no stated gender included."),
        ),
        (
            _("For publication"),
            _(
                "Lines of fewer than five people are put together; where a gender has one to four "
                "people in a line, only the total is shown."
            ),
        ),
    ]
