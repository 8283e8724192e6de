"""The report of one workshop."""

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from core import dates
from core.words import words
from courses.workshops.models import Workshop
from courses.workshops.rules import describe_rule
from reports import narrative, tables
from reports.documents.gains import (
    gain_definitions,
    gain_key_figures,
    gain_notes,
    paired_tests,
)
from reports.documents.parts import (
    LANGUAGES,
    KeyFigure,
    Report,
    Text,
    definitions_with,
    key_figure,
    session_attendance_figure,
    when_and_where,
)
from reports.enums import Denominator
from reports.figures import (
    NO_TESTS,
    NOT_SIGNED_OFF,
    GainFigures,
    SignOffFigures,
    Words,
    WorkshopFigures,
)
from reports.tables import int_cell


def report_of(
    workshop: Workshop,
    figures: WorkshopFigures,
    gains: GainFigures = NO_TESTS,
    after: SignOffFigures = NOT_SIGNED_OFF,
) -> Report:
    """The report of one workshop in the active language."""
    language = get_language() or "lo"
    rule = describe_rule(workshop)
    facts = narrative.facts_of(
        figures,
        title=_words(workshop, "title"),
        city=_words(workshop, "city"),
        first_day=workshop.start_date,
        last_day=workshop.end_date,
        tests=paired_tests(gains),
    )
    others = [each for each in LANGUAGES if each != language]
    return Report(
        kind=_("Workshop report"),
        title=words(workshop, "title", language),
        about=(*_about(workshop, language), *_after(after, language)),
        is_sample=workshop.is_sample,
        key_figures=(*_key_figures(figures, rule), *gain_key_figures(gains)),
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
            *tables.gain_tables(gains),
            *([tables.late_changes(after.changes)] if after.signed_off or after.changes else []),
        ),
        definitions=definitions_with(
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
                *gain_definitions(gains),
            ]
        ),
        records=figures.records,
        language=language,
        texts=tuple(
            Text(each, narrative.sentence(facts, each), narrative.paragraph(facts, each))
            for each in (language, *others)
        ),
        rule=rule,
        notes=gain_notes(gains),
    )


def key_figures_of(workshop: Workshop, figures: WorkshopFigures) -> tuple[KeyFigure, ...]:
    """The numbers people act on, without the rest of the report."""
    return _key_figures(figures, describe_rule(workshop))


def _words(workshop: Workshop, field: str) -> Words:
    return Words(words(workshop, field, "en"), words(workshop, field, "lo"))


def _about(workshop: Workshop, language: str) -> tuple[str, ...]:
    lines = [when_and_where(workshop, language)]
    if workshop.donor is not None:
        donor = words(workshop.donor, "name", language)
        lines.append(_("Funded by: %(donor)s") % {"donor": donor})
    if programme := words(workshop, "programme", language):
        lines.append(_("Programme: %(programme)s") % {"programme": programme})
    return tuple(lines)


def _after(after: SignOffFigures, language: str) -> tuple[str, ...]:
    """How far the attendance was closed, once anything was."""
    lines = []
    if after.signed_off:
        lines.append(
            ngettext(
                "%(signed)d of %(sessions)d session signed off",
                "%(signed)d of %(sessions)d sessions signed off",
                after.sessions,
            )
            % {"signed": after.signed_off, "sessions": after.sessions}
        )
    if after.reconciled_at:
        lines.append(
            _("Reconciled on %(day)s: nominated, registered, on paper and in the system agree")
            % {"day": dates.day(after.reconciled_at, language)}
        )
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


def _key_figures(figures: WorkshopFigures, rule: str) -> tuple[KeyFigure, ...]:
    attended = figures.attended
    institutions = sum(1 for row in figures.attended_bodies if row.body.pk)
    met = figures.denominators[Denominator.MET_RULE].total
    certified = figures.denominators[Denominator.CERTIFIED].total
    registered = figures.denominators[Denominator.REGISTERED].total
    return (
        key_figure(
            ngettext("official attended", "officials attended", attended.total),
            attended.total,
            note=_("of %(number)s registered") % {"number": int_cell(registered).shown},
        ),
        key_figure(
            _("female"),
            attended.female,
            percent=attended.percent_female,
        ),
        key_figure(ngettext("organisation", "organisations", institutions), institutions),
        key_figure(_("officials met the rule"), met, note=rule),
        key_figure(
            ngettext("official certified", "officials certified", certified),
            certified,
        ),
        session_attendance_figure(
            figures.attended_person_sessions,
            figures.expected_person_sessions,
            figures.session_attendance,
        ),
    )
