"""Words that live as files: Markdown under a head of YAML, one file for each language.

``about.en.md`` and ``about.lo.md`` are twins: their heads carry the same keys. What is read here is
made into pages by ``core.services.load_page``.
"""

import hashlib
import json
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from markdown_it import MarkdownIt

LANGUAGES = ("en", "lo")
_FENCE = "---"
#: Raw HTML in a file is shown as text, never obeyed.
_markdown = MarkdownIt("commonmark", {"html": False, "typographer": False}).enable("table")


class ContentError(ValueError):
    """A file that cannot be used; the message names the file and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Document:
    """One file: where it is, the values of its head, and its Markdown body."""

    path: Path
    head: dict[str, Any]
    body: str

    def word(self, key: str) -> str:
        """A text of the head, '' when it is not there."""
        return str(self.head.get(key) or "").strip()

    @property
    def html(self) -> str:
        """The body as rich text."""
        return to_html(self.body)


def read_document(path: Path) -> Document:
    """Read one file in NFC. Raises ContentError when the head is missing or is not YAML."""
    text = unicodedata.normalize("NFC", path.read_text(encoding="utf-8"))
    opening, _, rest = text.partition("\n")
    head, fence, body = rest.partition(f"\n{_FENCE}\n")
    if opening.strip() != _FENCE or not fence:
        if rest.endswith(f"\n{_FENCE}") and opening.strip() == _FENCE:
            head, body = rest.removesuffix(f"\n{_FENCE}"), ""
        else:
            raise ContentError(f"{path}: the file must begin with a head between two lines of ---")
    try:
        values = yaml.safe_load(head)
    except yaml.YAMLError as error:
        raise ContentError(f"{path}: the head is not YAML: {error}") from error
    if not isinstance(values, dict):
        raise ContentError(f"{path}: the head must be a list of key: value lines")
    return Document(path, values, body.strip())


def read_twins(stem: Path) -> dict[str, Document]:
    """The languages of one text: ``stem`` without ``.en.md``. English must be there, Lao should."""
    found = {
        language: read_document(path)
        for language in LANGUAGES
        if (path := stem.with_name(f"{stem.name}.{language}.md")).exists()
    }
    if "en" not in found:
        raise ContentError(f"{stem}.en.md is missing")
    return found


def to_html(markdown: str) -> str:
    """Markdown as the HTML that rich text keeps (paragraphs, headings, lists, bold, links, tables)."""
    return _markdown.render(markdown).strip()


def fingerprint(values: dict[str, Any]) -> str:
    """A short mark that changes when any of the values changes. ``values`` must be JSON-able."""
    canonical = json.dumps(values, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()[:32]
