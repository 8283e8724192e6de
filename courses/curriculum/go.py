"""What stands on the screen for the day of a crisis: ``content/go.yaml``, read and checked.

The file names parts of lessons and never copies them, so a corrected lesson corrects the screen. The
checklists of all lessons need no mention: they come to the screen by themselves.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from core.content import ContentError, read_document
from courses.curriculum.enums import Phase
from courses.curriculum.figures import figure_names
from courses.curriculum.files import CONTENT, stream

GO_FILE = CONTENT / "go.yaml"
_KINDS = ("steps", "table", "text", "checklist")
_FIRST_HEADING = re.compile(r"^\s*<h2[^>]*>(.*?)</h2>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Part:
    """A block of a lesson, by its kind and English title; or a drawn figure, without a lesson."""

    kind: str
    name: str
    lesson: str = ""


@dataclass(frozen=True, slots=True)
class SheetPlan:
    """One sheet to be: its heading in both languages and what stands on it."""

    slug: str
    phase: Phase
    headings: dict[str, str]
    parts: tuple[Part, ...]
    wide: bool


@cache
def planned_sheets(path: Path = GO_FILE) -> tuple[SheetPlan, ...]:
    """The sheets of the file, in order. Raises ContentError on a gap."""
    written: dict[str, list[dict[str, Any]]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    found = []
    for phase, sheets in written.items():
        if phase not in Phase.values:
            raise ContentError(path, 1, f"“{phase}” is no phase")
        for sheet in sheets:
            headings = sheet.get("heading") or {}
            if not (sheet.get("sheet") and headings.get("en") and headings.get("lo")):
                raise ContentError(path, 1, f"a sheet lacks its name or a heading: {sheet}")
            found.append(
                SheetPlan(
                    slug=sheet["sheet"],
                    phase=Phase(phase),
                    headings=headings,
                    parts=tuple(_part(path, part) for part in sheet["parts"]),
                    wide=bool(sheet.get("wide")),
                )
            )
    return tuple(found)


def _part(path: Path, part: dict[str, str]) -> Part:
    if part.get("figure"):
        if part["figure"] not in figure_names():
            raise ContentError(path, 1, f"there is no figure “{part['figure']}”")
        return Part("figure", part["figure"])
    kind = next((kind for kind in _KINDS if kind in part), None)
    if kind is None or not part.get("lesson"):
        raise ContentError(path, 1, f"a part names a lesson and one of {', '.join(_KINDS)}: {part}")
    return Part(kind, str(part[kind]), part["lesson"])


def title_of(kind: str, value: Any) -> str:
    """What a block calls itself, whether it comes from a page or from a file."""
    if kind == "text":
        match = _FIRST_HEADING.match(getattr(value, "source", value))
        return match[1].strip() if match else ""
    if kind == "table":
        return value["caption"] if isinstance(value, dict) else str(value.caption)
    return str(value["title"]) if kind in ("steps", "checklist") else ""


def block_id_in_files(part: Part) -> str | None:
    """The lasting id that the loader gives to the block: finds it after an editor renamed it."""
    stem = part.lesson.lower().replace(".", "-")
    for path in sorted(CONTENT.glob(f"*/{stem}-*.en.md")):
        for block in stream(read_document(path), path.name.removesuffix(".en.md")):
            if block["type"] == part.kind and title_of(part.kind, block["value"]) == part.name:
                return str(block["id"])
    return None
