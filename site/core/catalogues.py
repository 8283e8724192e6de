"""Message catalogues: compiled without system gettext, whenever the text file is newer.

Without a compiled catalogue for Lao, Django refuses to start (it ships none), so the settings
call ``compile_stale`` before anything else happens.
"""

import os
from collections.abc import Iterable
from pathlib import Path

import polib


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
