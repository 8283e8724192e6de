"""The figures of one workshop."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from courses.workshops.enums import ParticipantType
from people.enums import Level
from reports.enums import Denominator
from reports.figures.counting import (
    BodyCount,
    GenderCount,
    Split,
    by_body,
    certificates_by_kind,
    count_genders,
    one_row_a_person,
    split_by,
)
from reports.figures.records import Participation, Records, SessionTally, share


@dataclass(frozen=True, slots=True)
class TypeCount:
    """One line of the table by participant type: on the list, and who came."""

    participant_type: str
    registered: GenderCount
    attended: GenderCount
    certified: GenderCount


@dataclass(frozen=True, slots=True)
class WorkshopFigures:
    """Everything a report of one workshop says in numbers; officials, unless it says otherwise.

    ``bodies`` and ``levels`` count those of ``denominator``; ``attended_bodies`` and
    ``attended_levels`` those who attended, for the sentence. ``records`` is the number of
    registrations that were read.
    """

    denominator: Denominator
    denominators: Mapping[Denominator, GenderCount]
    bodies: tuple[BodyCount, ...]
    levels: tuple[Split, ...]
    attended_bodies: tuple[BodyCount, ...]
    attended_levels: tuple[Split, ...]
    sessions: tuple[SessionTally, ...]
    types: tuple[TypeCount, ...]
    certificates: tuple[Split, ...]
    records: int

    @property
    def attended_person_sessions(self) -> int:
        """Marks of "was there" over the sessions recorded so far: person-sessions, not people."""
        return sum(each.attended for each in self.sessions if each.is_recorded)

    @property
    def expected_person_sessions(self) -> int:
        """What the marks would be if everybody expected had come, over the same sessions."""
        return sum(each.expected for each in self.sessions if each.is_recorded)

    @property
    def total(self) -> GenderCount:
        """The last row of the table: everybody in the chosen denominator."""
        return self.denominators[self.denominator]

    @property
    def attended(self) -> GenderCount:
        """Officials who attended at least one session."""
        return self.denominators[Denominator.ATTENDED]

    @property
    def session_attendance(self) -> float | None:
        """Attended in percent of expected person-sessions, over the sessions recorded so far."""
        return share(self.attended_person_sessions, self.expected_person_sessions)


def workshop_figures(
    records: Records, denominator: Denominator = Denominator.ATTENDED
) -> WorkshopFigures:
    """Count one workshop. ``records`` holds everybody; officials are told apart here.

    The tallies of ``records.sessions`` must be those of officials.
    """
    everybody = one_row_a_person(records.participations)
    officials = [each for each in everybody if each.is_official]
    counted = {
        each: [official for official in officials if official.counts_as(each)]
        for each in Denominator
    }
    attended = counted[Denominator.ATTENDED]
    chosen = counted[denominator]
    return WorkshopFigures(
        denominator=denominator,
        denominators={each: count_genders(people) for each, people in counted.items()},
        bodies=by_body(chosen, records.bodies),
        levels=split_by(chosen, lambda each: each.level, Level.values),
        attended_bodies=by_body(attended, records.bodies),
        attended_levels=split_by(attended, lambda each: each.level, Level.values),
        sessions=records.sessions,
        types=_types(everybody),
        certificates=certificates_by_kind(officials),
        records=len(records.participations),
    )


def _types(people: Iterable[Participation]) -> tuple[TypeCount, ...]:
    groups: dict[str, list[Participation]] = defaultdict(list)
    for each in people:
        if each.counts_as(Denominator.REGISTERED):
            groups[each.participant_type].append(each)
    return tuple(
        TypeCount(
            name,
            registered=count_genders(groups[name]),
            attended=count_genders(
                each for each in groups[name] if each.counts_as(Denominator.ATTENDED)
            ),
            certified=count_genders(
                each for each in groups[name] if each.counts_as(Denominator.CERTIFIED)
            ),
        )
        for name in ParticipantType.values
        if name in groups
    )
