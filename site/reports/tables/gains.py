"""The tables of what was learnt."""

from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assessments.quizzes.analysis.gains import Gains, Objective
from courses.curriculum.enums import Phase
from people.enums import Gender
from reports.figures import GainFigures, GainLine, Words, share
from reports.tables.parts import (
    Cell,
    Column,
    Line,
    Table,
    int_cell,
    number_cell,
    percent_cell,
    rounded,
)

_HIDDEN = Cell(None, "…")


def gain_tables(
    figures: GainFigures, workshops: Mapping[int, tuple[str, str, str]] | None = None
) -> tuple[Table, ...]:
    """All tables that have something to say. ``workshops`` gives code, title and a note of each, when
    there may be several."""
    if figures.whole is None:
        return _passes(figures)
    language = get_language() or "lo"
    spoken = {"lo": _("Lao"), "en": _("English"), "": _("Not known")}
    names = figures.names or {}
    found = [
        _table(
            "gains_phases",
            _("Gain by phase"),
            _("Phase"),
            [(str(Phase(line.key).label), "", "", line) for line in figures.phases],
            figures.whole,
        ),
        _table(
            "gains_bodies",
            _("Gain by organisation"),
            _("Ministry / organisation"),
            [(names[line.key].name.in_language(language), "", "", line) for line in figures.bodies],
            figures.whole,
        ),
        _table(
            "gains_genders",
            _("Gain by gender"),
            _("Gender"),
            [(str(Gender(line.key).label), "", "", line) for line in figures.genders],
            figures.whole,
        ),
        _table(
            "gains_languages",
            _("Gain by language"),
            _("Language of the test"),
            [(spoken[line.key], "", "", line) for line in figures.languages],
            figures.whole,
        ),
        _table(
            "gains_objectives",
            _("Gain by objective"),
            _("Objective"),
            [
                (_objective(line.key, figures.objective_words, language), "", "", line)
                for line in figures.objectives
            ],
            None,
        ),
    ]
    if workshops is not None:
        lines = [
            (workshops[line.key][1], workshops[line.key][2], workshops[line.key][0], line)
            for line in figures.workshops
        ]
        table = _table(
            "gains_workshops", _("Gain by workshop"), _("Workshop"), lines, figures.whole
        )
        found.insert(0, table)
    return (*(table for table in found if table.lines), *_passes(figures))


def _table(
    key: str,
    title: str,
    subject: str,
    rows: Sequence[tuple[str, str, str, GainLine]],
    whole: Gains | None,
) -> Table:
    return Table(
        key=key,
        title=title,
        caption=_("%(title)s: people who finished both tests") % {"title": title},
        subject=subject,
        columns=(
            Column(_("Both tests")),
            Column(_("Gain"), "number"),
            Column(_("Before"), "percent"),
            Column(_("After"), "percent"),
            Column(_("from (95%)"), "number"),
            Column(_("to (95%)"), "number"),
            Column(_("Improved")),
            Column(_("% improved"), "percent"),
            Column(_("Normalised gain"), "number"),
        ),
        lines=tuple(
            Line(label=label, note=note, key=code, cells=_cells(line.gains))
            for label, note, code, line in rows
        ),
        total=Line(label=_("All with both tests"), cells=_cells(whole)) if whole else None,
    )


def _cells(gains: Gains | None) -> tuple[Cell, ...]:
    if gains is None or gains.before is None or gains.after is None or gains.gain is None:
        return (_HIDDEN,) * 9
    return (
        int_cell(gains.n),
        number_cell(gains.gain.mean, 1, signed=True),
        percent_cell(rounded(gains.before.mean, 1)),
        percent_cell(rounded(gains.after.mean, 1)),
        number_cell(gains.gain.low, 1),
        number_cell(gains.gain.high, 1),
        int_cell(gains.improved),
        percent_cell(share(gains.improved, gains.n)),
        number_cell(gains.normalised.mean if gains.normalised else None, 2),
    )


def _passes(figures: GainFigures) -> tuple[Table, ...]:
    if figures.passes is None:
        return ()
    rows = [(str(Gender(line.key).label), line.passes) for line in figures.pass_genders]

    def cells(found: Iterable[int] | None) -> tuple[Cell, ...]:
        if found is None:
            return (_HIDDEN,) * 3
        tested, passed = found
        return int_cell(tested), int_cell(passed), percent_cell(share(passed, tested))

    return (
        Table(
            key="passes",
            title=_("Pass mark"),
            caption=_("People who reached the pass mark in the post-test"),
            subject=_("Gender"),
            columns=(
                Column(_("Tested")),
                Column(_("Passed")),
                Column(_("% passed"), "percent"),
            ),
            lines=tuple(
                Line(label=label, cells=cells((each.tested, each.passed) if each else None))
                for label, each in rows
            ),
            total=Line(
                label=_("All tested"),
                cells=cells((figures.passes.tested, figures.passes.passed)),
            ),
        ),
    )


def _objective(key: Objective, said: Mapping[Objective, Words] | None, language: str) -> str:
    module, number = key
    text = (said or {}).get(key, Words()).in_language(language)
    return f"{module} · {text}" if text else f"{module} · {number}"
