"""The report across workshops."""

from collections.abc import Mapping, Sequence

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.words import words
from courses.workshops.models import Workshop
from reports import tables
from reports.documents.gains import gain_definitions, gain_key_figures, gain_notes
from reports.documents.parts import (
    Report,
    definitions_with,
    key_figure,
    session_attendance_figure,
    when_and_where,
)
from reports.enums import Counting, Denominator
from reports.figures import NO_TESTS, GainFigures, OverviewFigures


def overview_of(
    figures: OverviewFigures,
    workshops: Sequence[Workshop],
    filters: Sequence[str],
    gains: GainFigures = NO_TESTS,
) -> Report:
    """The report across workshops in the active language; ``filters`` says what was asked for."""
    language = get_language() or "lo"
    names: Mapping[int, tuple[str, str, str]] = {
        each.pk: (each.code, words(each, "title", language), when_and_where(each, language))
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
            key_figure(_("people, each counted once"), figures.people.total),
            key_figure(
                _("female"),
                figures.people.female,
                percent=figures.people.percent_female,
            ),
            key_figure(_("participations"), figures.participations.total),
            key_figure(
                _("first time"),
                figures.total.first_time,
                note=_("participations of people who had not attended an earlier workshop"),
            ),
            key_figure(_("workshops"), len(figures.lines)),
            session_attendance_figure(
                figures.total.attended_person_sessions,
                figures.total.expected_person_sessions,
                figures.total.session_attendance,
            ),
            *gain_key_figures(gains),
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
            *tables.gain_tables(gains, names),
        ),
        definitions=definitions_with(
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
                *gain_definitions(gains),
            ]
        ),
        records=figures.records,
        language=language,
        notes=gain_notes(gains),
    )
