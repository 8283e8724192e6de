"""Message catalogues: kept complete, checked and compiled, without system gettext.

Without a compiled catalogue for Lao, Django refuses to start (it ships none), so the settings
call ``compile_stale`` before anything else happens; this module therefore imports nothing of
Django that needs settings. ``manage.py catalogues`` is the way to the rest.
"""

import csv
import os
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import polib

if TYPE_CHECKING:
    from core.extraction import Key, Message

LANGUAGES = ("lo", "en")
#: Words that are Thai in Lao letters or otherwise wrong here, with what to write instead.
AVOID = Path("locale") / "avoid.csv"
WIDTH = 100

_PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")
_OLD_SPELLING = re.compile("ຫ[ລຣນມ]")
#: A Latin word that is not an acronym.
_LATIN_WORD = re.compile(r"\b[A-Za-z][a-z]+\b")


def compile_stale(locale_paths: Iterable[Path]) -> list[Path]:
    """Compile every ``.po`` whose ``.mo`` is missing or older; give the files that were written."""
    written = []
    for locale_path in locale_paths:
        for source in sorted(locale_path.glob("*/LC_MESSAGES/*.po")):
            target = source.with_suffix(".mo")
            if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
                continue
            # Several processes may start at once: write aside, then move into place.
            aside = target.with_suffix(f".{os.getpid()}.tmp")
            polib.pofile(str(source)).save_as_mofile(str(aside))
            aside.replace(target)
            written.append(target)
    return written


def path_of(root: Path, language: str) -> Path:
    """Where the catalogue of a language stands."""
    return root / "locale" / language / "LC_MESSAGES" / "django.po"


def update(root: Path) -> dict[str, tuple[int, int]]:
    """Bring both catalogues in line with the source; give how many came and went, by language.

    New messages come with empty Lao and with their own words in English; what the source no
    longer has goes. Sorted by message, with the names of files but no line numbers, so that the
    catalogues change only where the source did.
    """
    from core.extraction import extract

    wanted = extract(root)
    changes = {}
    for language in LANGUAGES:
        path = path_of(root, language)
        old = polib.pofile(str(path))
        known = {(entry.msgctxt or "", entry.msgid): entry for entry in old if not entry.obsolete}
        new = polib.POFile(wrapwidth=WIDTH)
        new.metadata, new.header = old.metadata, old.header
        for message in sorted(wanted.values(), key=lambda m: (m.msgid.casefold(), m.key)):
            new.append(_entry(message, known.get(message.key), language))
        new.save(str(path))
        changes[language] = (len(wanted.keys() - known.keys()), len(known.keys() - wanted.keys()))
    return changes


def _entry(message: "Message", known: polib.POEntry | None, language: str) -> polib.POEntry:
    entry = polib.POEntry(
        msgctxt=message.context or None,
        msgid=message.msgid,
        occurrences=[(name, "") for name in sorted(message.files)],
    )
    if known is not None:
        entry.tcomment, entry.flags = known.tcomment, known.flags
    old = _translations(known) if known is not None else []
    if message.plural:
        entry.msgid_plural = message.plural
        own = [message.msgid, message.plural] if language == "en" else [""]
        entry.msgstr_plural = dict(enumerate(old if len(old) == len(own) else own))
        if language == "lo" and any(old):
            entry.msgstr_plural = {0: old[-1]}
    else:
        own = [message.msgid] if language == "en" else [""]
        entry.msgstr = (old or own)[0] or own[0]
    return entry


def _translations(entry: polib.POEntry) -> list[str]:
    if entry.msgid_plural:
        return [entry.msgstr_plural[number] for number in sorted(entry.msgstr_plural)]
    return [entry.msgstr]


def check(root: Path) -> list[str]:
    """One line for everything that is wrong with the catalogues; an empty list is good."""
    from core.extraction import extract

    wanted = extract(root)
    problems = [
        f"{name}: blocktranslate without trimmed: {message.msgid.strip()[:60]!r}"
        for message in wanted.values()
        for name in sorted(message.files)
        if "\n" in message.msgid and name.endswith(".html")
    ]
    problems += [
        f"{path.relative_to(root)}: gettext in a script: hand the words over in data attributes"
        for path in sorted((root / "static" / "js").rglob("*.js"))
        if "gettext(" in path.read_text("utf-8")
    ]
    for language in LANGUAGES:
        problems += [f"{language}: {problem}" for problem in _problems_of(root, language, wanted)]
    return problems


def _problems_of(root: Path, language: str, wanted: "dict[Key, Message]") -> Iterator[str]:
    known = {
        (entry.msgctxt or "", entry.msgid): entry
        for entry in polib.pofile(str(path_of(root, language)))
        if not entry.obsolete
    }
    # English words are their own translation: one that is missing is shown as it should be.
    for key in sorted(wanted.keys() - known.keys() if language != "en" else ()):
        yield f"missing: {key[1]!r} ({', '.join(sorted(wanted[key].files))})"
    for key in sorted(known.keys() - wanted.keys()):
        yield f"no longer used: {key[1]!r}"
    for key in sorted(known.keys() & wanted.keys()):
        entry = known[key]
        if bool(entry.msgid_plural) != bool(wanted[key].plural):
            yield f"{key[1]!r}: plural in one place only; run catalogues update"
        if entry.fuzzy:
            yield f"{key[1]!r}: fuzzy"
        for text in _translations(entry):
            for problem in text_problems(root, language, entry, text):
                yield f"{key[1]!r}: {problem}"


def text_problems(root: Path, language: str, entry: polib.POEntry, text: str) -> Iterator[str]:
    """What is wrong with one translation."""
    if not text.strip():
        if language != "en":
            yield "empty"
        return
    source = entry.msgid_plural or entry.msgid
    offered = set(_PLACEHOLDER.findall(source)) | set(_PLACEHOLDER.findall(entry.msgid))
    needed = set(_PLACEHOLDER.findall(entry.msgid)) & offered
    used = set(_PLACEHOLDER.findall(text))
    if not needed <= used <= offered or (not entry.msgid_plural and needed != used):
        yield f"placeholders {sorted(used)} instead of {sorted(offered)}"
    if "%(" in source and "%(" in text:
        try:
            text % defaultdict(int)
        except (ValueError, TypeError) as error:
            yield f"cannot be formatted: {error}"
    if source.startswith("\n") != text.startswith("\n") or (
        source.endswith("\n") != text.endswith("\n")
    ):
        yield "begins or ends with a line break where the other does not"
    if language == "lo":
        yield from lao_problems(root, text)
        if max(text) < "ກ" and len(_LATIN_WORD.findall(_PLACEHOLDER.sub("", text))) > 1:
            yield "not in Lao"


def lao_problems(root: Path, text: str) -> Iterator[str]:
    """What is wrong with a Lao text, be it of a catalogue or of a content file."""
    from core import lao

    if thai := lao.thai_letters(text):
        yield f"Thai letters {''.join(thai)}"
    if not unicodedata.is_normalized("NFC", text) or "".join(text.split()) != "".join(
        lao.normalise(text).split()
    ):
        yield "not in the encoding of core.lao.normalise"
    if old := _OLD_SPELLING.search(text):
        yield f"old spelling {old[0]}: write ຫຼ, ໜ, ໝ"
    for word, better in avoided(root):
        if word in text:
            yield f"write {better} instead of {word}"


@cache
def avoided(root: Path) -> list[tuple[str, str]]:
    """Words to avoid and what to write instead."""
    with (root / AVOID).open(encoding="utf-8", newline="") as rows:
        return [(row["avoid"], row["use"]) for row in csv.DictReader(rows)]
