"""A file becomes rows and problems. Nothing is written, nothing raises because of its content."""

from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models

from core import lao
from core.spreadsheets import EMPTY, MAX_ROWS, Cell, SpreadsheetError, Table, read_tables
from people.phones import to_e164
from people.roster import names
from people.roster import vocabulary as words
from people.roster.columns import COLUMNS, OTHER_COLUMNS, column_of
from people.roster.rows import Problem, ReadRoster, RosterRow

_NAMES = {
    "given_name_lo",
    "family_name_lo",
    "given_name_latin",
    "family_name_latin",
    "full_name",
    "full_name_lo",
    "full_name_latin",
}
#: Text that is taken as it stands, and how long it may be.
_TEXTS = {"rank_lo": 40, "rank_latin": 40, "position_lo": 200, "position_en": 200}


def read_roster(
    file: BinaryIO, *, name: str = "", types: type[models.TextChoices] | None = None
) -> ReadRoster:
    """Read an XLSX or CSV list of people.

    ``name`` is the file's name (``file.name`` of an upload is used when it is not given); ``types``
    are the values of the column "takes part as", e.g. ``ParticipantType``; without them it is ignored.
    """
    try:
        tables = read_tables(file, name=name or str(getattr(file, "name", "") or ""))
    except SpreadsheetError as error:
        return ReadRoster([], [Problem(error.code, params=error.params)])
    for table in tables:
        found = _find_header(table)
        if found is not None:
            return _Reader(table, found, types).read()
    if not any(tables):
        return ReadRoster([], [Problem("empty")])
    example = f"{COLUMNS[2].heading_lo}, {COLUMNS[3].heading_lo}, {COLUMNS[6].heading_lo}"
    return ReadRoster([], [Problem("no_header", params={"example": example})])


def _find_header(table: Table) -> int | None:
    """Index of the heading row: among the first ones, that with most known headings, a name first."""
    best, most = None, 0
    for index, (_number, cells) in enumerate(table[:16]):
        keys = {key for cell in cells if cell.text and (key := column_of(cell.text))}
        if keys & _NAMES and len(keys) > most:
            best, most = index, len(keys)
    return best


class _Reader:
    """One reading of one table."""

    def __init__(self, table: Table, header: int, types: type[models.TextChoices] | None) -> None:
        self.body = table[header + 1 :]
        self.header = [cell.text for cell in table[header][1]]
        self.header_number = table[header][0]
        self.types = words.type_words(types)
        self.organisations = words.Organisations()
        self.problems: list[Problem] = []
        self.columns: dict[str, int] = {}
        self.ignored: list[str] = []

    def read(self) -> ReadRoster:
        self._learn_columns()
        rows: list[RosterRow] = []
        for number, cells in self.body:
            if self._is_total(cells):
                self.problems.append(Problem("total_row", number))
                continue
            row = self._row(number, cells)
            if row is not None:
                rows.append(row)
        if len(rows) > MAX_ROWS:
            return ReadRoster([], [Problem("too_many_rows", params={"limit": MAX_ROWS})])
        if not rows and not any(problem.row for problem in self.problems):
            self.problems.append(Problem("no_rows"))
        self._find_doubles(rows)
        self.problems.sort(key=lambda problem: problem.row or 0)
        return ReadRoster(rows, self.problems, self.ignored)

    def _learn_columns(self) -> None:
        for index, heading in enumerate(self.header):
            key = column_of(heading) if heading else ""
            if key is None or (key == "participant_type" and not self.types):
                self.ignored.append(heading)
            elif key in self.columns:
                self.problems.append(Problem("column_twice", self.header_number, heading))
            elif key:
                self.columns[key] = index
        if self.ignored:
            listed = ", ".join(heading[:60] for heading in self.ignored)
            self.problems.append(Problem("columns_unknown", params={"columns": listed}))

    def _is_total(self, cells: list[Cell]) -> bool:
        filled = [cell.text for cell in cells if cell.text]
        return bool(filled) and any(words.word_key(text) in words.TOTALS for text in filled[:2])

    def _row(self, number: int, cells: list[Cell]) -> RosterRow | None:
        self.number = number
        self.cells = {
            key: cells[index] if index < len(cells) else EMPTY
            for key, index in self.columns.items()
        }
        if not any(cell.text or cell.is_formula for cell in self.cells.values()):
            return None
        for key, cell in self.cells.items():
            if cell.is_formula:
                self._say("formula", key)
        values: dict[str, str] = {}
        values |= self._names()
        for key, limit in _TEXTS.items():
            text = self._text(key)
            if len(text) > limit:
                self._say("text_long", key, limit=limit)
            values[key] = text[:limit] or values.get(key, "")
        self._move_position(values)
        title = self._coded("title", words.TITLES, "title_unknown")
        values["title"] = title or values.get("title", "")
        values["gender"] = self._gender()
        values["level"] = self._coded("level", words.LEVELS, "level_unknown") or "central"
        values["participant_type"] = self._coded("participant_type", self.types, "type_unknown")
        values["phone"] = self._phone()
        values["email"] = self._email()
        text, organisation_id = self._organisation()
        return RosterRow(
            number=number, organisation_text=text, organisation_id=organisation_id, **values
        )

    # --- Cells ----------------------------------------------------------------------------------

    def _text(self, key: str) -> str:
        cell = self.cells.get(key, EMPTY)
        return "" if cell.is_formula else lao.normalise(" ".join(cell.text.split()))

    def _say(self, code: str, key: str, **params: object) -> None:
        index = self.columns.get(key)
        heading = self.header[index] if index is not None else _heading(key)
        self.problems.append(Problem(code, self.number, heading, params))

    def _names(self) -> dict[str, str]:
        values: dict[str, str] = {}
        for key, column_script in (
            ("full_name_lo", "lo"),
            ("full_name_latin", "latin"),
            ("full_name", ""),
        ):
            text = self._text(key)
            if not text:
                continue
            # "ແກ້ວມະນີ ສີສຸວັນ / Keomany Sisouvanh" in one cell is two names.
            for part in text.split("/") if "/" in text and names.is_lao(text) else [text]:
                script = column_script or (
                    "lo"
                    if names.is_lao(part) or names.is_thai(part) or names.looks_legacy(part)
                    else "latin"
                )
                apart = names.take_apart(part)
                self._check_name(key, part.strip(), script)
                for name, value in apart.items():
                    values.setdefault(name, value)
        for script in ("lo", "latin"):
            for part in ("given", "family"):
                key = f"{part}_name_{script}"
                if text := self._text(key):
                    self._check_name(key, text, script)
                    values[key] = text
        filled = any(
            values.get(f"given_name_{s}") or values.get(f"family_name_{s}") for s in ("lo", "latin")
        )
        if not filled and not any(self.cells.get(key, EMPTY).is_formula for key in _NAMES):
            self._say("name_missing", next(key for key in self.columns if key in _NAMES))
        return values

    def _check_name(self, key: str, text: str, script: str) -> None:
        check = names.problem_of_lao if script == "lo" else names.problem_of_latin
        code = check(text)
        if code == "name_long":
            self._say(code, key, limit=names.NAME_LENGTH)
        elif code:
            self._say(code, key, value=text[:60])

    def _move_position(self, values: dict[str, str]) -> None:
        """A sheet with one column for the position may have it in either script."""
        for here, there, belongs in (
            ("position_lo", "position_en", names.is_lao),
            ("position_en", "position_lo", lambda text: not names.is_lao(text)),
        ):
            if values.get(here) and not belongs(values[here]) and there not in self.columns:
                values[there], values[here] = values[here], ""

    def _coded(self, key: str, known: dict[str, str], problem: str) -> str:
        text = self._text(key)
        if not text:
            return ""
        for part in (text, *text.split("/")):
            if (code := known.get(words.word_key(part))) is not None:
                return str(code)
        self._say(problem, key, value=text[:60])
        return ""

    def _gender(self) -> str:
        if "gender" in self.columns and self._text("gender"):
            return self._coded("gender", words.GENDERS, "gender_unknown") or "not_stated"
        ticked = [
            key
            for key in ("female", "male")
            if words.word_key(self._text(key)) in words.TICKS - {""}
        ]
        if len(ticked) == 2:
            self._say("gender_both", "female")
            return "not_stated"
        if ticked:
            return ticked[0]
        if not self.cells.get("gender", EMPTY).is_formula:
            self._say("gender_missing", "gender")
        return "not_stated"

    def _phone(self) -> str:
        text = self._text("phone")
        try:
            return to_e164(text)
        except ValidationError:
            # Two numbers in a cell: the first counts.
            first = text.replace(";", "/").replace(",", "/").split("/")[0]
            try:
                return to_e164(first) if first != text else self._refuse_phone(text)
            except ValidationError:
                return self._refuse_phone(text)

    def _refuse_phone(self, text: str) -> str:
        self._say("phone_wrong", "phone", value=text[:40])
        return ""

    def _email(self) -> str:
        text = self._text("email").replace("mailto:", "").lower()
        if not text:
            return ""
        try:
            validate_email(text)
        except ValidationError:
            self._say("email_wrong", "email", value=text[:60])
            return ""
        return text

    def _organisation(self) -> tuple[str, int | None]:
        text = self._text("organisation")
        if not text:
            if not self.cells.get("organisation", EMPTY).is_formula:
                self._say("organisation_missing", "organisation")
            return "", None
        found = self.organisations.find(text)
        if found is None:
            near = self.organisations.nearest(text)
            hint = f" ({near.name_lo} / {near.name_en})" if near else ""
            self._say("organisation_unknown", "organisation", value=text[:80], hint=hint)
            return text, None
        if found.pk in self.organisations.ended:
            successor = found.successor
            self._say(
                "organisation_ended",
                "organisation",
                value=found.name_lo or found.name_en,
                successor=(successor.name_lo or successor.name_en) if successor else "–",
            )
        return text, found.pk

    # --- The list as a whole --------------------------------------------------------------------

    def _find_doubles(self, rows: list[RosterRow]) -> None:
        seen: dict[str, int] = {}
        for row in rows:
            self.number = row.number
            identity = [
                f"{script}:{lao.fold(name)}:{row.organisation_id}"
                for script, name in (("lo", row.name_lo), ("latin", row.name_latin))
                if name
            ]
            contacts = [value for value in (row.phone, row.email) if value]
            twin = next((seen[key] for key in identity if key in seen), None)
            if twin is not None:
                self._say("duplicate", _name_column(self.columns), other=twin)
            else:
                shared = next((seen[key] for key in contacts if key in seen), None)
                if shared is not None:
                    self._say(
                        "contact_twice", "phone" if row.phone in seen else "email", other=shared
                    )
            for key in (*identity, *contacts):
                seen.setdefault(key, row.number)


def _heading(key: str) -> str:
    return next(column.heading for column in (*COLUMNS, *OTHER_COLUMNS) if column.key == key)


def _name_column(columns: dict[str, int]) -> str:
    return min((key for key in columns if key in _NAMES), key=lambda key: columns[key])
