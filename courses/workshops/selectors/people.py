"""The list of people of a workshop: searched, filtered and counted."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from core import lao
from courses.workshops.enums import EXPECTED_STATUSES, ParticipantType
from courses.workshops.models import Registration, RegistrationQuerySet, Workshop
from people.enums import Gender


@dataclass(frozen=True, slots=True)
class CountRow:
    """One line of the count: an organisation's name, and its people by gender."""

    label: str
    female: int
    male: int
    other: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.female + self.male + self.other


def people_of(
    workshop: Workshop, *, words: str = "", organisation: int | None = None, kind: str = ""
) -> RegistrationQuerySet:
    """Registrations in Lao order. ``words`` finds a name in either script in any spelling."""
    found = workshop.registrations.select_related("person", "organisation").in_lao_order()  # type: RegistrationQuerySet
    for word in lao.fold(words).split():
        found = found.filter(person__search_key__contains=word)
    if organisation is not None:
        found = found.filter(organisation_id=organisation)
    if kind:
        found = found.filter(participant_type=kind)
    return found


def count_people(registrations: Iterable[Registration]) -> tuple[CountRow, list[CountRow]]:
    """Those who are expected, without facilitators and interpreters: all, and by organisation."""
    by_organisation: dict[int | None, Counter[str]] = {}
    names: dict[int | None, tuple[int, str]] = {}
    total: Counter[str] = Counter()
    for entry in registrations:
        if entry.status not in EXPECTED_STATUSES or entry.participant_type in _WORKING_THERE:
            continue
        gender = entry.gender if entry.gender in (Gender.FEMALE, Gender.MALE) else "other"
        total[gender] += 1
        by_organisation.setdefault(entry.organisation_id, Counter())[gender] += 1
        if entry.organisation is not None:
            names[entry.organisation_id] = (
                entry.organisation.protocol_order,
                entry.organisation.name,
            )
    order = sorted(by_organisation, key=lambda key: names.get(key, (10_000, "")))
    rows = [_row(names.get(key, (0, ""))[1], by_organisation[key]) for key in order]
    return _row("", total), rows


_WORKING_THERE = (ParticipantType.FACILITATOR, ParticipantType.INTERPRETER)


def _row(label: str, genders: Counter[str]) -> CountRow:
    return CountRow(label, genders[Gender.FEMALE], genders[Gender.MALE], genders["other"])
