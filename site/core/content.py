"""Texts that live in the repository as files: front matter, Markdown and fenced blocks.

One file a page and language, ``name.en.md`` and ``name.lo.md``. The format is described in
``courses/curriculum/content/README.md``. Nothing here knows a page type: an app reads a file with
``read``, cuts it with ``segments``, turns Markdown into what a rich text field stores with
``rich_text`` and asks ``fingerprint`` whether an editor has changed a page since it was loaded.
"""

import hashlib
import html
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

_FENCE = ":::"
_ITEM = re.compile(r"^(?:-|\d+\.)\s+(.*)$")
_SAFE_LINK = re.compile(r"^(https?://|mailto:|tel:|/|#)")
_TAGS = {"strong": "b", "em": "i"}
_BLOCK_TAGS = {"p", "h2", "h3", "ul", "ol", "li"}
#: Wagtail's editor writes such a key on every block it touches; it says nothing about the words.
_EDITOR_KEY = re.compile(r'\sdata-block-key="[^"]*"')


class ContentError(Exception):
    """A content file that cannot be loaded: which file, which line, what is wrong."""

    def __init__(self, path: Path, line: int, message: str) -> None:
        self.path, self.line, self.message = path, line, message
        super().__init__(f"{path}:{line}: {message}")


@dataclass(frozen=True, slots=True)
class Document:
    """A content file: its front matter, its body and the line (from 1) on which the body begins."""

    path: Path
    meta: dict[str, Any]
    body: str
    body_line: int

    @property
    def language(self) -> str:
        """``lo`` of ``name.lo.md``."""
        return self.path.name.removesuffix(".md").rpartition(".")[2]

    def need(self, key: str, kind: type) -> Any:
        """The front matter's ``key``, or a ContentError when it is missing or of another type."""
        value = self.meta.get(key)
        if not isinstance(value, kind) or value in ("", []):
            raise ContentError(self.path, 1, f"“{key}” is missing or not a {kind.__name__}")
        return value


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a body: ordinary Markdown (kind ``text``) or what stands between ``:::`` lines."""

    kind: str
    title: str
    text: str
    line: int


def read(path: Path) -> Document:
    """Read one file. Raises ContentError without front matter or when it is no YAML mapping."""
    lines = path.read_text(encoding="utf-8").splitlines()
    if not lines or lines[0].strip() != "---":
        raise ContentError(path, 1, "the file must begin with front matter between --- lines")
    try:
        end = next(n for n, line in enumerate(lines[1:], start=1) if line.strip() == "---")
    except StopIteration:
        raise ContentError(path, 1, "the front matter has no closing --- line") from None
    try:
        meta = yaml.safe_load("\n".join(lines[1:end]))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 2 if mark is not None else 1
        problem = getattr(error, "problem", None) or "cannot be read"
        raise ContentError(path, line, f"front matter: {problem}") from error
    if not isinstance(meta, dict):
        raise ContentError(path, 2, "the front matter must be “key: value” lines")
    return Document(path, meta, "\n".join(lines[end + 1 :]), end + 2)


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


def rich_text(markdown: str, *, path: Path, line: int = 1) -> str:
    """Markdown as a rich text field stores it: paragraphs, ## and ###, lists, bold, italics, links.

    Raises ContentError on raw HTML, other headings, code, pictures and unsafe links: those are
    either not allowed in a text or belong in a block of their own.
    """
    parts: list[str] = []
    for token in MarkdownIt("commonmark").parse(markdown):
        at = line + (token.map[0] if token.map else 0)
        if token.type == "inline":
            parts.append(_inline(token.children or [], path, at))
        elif token.tag in _BLOCK_TAGS and token.nesting:
            if not token.hidden:
                parts.append(f"<{'/' if token.nesting < 0 else ''}{token.tag}>")
        else:
            raise ContentError(
                path, at, f"“{token.content or token.markup}” is not allowed in a text"
            )
    return "".join(parts)


def _inline(tokens: Sequence[Token], path: Path, line: int) -> str:
    parts = []
    for token in tokens:
        if token.type == "text":
            parts.append(html.escape(token.content, quote=False))
        elif token.type == "softbreak":
            parts.append(" ")
        elif token.type == "hardbreak":
            parts.append("<br/>")
        elif token.tag in _TAGS:
            parts.append(f"<{'/' if token.nesting < 0 else ''}{_TAGS[token.tag]}>")
        elif token.type == "link_open":
            href = str(token.attrs.get("href", ""))
            if not _SAFE_LINK.match(href):
                raise ContentError(path, line, f"the link “{href}” must be a full address")
            parts.append(f'<a href="{html.escape(href)}">')
        elif token.type == "link_close":
            parts.append("</a>")
        else:
            raise ContentError(path, line, f"“{token.content}” is not allowed in a text")
    return "".join(parts)


def shape(document: Document) -> list[str]:
    """What both languages of a file must share: keys, headings, blocks, numbers of items and rows.

    A list of plain words in order, so that two shapes can be compared line by line.
    """
    found = [
        f"key {key}" + (f" of {len(value)}" if isinstance(value, list | dict) else "")
        for key, value in sorted(document.meta.items())
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
            if segment.kind == "table":
                found.append(f"columns {lines[0].count('|') if lines else 0}")
    return found


def _kind_of(line: str) -> str:
    return "list item" if _ITEM.match(line.strip()) else "paragraph"


def twins(folder: Path) -> Iterable[tuple[Path, Path]]:
    """Every English file below ``folder`` with its Lao twin, in order of their names.

    Raises ContentError for a file without its twin.
    """
    for path in sorted(folder.rglob("*.md")):
        if path.name.endswith(".en.md"):
            lao = path.with_name(path.name.removesuffix(".en.md") + ".lo.md")
            if not lao.exists():
                raise ContentError(path, 1, f"its Lao twin {lao.name} is missing")
            yield path, lao
        elif path.name.endswith(".lo.md"):
            english = path.with_name(path.name.removesuffix(".lo.md") + ".en.md")
            if not english.exists():
                raise ContentError(path, 1, f"its English twin {english.name} is missing")


def fingerprint(values: Any) -> str:
    """A digest of a page's words: equal for equal words, whatever keys and ids the editor adds."""
    return hashlib.sha256(
        json.dumps(_words_only(values), ensure_ascii=False, sort_keys=True).encode()
    ).hexdigest()


def _words_only(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _words_only(item) for key, item in value.items() if key != "id"}
    if isinstance(value, list | tuple):
        return [_words_only(item) for item in value]
    if isinstance(value, str):
        return _EDITOR_KEY.sub("", value).strip()
    return value
