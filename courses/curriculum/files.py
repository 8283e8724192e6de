"""The curriculum as files: which page a file is, and its words as the page's fields.

The format is described in ``content/README.md``. Everything is read and checked before anything is
written; an error names its file and line.
"""

import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from core import content
from core.content import ContentError, Document
from core.pages import ReviewState
from courses.curriculum import markup
from courses.curriculum.enums import CardKind, Guideline, Phase, Principle
from courses.curriculum.figures import figure_names
from courses.curriculum.markup import Segment

CONTENT = Path(__file__).parent / "content"
#: Blocks get the same id in both languages and at each load, so that they can be told apart.
_NAMESPACE = uuid.UUID("5f0c4f6e-6d0b-4b6e-9a57-2a7c7b0f6f11")
_ANSWER = re.compile(r"^\[([ x])\]\s+(.+?)\s+\|\s+(.+)$")
_STEP = re.compile(r"^\*\*(.+?)\*\*\s*(.*)$")
T = TypeVar("T")
_CODE = re.compile(r"^[A-Z]\d+(\.\d+)?$")


class FilesError(Exception):
    """All that is wrong with the files, at once."""

    def __init__(self, errors: list[ContentError]) -> None:
        self.errors = errors
        super().__init__("\n".join(str(error) for error in errors))


@dataclass(frozen=True)
class PageFile:
    """One page to be: its English file below the folder (its lasting name), slug and fields."""

    path: str
    slug: str
    code: str
    values: dict[str, Any]
    phase: Phase | None = None


@dataclass(frozen=True)
class ModuleFile(PageFile):
    """A module with its lessons."""

    lessons: list[PageFile] = field(default_factory=list)


@dataclass(frozen=True)
class CourseFile(PageFile):
    """The course, its phases and its modules."""

    phases: list[PageFile] = field(default_factory=list)
    modules: list[ModuleFile] = field(default_factory=list)
    scenarios: list[PageFile] = field(default_factory=list)
    cards: list[PageFile] = field(default_factory=list)


def read_curriculum(folder: Path = CONTENT) -> CourseFile:
    """Read a whole course. Raises FilesError with every error there is."""
    errors: list[ContentError] = []

    def attempt(read: Callable[[], T]) -> T | None:
        try:
            return read()
        except ContentError as error:
            errors.append(error)
            return None

    pairs = attempt(lambda: list(_twins(folder))) or []
    course: CourseFile | None = None
    modules: dict[Path, ModuleFile] = {}
    lessons: list[tuple[Path, PageFile]] = []
    scenarios: list[PageFile] = []
    cards: list[PageFile] = []
    for english, lao in pairs:
        pair = attempt(lambda en=english, lo=lao: _matching(en, lo))  # type: ignore[misc]
        if pair is None:
            continue
        name = english.relative_to(folder)
        if english.name == "course.en.md":
            course = attempt(lambda n=name, p=pair: _course(n, *p))  # type: ignore[misc]
        elif english.name == "module.en.md":
            module = attempt(lambda n=name, p=pair: _module(n, *p))  # type: ignore[misc]
            if module is not None:
                modules[english.parent] = module
        elif name.parts[0] == "tabletops":
            scenario = attempt(lambda n=name, p=pair: _scenario(n, *p))  # type: ignore[misc]
            scenarios += [scenario] if scenario else []
        elif name.parts[0] == "cards":
            card = attempt(lambda n=name, p=pair: _card(n, *p))  # type: ignore[misc]
            cards += [card] if card else []
        else:
            lesson = attempt(lambda n=name, p=pair: _lesson(n, *p))  # type: ignore[misc]
            if lesson is not None:
                lessons.append((english, lesson))
    for path, lesson in lessons:
        if path.parent in modules:
            modules[path.parent].lessons.append(lesson)
        elif not errors:
            errors.append(ContentError(path, 1, "there is no module.en.md beside this lesson"))
    if course is None and not errors:
        errors.append(ContentError(folder / "course.en.md", 1, "the course itself is missing"))
    if errors or course is None:
        raise FilesError(errors)
    course.modules.extend(sorted(modules.values(), key=lambda module: code_order(module.code)))
    course.scenarios.extend(sorted(scenarios, key=lambda scenario: code_order(scenario.code)))
    course.cards.extend(sorted(cards, key=lambda card: code_order(card.code)))
    for module in course.modules:
        module.lessons.sort(key=lambda lesson: code_order(lesson.code))
    return course


def code_order(code: str) -> tuple[str, list[int]]:
    """B2 before B10, B1.2 before B1.10."""
    return code[:1], [int(number) for number in re.findall(r"\d+", code)]


def _twins(folder: Path) -> Iterator[tuple[Path, Path]]:
    """Every English file with its Lao twin, in order. Raises ContentError for one that is alone."""
    for path in sorted(folder.rglob("*.??.md")):
        stem, language = path.name[:-6], path.name[-5:-3]
        other = path.with_name(f"{stem}.{'lo' if language == 'en' else 'en'}.md")
        if not other.exists():
            raise ContentError(path, 1, f"its twin {other.name} is missing")
        if language == "en":
            yield path, other


def _matching(english: Path, lao: Path) -> tuple[Document, Document]:
    """Both languages of a file; they must have the same shape, code and tags."""
    en, lo = content.read_document(english), content.read_document(lao)
    shapes = markup.shape(en), markup.shape(lo)
    for number, (one, other) in enumerate(zip(*shapes, strict=False), start=1):
        if one != other:
            raise ContentError(lao, 1, f"part {number} is “{other}”, in English it is “{one}”")
    if len(shapes[0]) != len(shapes[1]):
        raise ContentError(
            lao, 1, f"has {len(shapes[1])} parts, the English text has {len(shapes[0])}"
        )
    for key in ("code", "phase", "kind", "minutes", "guidelines", "principles"):
        if en.head.get(key) != lo.head.get(key):
            raise ContentError(lao, 1, f"“{key}” differs from the English file")
    return en, lo


def _course(name: Path, en: Document, lo: Document) -> CourseFile:
    code = en.need("code", str)
    phases = []
    for phase in Phase:
        words = [document.need("phases", dict).get(phase.value) for document in (en, lo)]
        if not all(isinstance(word, dict) and word.get("title") for word in words):
            raise ContentError(en.path, 1, f"the phase “{phase.value}” has no title")
        values = {
            "heading_en": words[0]["title"],
            "heading_lo": words[1]["title"],
            "summary_en": words[0].get("summary", ""),
            "summary_lo": words[1].get("summary", ""),
            "lao_review": _review(lo),
            "phase": phase.value,
        }
        phases.append(PageFile(f"{name}#{phase.value}", phase.value, phase.value, values))
    return CourseFile(str(name), code.lower(), code, _heading(en, lo), phases=phases)


def _module(name: Path, en: Document, lo: Document) -> ModuleFile:
    intros = {f"intro_{document.language}": document.html for document in (en, lo)}
    values = _heading(en, lo) | _tagged(en) | _objectives(en, lo) | intros
    return ModuleFile(str(name), name.parent.name, values["code"], values, _phase(en))


def _lesson(name: Path, en: Document, lo: Document) -> PageFile:
    return _written(name, en, lo, _objectives(en, lo))


def _scenario(name: Path, en: Document, lo: Document) -> PageFile:
    room = {"room_minutes": en.need("minutes", int)}
    return _written(name, en, lo, _objectives(en, lo) | room, phase=_phase(en))


def _card(name: Path, en: Document, lo: Document) -> PageFile:
    kind = en.need("kind", str)
    if kind not in CardKind.values:
        raise ContentError(en.path, 1, f"“kind” must be one of {', '.join(CardKind.values)}")
    return _written(name, en, lo, {"kind": kind})


def _written(
    name: Path, en: Document, lo: Document, more: dict[str, Any], phase: Phase | None = None
) -> PageFile:
    """A page whose body is a stream of blocks."""
    slug = name.name.removesuffix(".en.md")
    values = _heading(en, lo) | _tagged(en) | more
    for document in (en, lo):
        values[f"body_{document.language}"] = stream(document, slug)
    return PageFile(str(name), slug, values["code"], values, phase)


def _phase(en: Document) -> Phase:
    phase = en.need("phase", str)
    if phase not in Phase.values:
        raise ContentError(en.path, 1, f"“phase” must be one of {', '.join(Phase.values)}")
    return Phase(phase)


def _heading(en: Document, lo: Document) -> dict[str, Any]:
    return {
        "heading_en": en.need("title", str),
        "heading_lo": lo.need("title", str),
        "summary_en": en.need("summary", str),
        "summary_lo": lo.need("summary", str),
        "lao_review": _review(lo),
    }


def _review(lo: Document) -> str:
    return ReviewState.DRAFT if lo.head.get("review") == "draft" else ReviewState.REVIEWED


def _objectives(en: Document, lo: Document) -> dict[str, Any]:
    return {
        "objectives_en": "\n".join(map(str, en.need("objectives", list))),
        "objectives_lo": "\n".join(map(str, lo.need("objectives", list))),
    }


def _tagged(en: Document) -> dict[str, Any]:
    code = en.need("code", str)
    if not _CODE.match(code):
        raise ContentError(en.path, 1, f"“{code}” is no code like B1 or B1.2")
    numbers: dict[str, Any] = {}
    for key, known in (("guidelines", Guideline.values), ("principles", Principle.values)):
        numbers[key] = en.head.get(key) or []
        wrong = [number for number in numbers[key] if number not in known]
        if wrong:
            raise ContentError(en.path, 1, f"“{key}”: {wrong[0]} is not from 1 to {known[-1]}")
    return {"code": code, **numbers}


def stream(document: Document, name: str) -> list[dict[str, Any]]:
    """A body as the raw value of the lesson's stream. Raises ContentError on an unknown block."""
    found = []
    for number, segment in enumerate(markup.segments(document)):
        make = _BLOCKS.get(segment.kind)
        if make is None:
            raise ContentError(
                document.path, segment.line - 1, f"there is no block “{segment.kind}”"
            )
        block_id = str(uuid.uuid5(_NAMESPACE, f"{name}:{number}"))
        found.append({"type": segment.kind, "value": make(segment, document.path), "id": block_id})
    return found


def _text(segment: Segment, path: Path) -> str:
    return content.rich_text(segment.text, path=path, line=segment.line)


def _key(segment: Segment, path: Path) -> str:
    return " ".join(line.strip() for line in segment.text.splitlines() if line.strip())


def _steps(segment: Segment, path: Path) -> dict[str, Any]:
    steps = []
    for item in markup.items(segment, path):
        match = _STEP.match(item)
        if match is None:
            raise ContentError(path, segment.line, f"a step begins with its **name**: “{item}”")
        steps.append({"name": match[1], "text": match[2]})
    return {"title": _title(segment, path), "steps": steps}


def _checklist(segment: Segment, path: Path) -> dict[str, Any]:
    return {"title": _title(segment, path), "items": markup.items(segment, path)}


def _case(segment: Segment, path: Path) -> dict[str, Any]:
    parts = _marked(segment)
    if not (parts["?"] and parts["!"]):
        raise ContentError(path, segment.line - 1, "a case needs a “? ” and a “! ” line")
    return {
        "title": _title(segment, path),
        "story": content.rich_text("\n".join(parts[""]), path=path, line=segment.line),
        "question": " ".join(line.strip() for line in parts["?"] if line.strip()),
        "answer": content.rich_text("\n".join(parts["!"]), path=path, line=segment.line),
    }


def _inject(segment: Segment, path: Path) -> dict[str, Any]:
    time, _bar, title = (part.strip() for part in _title(segment, path).partition("|"))
    parts = _marked(segment)
    if not (title and parts["!"]):
        raise ContentError(
            path, segment.line - 1, "an inject is “time | title” and has a “! ” line"
        )
    return {
        "time": time,
        "title": title,
        "story": content.rich_text("\n".join(parts[""]), path=path, line=segment.line),
        "look_for": content.rich_text("\n".join(parts["!"]), path=path, line=segment.line),
    }


def _marked(segment: Segment) -> dict[str, list[str]]:
    """The lines of a block before the first mark, and after “? ” and “! ”."""
    parts: dict[str, list[str]] = {"": [], "?": [], "!": []}
    mark = ""
    for line in segment.text.splitlines():
        if line.startswith(("? ", "! ")):
            mark, line = line[0], line[2:]
        parts[mark].append(line)
    return parts


def _check(segment: Segment, path: Path) -> dict[str, Any]:
    answers = []
    for item in markup.items(segment, path):
        match = _ANSWER.match(item)
        if match is None:
            raise ContentError(
                path, segment.line, f"an option is “[x] or [ ] text | feedback”: “{item}”"
            )
        answers.append({"text": match[2], "right": match[1] == "x", "feedback": match[3]})
    if len({answer["right"] for answer in answers}) < 2:
        raise ContentError(path, segment.line, "a check needs a right and a wrong option")
    return {"question": _title(segment, path), "answers": answers}


def _figure(segment: Segment, path: Path) -> dict[str, Any]:
    name = _title(segment, path)
    if name not in figure_names():
        raise ContentError(path, segment.line - 1, f"there is no figure “{name}”")
    return {"name": name, "caption": _key(segment, path)}


def _table(segment: Segment, path: Path) -> dict[str, Any]:
    head, *body = markup.rows(segment, path)
    return {
        "caption": _title(segment, path),
        "columns": [{"type": "text", "heading": cell} for cell in head],
        "rows": [{"values": row} for row in body],
    }


def _source(segment: Segment, path: Path) -> list[str]:
    return [line.strip() for line in segment.text.splitlines() if line.strip()]


def _title(segment: Segment, path: Path) -> str:
    if not segment.title:
        raise ContentError(path, segment.line - 1, f"the block “{segment.kind}” needs a title")
    return segment.title


_BLOCKS: dict[str, Callable[[Segment, Path], Any]] = {
    "text": _text,
    "key": _key,
    "steps": _steps,
    "checklist": _checklist,
    "case": _case,
    "check": _check,
    "inject": _inject,
    "figure": _figure,
    "table": _table,
    "source": _source,
}
