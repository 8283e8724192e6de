"""The blocks of a lesson as they stand in a file: ``::: key`` … ``:::`` between Markdown.

Cuts a body into segments, reads their items and rows, and tells the shape that both languages of a
file must share.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from core.content import ContentError, Document

_FENCE = ":::"
_ITEM = re.compile(r"^(?:-|\d+\.)\s+(.*)$")


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a body: ordinary Markdown (kind ``text``) or what stands between ``:::`` lines."""

    kind: str
    title: str
    text: str
    line: int


def segments(document: Document) -> list[Segment]:
    """Cut a body at its ``:::`` blocks and at each ``##`` heading, in order."""
    found: list[Segment] = []
    kind, title, start, kept = "text", "", document.body_line, []  # type: ignore[var-annotated]

    def close() -> None:
        if kind != "text" or any(line.strip() for line in kept):
            found.append(Segment(kind, title, "\n".join(kept), start))

    for number, line in enumerate(document.body.splitlines(), start=document.body_line):
        stripped = line.strip()
        if stripped == _FENCE:
            if kind == "text":
                raise ContentError(
                    document.path, number, "“:::” closes a block that was not opened"
                )
            close()
            kind, title, start, kept = "text", "", number + 1, []
        elif stripped.startswith(_FENCE):
            if kind != "text":
                raise ContentError(document.path, number, f"the block “{kind}” is not closed")
            close()
            kind, _, title = stripped.removeprefix(_FENCE).strip().partition(" ")
            title, start, kept = title.strip(), number + 1, []
        else:
            if kind == "text" and line.startswith("## "):
                close()
                start, kept = number, []
            kept.append(line)
    if kind != "text":
        raise ContentError(document.path, start - 1, f"the block “{kind}” is not closed")
    close()
    return found


def items(segment: Segment, path: Path) -> list[str]:
    """The lines of a list block, without their markers. Raises ContentError on anything else."""
    found = []
    for number, line in enumerate(segment.text.splitlines(), start=segment.line):
        if not line.strip():
            continue
        match = _ITEM.match(line.strip())
        if match is None:
            raise ContentError(path, number, f"“{segment.kind}”: each line must be a list item")
        found.append(match[1].strip())
    if not found:
        raise ContentError(path, segment.line, f"“{segment.kind}” has no items")
    return found


def rows(segment: Segment, path: Path) -> list[list[str]]:
    """The rows of a table block, head first. All rows must have as many cells as the head."""
    found: list[list[str]] = []
    for number, line in enumerate(segment.text.splitlines(), start=segment.line):
        stripped = line.strip()
        if not stripped:
            continue
        if not (stripped.startswith("|") and stripped.endswith("|")):
            raise ContentError(path, number, "a table row must stand between | signs")
        cells = [cell.strip() for cell in stripped[1:-1].split("|")]
        if all(re.fullmatch(r":?-+:?", cell) for cell in cells):
            continue
        if found and len(cells) != len(found[0]):
            raise ContentError(
                path, number, f"this row has {len(cells)} cells, the head has {len(found[0])}"
            )
        found.append(cells)
    if len(found) < 2:
        raise ContentError(path, segment.line, "a table needs a head and at least one row")
    return found


def shape(document: Document) -> list[str]:
    """What both languages of a file must share: keys, headings, blocks, numbers of items and rows.

    A list of plain words in order, so that two shapes can be compared line by line.
    """
    found = [
        f"key {key}" + (f" of {len(value)}" if isinstance(value, list | dict) else "")
        for key, value in sorted(document.head.items())
        if key != "review"
    ]
    for segment in segments(document):
        lines = [line for line in segment.text.splitlines() if line.strip()]
        if segment.kind == "text":
            found += [
                f"heading {line.split(' ')[0]}" if line.startswith("#") else _kind_of(line)
                for line in lines
            ]
        else:
            titled = "with title" if segment.title else "without title"
            found.append(f"block {segment.kind} {titled}, {len(lines)} lines")
            if segment.kind == "check":
                found.append("right " + "".join("x" if "[x]" in line else "-" for line in lines))
            if segment.kind == "figure":
                found.append(f"figure {segment.title}")
            if segment.kind == "table":
                found.append(f"columns {lines[0].count('|') if lines else 0}")
    return found


def _kind_of(line: str) -> str:
    return "list item" if _ITEM.match(line.strip()) else "paragraph"
