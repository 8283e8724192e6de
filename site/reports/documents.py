"""One report as a whole, in one language: every word and number that stands on it.

Made once from the figures; the page, the spreadsheet, the CSV and the paper only lay it out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from core import dates
from core.words import words
from courses.workshops.models import Workshop
from courses.workshops.rules import describe_rule
from reports import narrative, tables
from reports.enums import DEFINITIONS, Counting, Denominator
from reports.figures import OverviewFigures, Words, WorkshopFigures
from reports.tables import Cell, Table, int_cell, percent_cell

LANGUAGES = ("lo", "en")


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

    @property
    def table(self) -> dict[str, Table]:
        """The tables by their key, for pages that put each into its place."""
        return {each.key: each for each in self.tables}


def report_of(workshop: Workshop, figures: WorkshopFigures) -> Report:
    """The report of one workshop in the active language."""
    language = get_language() or "lo"
    rule = describe_rule(workshop)
    facts = narrative.facts_of(
        figures,
        title=_words(workshop, "title"),
        city=_words(workshop, "city"),
        first_day=workshop.start_date,
        last_day=workshop.end_date,
    )
    others = [each for each in LANGUAGES if each != language]
    return Report(
        kind=_("Workshop report"),
        title=words(workshop, "title", language),
        about=_about(workshop, language),
        is_sample=workshop.is_sample,
        key_figures=_key_figures(figures, rule),
        tables=(
            tables.organisations(
                figures.bodies, figures.total, caption=_caption(figures.denominator)
            ),
            tables.sessions(figures.sessions),
            tables.denominators(figures),
            tables.certificates(figures.certificates),
            tables.levels(
                figures.levels,
                figures.total,
                caption=_("%(counted)s, by level") % {"counted": _caption(figures.denominator)},
            ),
            tables.types(figures.types),
        ),
        definitions=_definitions(
            [
                (_("Attendance rule"), rule),
                (
                    _("Expected"),
                    _(
                        "Everybody on the attendance list. Somebody who was replaced is expected at "
                        "the sessions they attended, the one who came instead at the others."
                    ),
                ),
                (
                    _("% attended"),
                    _(
                        "Present, late or left early, in percent of those expected. Sessions nobody "
                        "was marked at yet are left out. These are person-sessions, not people."
                    ),
                ),
            ]
        ),
        records=figures.records,
        language=language,
        texts=tuple(
            Text(each, narrative.sentence(facts, each), narrative.paragraph(facts, each))
            for each in (language, *others)
        ),
        rule=rule,
    )


def key_figures_of(workshop: Workshop, figures: WorkshopFigures) -> tuple[KeyFigure, ...]:
    """The numbers people act on, without the rest of the report."""
    return _key_figures(figures, describe_rule(workshop))


def overview_of(
    figures: OverviewFigures, workshops: Sequence[Workshop], filters: Sequence[str]
) -> Report:
    """The report across workshops in the active language; ``filters`` says what was asked for."""
    language = get_language() or "lo"
    names: Mapping[int, tuple[str, str, str]] = {
        each.pk: (each.code, words(each, "title", language), _when_and_where(each, language))
        for each in workshops
    }
    counted = Counting(figures.counting).label
    caption = _("%(how)s. Counted as: %(counted)s")
    by_body = caption % {"counted": Denominator(figures.denominator).label, "how": counted}
    return Report(
        kind=_("Report"),
        title=_("Reports across workshops"),
        about=tuple(filters),
        is_sample=any(each.is_sample for each in workshops),
        key_figures=(
            _key(_("people, each counted once"), figures.people.total),
            _key(
                _("women"),
                figures.people.female,
                percent=figures.people.percent_female,
            ),
            _key(_("participations"), figures.participations.total),
            _key(
                _("first time"),
                figures.total.first_time,
                note=_("participations of people who had not attended an earlier workshop"),
            ),
            _key(_("workshops"), len(figures.lines)),
            _session_attendance(
                figures.total.attended_person_sessions,
                figures.total.expected_person_sessions,
                figures.total.session_attendance,
            ),
        ),
        tables=(
            tables.workshops(
                figures,
                names,
                caption=caption
                % {
                    "counted": Denominator(figures.denominator).label,
                    "how": Counting.PARTICIPATIONS.label,
                },
            ),
            tables.organisations(figures.bodies, figures.counted, caption=by_body),
            tables.levels(figures.levels, figures.counted, caption=by_body),
        ),
        definitions=_definitions(
            [
                (
                    str(Counting.PEOPLE.label),
                    _(
                        "Somebody who came to two workshops is one person, counted with the "
                        "organisation and level of the latest one. Records of one person that were "
                        "merged are one person."
                    ),
                ),
                (
                    str(Counting.PARTICIPATIONS.label),
                    _("Somebody who came to two workshops counts twice, once in each."),
                ),
                (
                    _("Refresher"),
                    _("Had attended an earlier workshop, whatever the filter above says."),
                ),
                (
                    _("% of sessions attended"),
                    _(
                        "Present, late or left early, in percent of those expected. Sessions nobody "
                        "was marked at yet are left out. These are person-sessions, not people."
                    ),
                ),
            ]
        ),
        records=figures.records,
        language=language,
    )


def _words(workshop: Workshop, field: str) -> Words:
    return Words(words(workshop, field, "en"), words(workshop, field, "lo"))


def _when_and_where(workshop: Workshop, language: str) -> str:
    when = dates.day_range(workshop.start_date, workshop.end_date, language)
    city = words(workshop, "city", language)
    return f"{city}, {when}" if city else when


def _about(workshop: Workshop, language: str) -> tuple[str, ...]:
    lines = [_when_and_where(workshop, language)]
    if workshop.donor is not None:
        donor = words(workshop.donor, "name", language)
        lines.append(_("Funded by: %(donor)s") % {"donor": donor})
    if programme := words(workshop, "programme", language):
        lines.append(_("Programme: %(programme)s") % {"programme": programme})
    return tuple(lines)


def _caption(denominator: Denominator) -> str:
    """Who a table of one workshop counts."""
    return {
        Denominator.NOMINATED: _("Officials nominated"),
        Denominator.REGISTERED: _("Officials registered"),
        Denominator.ATTENDED: _("Officials who attended at least one session"),
        Denominator.MET_RULE: _("Officials who met the attendance rule"),
        Denominator.CERTIFIED: _("Officials with a certificate"),
    }[denominator]


def _key(
    label: str, number: int, *, percent: float | None = None, note: str = "", big: str = ""
) -> KeyFigure:
    share = None if percent is None else percent_cell(percent)
    cell = int_cell(number)
    return KeyFigure(
        label=label,
        number=cell,
        percent=share,
        note=note or (share.shown if share else ""),
        big=big or cell.shown,
    )


def _key_figures(figures: WorkshopFigures, rule: str) -> tuple[KeyFigure, ...]:
    attended = figures.attended
    institutions = sum(1 for row in figures.attended_bodies if row.body.pk)
    met = figures.denominators[Denominator.MET_RULE].total
    certified = figures.denominators[Denominator.CERTIFIED].total
    registered = figures.denominators[Denominator.REGISTERED].total
    return (
        _key(
            ngettext("official attended", "officials attended", attended.total),
            attended.total,
            note=_("of %(number)s registered") % {"number": int_cell(registered).shown},
        ),
        _key(
            ngettext("woman", "women", attended.female),
            attended.female,
            percent=attended.percent_female,
        ),
        _key(ngettext("institution", "institutions", institutions), institutions),
        _key(_("officials met the rule"), met, note=rule),
        _key(
            ngettext("official certified", "officials certified", certified),
            certified,
        ),
        _session_attendance(
            figures.attended_person_sessions,
            figures.expected_person_sessions,
            figures.session_attendance,
        ),
    )


def _session_attendance(attended: int, expected: int, rate: float | None) -> KeyFigure:
    return _key(
        _("session attendance"),
        attended,
        percent=rate,
        note=_("%(attended)s of %(expected)s person-sessions")
        % {"attended": int_cell(attended).shown, "expected": int_cell(expected).shown},
        big=percent_cell(rate).shown,
    )


def _definitions(own: Sequence[tuple[str, str]]) -> tuple[Definition, ...]:
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
