"""From what was uploaded to records: what kind of file it is, whether it may be read, and one bank out
of one file, two files or a ZIP with both languages."""

import io
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from assessments.quizzes.exchange import gift, gift_reading, moodle_xml, moodle_xml_reading
from assessments.quizzes.exchange.building import build
from assessments.quizzes.exchange.raw import FileRefusedError, Problem, Report
from assessments.quizzes.exchange.record import (
    Bank,
    CaseRecord,
    Line,
    Picture,
    Record,
    Source,
    Words,
)
from core.content import LANGUAGES

MAX_BYTES = 5 * 1024 * 1024
MAX_QUESTIONS = moodle_xml_reading.MAX_QUESTIONS
MAX_PARTS = 10
XML, GIFT = "xml", "gift"
ENDINGS = {XML: ".xml", GIFT: ".gift.txt"}
_WRITERS = {XML: moodle_xml.write, GIFT: gift.write}
_READERS = {XML: moodle_xml_reading.read, GIFT: gift_reading.read}
_BOM_8, _BOMS_OTHER = b"\xef\xbb\xbf", (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
Kind = TypeVar("Kind", Record, CaseRecord)


@dataclass(slots=True)
class Read:
    """What was read, and everything that is to be said of it."""

    bank: Bank = field(default_factory=Bank)
    problems: list[Problem] = field(default_factory=list)
    #: How many questions and cases the files hold, good or not.
    count: int = 0


# --- out ----------------------------------------------------------------------------------------


def written(bank: Bank, *, form: str, apart: bool = False) -> tuple[str, bytes]:
    """The name and the bytes of a bank as ``xml`` or ``gift``: both languages in one file, or
    ``apart`` in two files of a ZIP."""
    write, ending = _WRITERS[form], ENDINGS[form]
    if not apart:
        return f"questions{ending}", write(bank).encode()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for language in LANGUAGES:
            # A fixed date: the same bank is the same file.
            part = zipfile.ZipInfo(f"questions.{language}{ending}")
            part.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(part, write(bank, (language,)).encode())
    kind = "moodle-xml" if form == XML else "gift"
    return f"questions-{kind}.zip", buffer.getvalue()


# --- in -----------------------------------------------------------------------------------------


def read(files: Iterable[tuple[str, bytes]]) -> Read:
    """Read one file, or the files of both languages. Never raises: what cannot be read is a problem
    with its file, line and reason."""
    result, report = Read(), Report()
    found: list[Record | CaseRecord] = []
    for name, data in files:
        try:
            for part, text in _texts(name, data):
                raws = list(_READERS[_form_of(text)](text, part, report))
                result.count += len(raws)
                found += [built for raw in raws if (built := build(raw, report)) is not None]
                if not raws and not report.problems:
                    report.refuse(Source(part, 1), "", _("The file has no question."))
        except FileRefusedError as refused:
            report.refuse(refused.at, "", refused.text)
    if len(found) > MAX_QUESTIONS * len(LANGUAGES):
        report.refuse(
            found[MAX_QUESTIONS].at,
            "",
            _("More than %(limit)s questions. Split them into several files.")
            % {"limit": MAX_QUESTIONS},
        )
        found = []
    kept = _without_doubles(found, report)
    result.bank.cases = _joined([each for each in kept if isinstance(each, CaseRecord)], report)
    result.bank.questions = _joined([each for each in kept if isinstance(each, Record)], report)
    result.problems = sorted(report.problems, key=lambda each: (each.at.file, each.at.line))
    return result


def _form_of(text: str) -> str:
    return XML if text.lstrip()[:1] == "<" else GIFT


def _texts(name: str, data: bytes) -> Iterable[tuple[str, str]]:
    """The texts of a file: itself, or the parts of a ZIP."""
    at = Source(name, 1)
    if len(data) > MAX_BYTES:
        raise FileRefusedError(at, _("The file is larger than %(limit)s MB.") % {"limit": 5})
    if not data.startswith(b"PK\x03\x04"):
        return [(name, _decoded(name, data))]
    parts = []
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = [each for each in archive.infolist() if not each.is_dir()]
            if len(infos) > MAX_PARTS or sum(each.file_size for each in infos) > 2 * MAX_BYTES:
                raise FileRefusedError(
                    at, _("The ZIP unpacks to far more than two files of questions.")
                )
            for info in infos:
                if info.flag_bits & 0x1:
                    raise FileRefusedError(at, _("The ZIP is locked with a password."))
                part = f"{name} › {info.filename[-80:]}"
                with archive.open(info) as stream:
                    # No more than this is unpacked, whatever the file says of its size.
                    content = stream.read(MAX_BYTES + 1)
                if len(content) > MAX_BYTES:
                    raise FileRefusedError(
                        Source(part, 1), _("The file is larger than %(limit)s MB.") % {"limit": 5}
                    )
                parts.append((part, _decoded(part, content)))
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, EOFError,
            ValueError) as error:  # fmt: skip
        raise FileRefusedError(at, _("The ZIP is damaged.")) from error
    return parts


def _decoded(name: str, data: bytes) -> str:
    """UTF-8, with or without the mark Windows puts before it. Anything else would be a guess."""
    if data.startswith(_BOMS_OTHER) or b"\x00" in data:
        line = 1 if data.startswith(_BOMS_OTHER) else data[: data.index(b"\x00")].count(b"\n") + 1
        raise FileRefusedError(
            Source(name, line),
            _(
                "The file is not written in UTF-8 but in UTF-16, or it is no text. Save it as UTF-8."
            ),
        )
    data = data.removeprefix(_BOM_8)
    if not data.strip():
        raise FileRefusedError(Source(name, 1), _("The file is empty."))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise FileRefusedError(
            Source(name, data.count(b"\n", 0, error.start) + 1),
            _("The letters in this line are not UTF-8. Save the file as UTF-8."),
        ) from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


# --- two languages ------------------------------------------------------------------------------


def _without_doubles(found: list[Record | CaseRecord], report: Report) -> list[Record | CaseRecord]:
    """A code stands once for each language; which of two is meant nobody can know."""
    seen = Counter((each.code, language) for each in found for language in each.languages)
    kept = []
    for each in found:
        if any(seen[each.code, language] > 1 for language in each.languages):
            report.refuse(each.at, each.code, _("This code is there more than once."))
        else:
            kept.append(each)
    return kept


def _joined(found: list[Kind], report: Report) -> list[Kind]:
    """Records of one language with their other half, in the order of the first."""
    by_code: dict[str, list[Kind]] = {}
    for each in found:
        by_code.setdefault(each.code, []).append(each)
    joined = []
    for halves in by_code.values():
        if len(halves) == 1:
            joined.append(halves[0])
        elif (whole := _both(halves[0], halves[1])) is not None:
            joined.append(whole)
        else:
            report.refuse(
                halves[1].at,
                halves[1].code,
                _(
                    "The two languages differ in more than words: kind, options, what is right, tags."
                ),
            )
    return joined


def _both(one: Kind, other: Kind) -> Kind | None:
    if type(one) is not type(other):
        return None
    languages = tuple(each for each in LANGUAGES if each in {*one.languages, *other.languages})
    whole = _merge(one, other, other.languages)
    return None if whole is None else replace(whole, languages=languages, at=one.at)


def _is_words(value: Any) -> bool:
    return isinstance(value, dict)


def _merge(one: Any, other: Any, languages: tuple[str, ...]) -> Any:
    """``one`` with the words of ``languages`` taken from ``other``; None when they differ otherwise."""
    values: dict[str, Any] = {}
    for each in fields(one):
        mine, theirs = getattr(one, each.name), getattr(other, each.name)
        if each.name in ("languages", "at", "name", "has_tags"):
            continue
        if _is_words(mine):
            values[each.name] = with_words(mine, theirs, languages)
        elif isinstance(mine, Picture) and isinstance(theirs, Picture):
            picture = _merge(mine, theirs, languages)
            if picture is None:
                return None
            values[each.name] = picture
        elif each.name == "lines":
            if len(mine) != len(theirs):
                return None
            lines: list[Line | None] = [
                _merge(a, b, languages) for a, b in zip(mine, theirs, strict=True)
            ]
            if None in lines:
                return None
            values[each.name] = tuple(lines)
        elif mine != theirs:
            return None
    return replace(one, **values)


def with_words(mine: Words, theirs: Words, languages: Iterable[str]) -> Words:
    """``mine`` with the texts of ``languages`` from ``theirs``."""
    return mine | {each: theirs.get(each, "") for each in languages}
