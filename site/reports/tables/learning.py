"""The tables of self-paced learning."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from reports.enums import LearningCount
from reports.figures import LearningFigures
from reports.tables.parts import Table, gender_table


def learners(figures: LearningFigures) -> Table:
    """From beginning to completing; what each line means is in the definitions."""
    return gender_table(
        key="learners",
        title=_("Who is counted"),
        caption=_("People who learn at their own pace, each counted once in a line"),
        subject=_("Counted as"),
        rows=[(str(each.label), "", figures.counts[each]) for each in LearningCount],
        total=None,
    )


def modules(figures: LearningFigures) -> Table:
    """Who completed each module in the period."""
    language = get_language() or "lo"
    return gender_table(
        key="modules",
        title=_("Modules"),
        caption=_("People who completed the module in the period"),
        subject=_("Module"),
        rows=[
            (f"{module.code} · {module.name.in_language(language)}", "", count)
            for module, count in figures.modules
        ],
        total=None,
    )
