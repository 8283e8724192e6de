"""Words that live as files: Markdown under a head of YAML, one file for each language.

``about.en.md`` and ``about.lo.md`` are twins: their heads carry the same keys. What is read here is
made into pages by ``core.services.load_page``.
"""

import hashlib
import html
import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

LANGUAGES = ("en", "lo")
_FENCE = "---"
_SAFE_LINK = re.compile(r"^(https?://|mailto:|tel:|/|#)")
_INLINE_TAGS = {"strong": "b", "em": "i"}
_BLOCK_TAGS = {"p", "h2", "h3", "ul", "ol", "li"}


class ContentError(ValueError):
    """A file that cannot be used; the message names the file, the line and what is wrong with it."""

    def __init__(self, path: Path, line: int, message: str) -> None:
        self.path, self.line, self.message = path, line, message
        super().__init__(f"{path}:{line}: {message}")


@dataclass(frozen=True, slots=True)
class Document:
    """One file: where it is, the values of its head, its Markdown body and the body's first line."""

    path: Path
    head: dict[str, Any]
    body: str
    body_line: int = 1

    @property
    def language(self) -> str:
        """``lo`` of ``name.lo.md``."""
        return self.path.name.removesuffix(".md").rpartition(".")[2]

    def word(self, key: str) -> str:
        """A text of the head, '' when it is not there."""
        return str(self.head.get(key) or "").strip()

    def need(self, key: str, kind: type = str) -> Any:
        """The head's ``key``. Raises ContentError when it is missing, empty or of another type."""
        value = self.head.get(key)
        if not isinstance(value, kind) or not value:
            raise ContentError(self.path, 1, f"“{key}” is missing or not a {kind.__name__}")
        return value

    @property
    def html(self) -> str:
        """The body as rich text. Raises ContentError for what may not stand in a text."""
        return rich_text(self.body, path=self.path, line=self.body_line)


def read_document(path: Path) -> Document:
    """Read one file in NFC. Raises ContentError when the head is missing or is not YAML."""
    lines = unicodedata.normalize("NFC", path.read_text(encoding="utf-8")).splitlines()
    if not lines or lines[0].strip() != _FENCE:
        raise ContentError(path, 1, "the file must begin with a head between two lines of ---")
    end = next((n for n, line in enumerate(lines) if n and line.strip() == _FENCE), None)
    if end is None:
        raise ContentError(path, 1, "the head has no closing line of ---")
    try:
        values = yaml.safe_load("\n".join(lines[1:end]))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "it cannot be read"
        line = mark.line + 2 if mark is not None else 1
        raise ContentError(path, line, f"the head is not YAML: {problem}") from error
    if not isinstance(values, dict):
        raise ContentError(path, 2, "the head must be a list of key: value lines")
    return Document(path, values, "\n".join(lines[end + 1 :]), end + 2)


def read_twins(stem: Path) -> dict[str, Document]:
    """The languages of one text: ``stem`` without ``.en.md``. English must be there, Lao should."""
    found = {
        language: read_document(path)
        for language in LANGUAGES
        if (path := stem.with_name(f"{stem.name}.{language}.md")).exists()
    }
    if "en" not in found:
        raise ContentError(stem.with_name(f"{stem.name}.en.md"), 1, "the English text is missing")
    return found


def rich_text(markdown: str, *, path: Path, line: int = 1) -> str:
    """Markdown as a rich text field keeps it: paragraphs, ## and ###, lists, bold, italics, links.

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
        elif token.tag in _INLINE_TAGS:
            parts.append(f"<{'/' if token.nesting < 0 else ''}{_INLINE_TAGS[token.tag]}>")
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


def fingerprint(values: dict[str, Any]) -> str:
    """A short mark that changes when any of the values changes. ``values`` must be JSON-able."""
    canonical = json.dumps(values, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()[:32]
