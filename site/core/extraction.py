"""Find every string that people can meet: in our Python, our templates, and a list of others'.

Reads source files with Babel's extractor, so no system gettext is needed. Babel is a tool of
developers: a machine that only runs the site does not have it.
"""

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import polib
from django.core.management.base import CommandError
from django.utils.translation import template as django_template

#: Folders of our own source, and what in them is not for readers.
ROOMS = ("site", "courses", "assessments")
SKIPPED = {"migrations", "tests", "__pycache__", "content"}
#: Functions that mark a string, with the positions of message, plural and context.
KEYWORDS: Mapping[str, tuple[int | tuple[int, str], ...] | None] = {
    name + ending: positions
    for name, positions in {
        "gettext": None,
        "ngettext": (1, 2),
        "pgettext": ((1, "c"), 2),
        "npgettext": ((1, "c"), 2, 3),
    }.items()
    for ending in ("", "_lazy", "_noop")
} | {"_": None}
#: Messages of Django and other packages that our people can meet, by package (a comment each).
THIRD_PARTY = Path("locale") / "third_party.pot"

#: A message is known by its context and its English words.
Key = tuple[str, str]


@dataclass
class Message:
    """One string to translate and where it stands."""

    context: str
    msgid: str
    plural: str = ""
    files: set[str] = field(default_factory=set)

    @property
    def key(self) -> Key:
        """Context and English words."""
        return (self.context, self.msgid)


def extract(root: Path) -> dict[Key, Message]:
    """All messages of the project under ``root``: our own and the listed ones of others."""
    found: dict[Key, Message] = {}
    for path in _sources(root):
        name = path.relative_to(root).as_posix()
        for message in messages_of(path.read_text("utf-8"), name):
            kept = found.setdefault(message.key, message)
            kept.plural = kept.plural or message.plural
            kept.files.add(name)
    for message in third_party(root):
        found.setdefault(message.key, message).files.update(message.files)
    return found


def third_party(root: Path) -> Iterator[Message]:
    """The messages of other packages that the catalogues keep; ``files`` names the package."""
    path = root / THIRD_PARTY
    if not path.exists():
        return
    for entry in polib.pofile(str(path)):
        yield Message(
            context=entry.msgctxt or "",
            msgid=entry.msgid,
            plural=entry.msgid_plural,
            files={entry.comment.strip()},
        )


def _sources(root: Path) -> Iterator[Path]:
    for room in ROOMS:
        for path in sorted((root / room).rglob("*")):
            inner = path.relative_to(root).parts
            if path.suffix in {".py", ".html", ".txt"} and not SKIPPED.intersection(inner):
                yield path


def messages_of(source: str, name: str) -> Iterator[Message]:
    """The messages in one file; ``name`` tells Python (``.py``) from templates."""
    try:
        from babel.messages.extract import extract as babel_extract
    except ImportError as error:
        raise CommandError(
            "Reading the strings of the source needs Babel: install the development packages "
            "(make test does)."
        ) from error
    if not name.endswith(".py"):
        # A template becomes Python-like text; its lines must not look like indented code.
        source = "\n".join(
            line.lstrip() for line in django_template.templatize(source, origin=name).splitlines()
        )
    lines = io.BytesIO(source.encode())
    for _line, words, _comments, context in babel_extract(
        "python", lines, keywords=KEYWORDS, options={"encoding": "utf-8"}
    ):
        msgid, plural = words if isinstance(words, tuple) else (words, "")
        if msgid:
            yield Message(context or "", msgid, plural, {name})
