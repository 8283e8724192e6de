"""What reading a roster gives: rows, and problems told in the reader's language."""

from collections.abc import Collection
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from people.roster import messages


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One person as the sheet has them, cleaned: codes are ours, the phone is E.164.

    ``number`` is the row's number in the sheet, as the reader sees it. Text that was not given is ''.
    ``participant_type`` is a value of the ``types`` given to ``read_roster``, or ''.
    """

    number: int
    given_name_lo: str = ""
    family_name_lo: str = ""
    given_name_latin: str = ""
    family_name_latin: str = ""
    title: str = ""
    rank_lo: str = ""
    rank_latin: str = ""
    gender: str = "not_stated"
    organisation_id: int | None = None
    organisation_text: str = ""
    position_lo: str = ""
    position_en: str = ""
    level: str = "central"
    phone: str = ""
    email: str = ""
    participant_type: str = ""

    @property
    def name_lo(self) -> str:
        """Given and family name in Lao letters, or nothing."""
        return f"{self.given_name_lo} {self.family_name_lo}".strip()

    @property
    def name_latin(self) -> str:
        """Given and family name in Latin letters, or nothing."""
        return f"{self.given_name_latin} {self.family_name_latin}".strip()


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, at one place. Kept as a code, worded when it is shown.

    ``row`` is None when the whole file is meant; ``column`` is the heading as the sheet has it.
    A *blocking* problem keeps its row (or the file) from being imported; others are to be looked at.
    """

    code: str
    row: int | None = None
    column: str = ""
    params: dict[str, Any] = field(default_factory=dict)

    @property
    def blocking(self) -> bool:
        """Whether the row cannot be imported like this."""
        return self.code not in messages.TO_LOOK_AT

    @property
    def message(self) -> str:
        """What is wrong, in the reader's language."""
        return messages.WHAT[self.code] % self.params

    @property
    def advice(self) -> str:
        """What to do about it, in the reader's language."""
        return messages.ADVICE[self.code] % self.params


@dataclass(frozen=True, slots=True)
class ReadRoster:
    """Everything that was read. ``ignored_columns`` are headings that mean nothing to us."""

    rows: list[RosterRow]
    problems: list[Problem]
    ignored_columns: list[str] = field(default_factory=list)

    @property
    def good_rows(self) -> list[RosterRow]:
        """The rows that can be imported."""
        bad = {problem.row for problem in self.problems if problem.blocking}
        return [] if None in bad else [row for row in self.rows if row.number not in bad]

    @property
    def refused(self) -> list[Problem]:
        """Why nothing at all could be read; empty when the file as such is sound."""
        return [problem for problem in self.problems if problem.row is None and problem.blocking]

    def only_of(self, organisations: Collection[int], *, home: int) -> "ReadRoster":
        """For somebody who may bring people of some organisations only.

        A row without an organisation is of ``home``; a row of another one cannot be imported.
        """
        rows, problems = [], [p for p in self.problems if p.code != "organisation_missing"]
        for row in self.rows:
            if row.organisation_id is None and not row.organisation_text:
                row = replace(row, organisation_id=home)
            elif row.organisation_id is not None and row.organisation_id not in organisations:
                params = {"value": row.organisation_text}
                problems.append(Problem("organisation_of_others", row.number, params=params))
            rows.append(row)
        problems.sort(key=lambda problem: problem.row or 0)
        return ReadRoster(rows, problems, self.ignored_columns)

    def problems_of(self, number: int) -> list[Problem]:
        """What is wrong with one row."""
        return [problem for problem in self.problems if problem.row == number]

    def to_json(self) -> dict[str, Any]:
        """For ``RosterUpload``."""
        return {
            "rows": [asdict(row) for row in self.rows],
            "problems": [asdict(problem) for problem in self.problems],
            "ignored_columns": self.ignored_columns,
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "ReadRoster":
        """The inverse of ``to_json``."""
        return cls(
            rows=[RosterRow(**row) for row in data["rows"]],
            problems=[Problem(**problem) for problem in data["problems"]],
            ignored_columns=list(data["ignored_columns"]),
        )
