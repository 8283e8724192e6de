"""The tables of one workshop."""

from collections.abc import Sequence

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assessments.certificates.enums import CertificateKind
from core import dates
from courses.workshops.enums import DayPart, ParticipantType
from people.enums import Level
from reports.enums import Denominator
from reports.figures import (
    BodyCount,
    GenderCount,
    SessionTally,
    Split,
    TypeCount,
    WorkshopFigures,
    share,
)
from reports.tables.parts import (
    WOMEN,
    Cell,
    Column,
    Legend,
    Line,
    Table,
    bar,
    gender_table,
    int_cell,
    percent_cell,
)


def organisations(
    rows: Sequence[BodyCount], total: GenderCount, *, caption: str, key: str = "organisations"
) -> Table:
    """Ministry or organisation by gender, bars to the measure of the largest."""
    language = get_language() or "lo"
    return gender_table(
        key=key,
        title=_("Organisation × gender"),
        caption=caption,
        subject=_("Ministry / organisation"),
        rows=[
            (row.body.name.in_language(language), _acronym(row, language), row.count)
            for row in rows
        ],
        total=total,
    )


def levels(rows: Sequence[Split], total: GenderCount, *, caption: str) -> Table:
    """Level of government by gender."""
    return gender_table(
        key="levels",
        title=_("Levels"),
        caption=caption,
        subject=_("Level"),
        rows=[(str(Level(row.key).label), "", row.count) for row in rows],
        total=total,
    )


def certificates(rows: Sequence[Split]) -> Table:
    """Certificates by kind and by the holder's gender."""
    return gender_table(
        key="certificates",
        title=_("Certificates"),
        caption=_("Valid certificates of officials, by kind and gender"),
        subject=_("Kind"),
        rows=[(str(CertificateKind(row.key).label), "", row.count) for row in rows],
        total=sum((row.count for row in rows), GenderCount()),
    )


def denominators(figures: WorkshopFigures) -> Table:
    """Officials from nomination to certificate; what each step means is in the definitions."""
    return gender_table(
        key="denominators",
        title=_("Who is counted"),
        caption=_("Officials, from nomination to certificate"),
        subject=_("Counted as"),
        rows=[(str(each.label), "", figures.denominators[each]) for each in Denominator],
        total=None,
    )


def sessions(tallies: Sequence[SessionTally]) -> Table:
    """What was marked at each session. Expected is the sum of the columns after it."""
    language = get_language() or "lo"
    recorded = [each for each in tallies if each.is_recorded]
    total = (
        sum(each.attended for each in recorded),
        sum(each.expected for each in recorded),
    )
    numbers = ("expected", "present", "late", "left_early", "excused", "absent", "unmarked")
    return Table(
        key="sessions",
        title=_("Sessions"),
        caption=_("Officials at each session"),
        subject=_("Session"),
        columns=(
            Column(_("Expected")),
            Column(_("Present")),
            Column(_("Late")),
            Column(_("Left early")),
            Column(_("Excused")),
            Column(_("Absent")),
            Column(_("Not marked")),
            Column(_("% attended"), "percent"),
        ),
        lines=tuple(
            Line(
                label=_session_name(each, language),
                note=f"{each.starts_at:%H:%M}–{each.ends_at:%H:%M}",
                cells=(
                    *(int_cell(getattr(each, name)) for name in numbers),
                    percent_cell(each.percent),
                ),
                bar=bar([(WOMEN, each.attended)], each.expected) if each.is_recorded else (),
            )
            for each in tallies
        ),
        total=Line(
            label=_("Person-sessions, of the sessions recorded"),
            cells=(
                *(int_cell(sum(getattr(each, name) for each in recorded)) for name in numbers),
                percent_cell(share(*total)),
            ),
        )
        if recorded
        else None,
        legend=(Legend(WOMEN, _("Present, late or left early")),),
    )


def types(rows: Sequence[TypeCount]) -> Table:
    """Everybody in the room, also those who do not count as officials trained."""
    return Table(
        key="types",
        title=_("Takes part as"),
        caption=_("Everybody in the workshop, by what they take part as"),
        subject=_("Takes part as"),
        columns=(
            Column(_("Registered")),
            Column(_("Attended")),
            Column(_("of whom female")),
            Column(_("Certified")),
        ),
        lines=tuple(
            Line(
                label=str(ParticipantType(row.participant_type).label),
                cells=_type_cells([row]),
            )
            for row in rows
        ),
        total=Line(label=_("Total"), cells=_type_cells(rows)) if rows else None,
    )


def _acronym(row: BodyCount, language: str) -> str:
    acronym = row.body.acronym.lo if language == "lo" else row.body.acronym.en
    return "" if acronym == row.body.name.in_language(language) else acronym


def _session_name(tally: SessionTally, language: str) -> str:
    name = f"{dates.day(tally.day, language)}, {DayPart(tally.part).label}"
    title = tally.title.in_language(language)
    return f"{name}: {title}" if title else name


def _type_cells(rows: Sequence[TypeCount]) -> tuple[Cell, ...]:
    return (
        int_cell(sum(row.registered.total for row in rows)),
        int_cell(sum(row.attended.total for row in rows)),
        int_cell(sum(row.attended.female for row in rows)),
        int_cell(sum(row.certified.total for row in rows)),
    )
