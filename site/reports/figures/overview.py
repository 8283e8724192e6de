"""The figures across workshops: participations, and the people behind them."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from people.enums import Level
from reports.enums import Counting, Denominator
from reports.figures.counting import (
    BodyCount,
    GenderCount,
    Split,
    by_body,
    count_genders,
    latest_of_each_person,
    one_row_a_person,
    split_by,
)
from reports.figures.records import Participation, Records, share


@dataclass(frozen=True, slots=True)
class WorkshopLine:
    """One workshop of the overview, of those in the chosen denominator.

    ``first_time`` and ``refresher`` add up to everybody: whether somebody had attended an earlier
    workshop. Person-sessions are of everybody who was read, over the sessions recorded so far.
    """

    workshop: int
    count: GenderCount
    first_time: int
    refresher: int
    certified: int
    attended_person_sessions: int = 0
    expected_person_sessions: int = 0

    @property
    def session_attendance(self) -> float | None:
        """Attended in percent of expected person-sessions."""
        return share(self.attended_person_sessions, self.expected_person_sessions)


@dataclass(frozen=True, slots=True)
class OverviewFigures:
    """Across workshops. ``participations`` is the sum of the lines; ``people`` are counted once,
    as they were at their latest workshop. ``bodies`` and ``levels`` count one or the other, as
    ``counting`` says."""

    denominator: Denominator
    counting: Counting
    lines: tuple[WorkshopLine, ...]
    participations: GenderCount
    people: GenderCount
    bodies: tuple[BodyCount, ...]
    levels: tuple[Split, ...]
    records: int

    @property
    def counted(self) -> GenderCount:
        """What ``bodies`` and ``levels`` add up to."""
        return self.people if self.counting == Counting.PEOPLE else self.participations

    @property
    def total(self) -> WorkshopLine:
        """The last line: all workshops together, in participations."""
        return WorkshopLine(
            workshop=0,
            count=self.participations,
            first_time=sum(each.first_time for each in self.lines),
            refresher=sum(each.refresher for each in self.lines),
            certified=sum(each.certified for each in self.lines),
            attended_person_sessions=sum(each.attended_person_sessions for each in self.lines),
            expected_person_sessions=sum(each.expected_person_sessions for each in self.lines),
        )


def overview_figures(
    records: Records,
    order: Mapping[int, int],
    *,
    denominator: Denominator = Denominator.ATTENDED,
    counting: Counting = Counting.PEOPLE,
) -> OverviewFigures:
    """Count several workshops. ``order`` has a line for each and ranks them in time.

    Everybody in ``records`` is counted: who is to be left out is left out of the reading.
    """
    chosen = [
        each for each in one_row_a_person(records.participations) if each.counts_as(denominator)
    ]
    people = latest_of_each_person(chosen, order)
    shown = people if counting == Counting.PEOPLE else chosen
    groups: dict[int, list[Participation]] = defaultdict(list)
    for each in chosen:
        groups[each.workshop].append(each)
    sessions: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for tally in records.sessions:
        if tally.is_recorded:
            sessions[tally.workshop][0] += tally.attended
            sessions[tally.workshop][1] += tally.expected
    return OverviewFigures(
        denominator=denominator,
        counting=counting,
        lines=tuple(
            _line(pk, groups[pk], *sessions[pk])
            for pk in sorted(order, key=lambda pk: order[pk], reverse=True)
        ),
        participations=count_genders(chosen),
        people=count_genders(people),
        bodies=by_body(shown, records.bodies),
        levels=split_by(shown, lambda each: each.level, Level.values),
        records=len(records.participations),
    )


def _line(pk: int, group: list[Participation], attended: int, expected: int) -> WorkshopLine:
    refresher = sum(each.refresher for each in group)
    return WorkshopLine(
        workshop=pk,
        count=count_genders(group),
        first_time=len(group) - refresher,
        refresher=refresher,
        certified=sum(each.counts_as(Denominator.CERTIFIED) for each in group),
        attended_person_sessions=attended,
        expected_person_sessions=expected,
    )
