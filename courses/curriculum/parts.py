"""The words of a page part by part: fields, and blocks of a body, of both languages side by side.

A part is a translated field or one block of a stream. Its fingerprint changes when its words do, not
when an editor merely opens and saves it. Everything here works on plain values, of a page object or
of a stored revision, and asks the database nothing.
"""

import html
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from modeltranslation.translator import translator
from wagtail.blocks import StreamValue

from core.content import fingerprint
from courses.curriculum.blocks import LessonBody
from courses.curriculum.models.pages import CurriculumPage

LANGUAGES = ("en", "lo")
BODY = "body"
#: Fingerprints by language and field; of a body, a list of (id, type, fingerprint).
Marks = dict[str, dict[str, Any]]

_NOISE = re.compile(r' data-block-key="[^"]*"')
_BREAK = re.compile(r"<br\s*/?>")
_TAG = re.compile(r"<[^>]+>")
_LINE_END = re.compile(r"</(?:p|li|h\d)>|<br\s*/?>")
#: Keys of a block that are not words: shown to readers otherwise, or not at all.
_NOT_WORDS = {"image", "document", "file", "link", "minutes", "right", "type", "id"}


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a stream, as stored."""

    id: str
    type: str
    value: Any

    @property
    def mark(self) -> str:
        """The fingerprint of its words."""
        return fingerprint({"type": self.type, "value": _plain(self.value)})


@dataclass(frozen=True, slots=True)
class Side:
    """One language of a part: its text without tags, its fingerprint, the id of its block."""

    text: str
    mark: str
    block_id: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A field, or one block of the body with its ``number`` from 1, in both languages.

    A side is None when the words do not exist in that language.
    """

    field: str
    label: str | Promise
    number: int
    en: Side | None
    lo: Side | None

    def side(self, language: str) -> Side | None:
        """The words in ``language``."""
        return self.en if language == "en" else self.lo

    @property
    def missing(self) -> str:
        """The language that lacks these words, '' when both have them."""
        return "en" if self.en is None else "lo" if self.lo is None else ""


def words_of(page: CurriculumPage) -> Mapping[str, Any]:
    """The translated values of a page object, by field and language."""
    return {name: getattr(page, name, None) for name in _names(type(page))}


def words_of_revision(content: Mapping[str, Any], page_type: type[CurriculumPage]) -> Any:
    """The same of a revision's stored content."""
    return {name: content.get(name) for name in _names(page_type)}


def parts_of(words: Mapping[str, Any], page_type: type[CurriculumPage]) -> list[Part]:
    """All parts in the order in which an editor meets them. What is empty in both is no part."""
    found: list[Part] = []
    for field in fields_of(page_type):
        both = [words.get(f"{field}_{language}") for language in LANGUAGES]
        if field == BODY:
            found += _blocks(*(blocks_of(value) for value in both))
        else:
            en, lo = (_side(str(value or "")) for value in both)
            if en or lo:
                found.append(Part(field, _label(page_type, field), 0, en, lo))
    return found


def marks_of(words: Mapping[str, Any], page_type: type[CurriculumPage]) -> Marks:
    """The fingerprints to keep with a review. Plain JSON."""
    marks: Marks = {language: {} for language in LANGUAGES}
    for field in fields_of(page_type):
        for language in LANGUAGES:
            value = words.get(f"{field}_{language}")
            marks[language][field] = (
                [[block.id, block.type, block.mark] for block in blocks_of(value)]
                if field == BODY
                else fingerprint({"value": _plain(str(value or ""))})
            )
    return marks


def same(now: Marks, then: Marks, language: str) -> bool:
    """Whether the words of a language are those of ``then``, whatever ids their blocks have."""

    def bare(marks: Marks) -> dict[str, Any]:
        return {
            field: [each[1:] for each in mark] if field == BODY else mark
            for field, mark in marks.get(language, {}).items()
        }

    return bare(now) == bare(then)


def has_changed(part: Part, then: Marks, language: str) -> bool:
    """Whether the words of a part in ``language`` are not those of ``then``; also when they are new
    or gone."""
    side = part.side(language)
    before = then.get(language, {}).get(part.field)
    if part.field != BODY:
        empty = fingerprint({"value": ""})
        return (side.mark if side else empty) != (before or empty)
    by_id = {block_id: mark for block_id, _type, mark in before or []}
    if side is None:
        return False
    if side.block_id in by_id:
        return bool(by_id[side.block_id] != side.mark)
    return side.mark not in by_id.values()


def gone(parts: Sequence[Part], then: Marks, language: str) -> int:
    """How many blocks of ``then`` have been taken out of a language since."""
    sides = [side for part in parts if part.field == BODY and (side := part.side(language))]
    ids, marks = {side.block_id for side in sides}, {side.mark for side in sides}
    before = then.get(language, {}).get(BODY) or []
    return sum(each[0] not in ids and each[2] not in marks for each in before)


def fields_of(page_type: type[CurriculumPage]) -> list[str]:
    """The translated fields that hold words, in the editor's order."""
    names = translator.get_options_for_model(page_type).get_field_names()
    order = ["heading", "summary", "objectives", "intro", BODY]
    return sorted((name for name in names if name in order), key=order.index)


def blocks_of(value: Any) -> list[Block]:
    """The blocks of a stream: a StreamValue, its raw list, or the JSON of a revision."""
    if isinstance(value, StreamValue):
        value = list(value.raw_data)
    elif isinstance(value, str):
        value = json.loads(value or "[]")
    return [
        Block(str(each.get("id") or ""), each["type"], each["value"])
        for each in value or []
        if each
    ]


def strings_in(value: Any) -> Iterator[str]:
    """Every text of a block's value that people read, without tags."""
    if isinstance(value, str):
        if text := _text(value):
            yield text
    elif isinstance(value, Mapping):
        for key, each in value.items():
            if key not in _NOT_WORDS:
                yield from strings_in(each)
    elif isinstance(value, list):
        for each in value:
            yield from strings_in(each)


def _names(page_type: type[CurriculumPage]) -> list[str]:
    return [f"{field}_{language}" for field in fields_of(page_type) for language in LANGUAGES]


def _label(page_type: type[CurriculumPage], field: str) -> str | Promise:
    return page_type._meta.get_field(field).verbose_name


def _side(value: str) -> Side | None:
    text = _text(value)
    return Side(text, fingerprint({"value": _plain(value)})) if text else None


def _blocks(en: list[Block], lo: list[Block]) -> Iterator[Part]:
    """Blocks of both languages in pairs: by id, for those from files; else by kind, in order."""
    lao_by_id = {block.id: block for block in lo if block.id}
    english_ids = {block.id for block in en if block.id}
    alone = [block for block in lo if block.id not in english_ids]
    for number, block in enumerate(en, start=1):
        twin = lao_by_id.get(block.id) or next((b for b in alone if b.type == block.type), None)
        if twin in alone:
            alone.remove(twin)
        yield Part(BODY, _block_label(block), number, _of_block(block), _of_block(twin))
    for number, block in enumerate(alone, start=len(en) + 1):
        yield Part(BODY, _block_label(block), number, None, _of_block(block))


def _of_block(block: Block | None) -> Side | None:
    if block is None:
        return None
    return Side("\n".join(strings_in(block.value)), block.mark, block.id)


def _block_label(block: Block) -> str | Promise:
    known = _KINDS.child_blocks.get(block.type)
    return known.label if known else block.type


_KINDS = LessonBody()


def _text(value: str) -> str:
    """Without tags; paragraphs, headings and items stay lines."""
    if "<" in value:
        value = " ".join(value.split())
        value = html.unescape(_TAG.sub("", _LINE_END.sub("\n", value)))
    return "\n".join(" ".join(line.split()) for line in value.splitlines() if line.strip())


def _plain(value: Any) -> Any:
    """A value as it means the same: without ids, empty options and what an editor's tool adds."""
    if isinstance(value, str):
        value = _BREAK.sub("<br/>", _NOISE.sub("", value))
        return " ".join(unicodedata.normalize("NFC", html.unescape(value)).split())
    if isinstance(value, Mapping):
        if set(value) == {"type", "value", "id"} and value["type"] == "item":
            return _plain(value["value"])
        return {key: kept for key, each in value.items() if (kept := _plain(each))}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value
