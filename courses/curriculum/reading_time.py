"""How long a lesson honestly takes: words read to be remembered, plus what a block asks of a reader.

**English, 150 words a minute.** Silent reading of non-fiction runs at about 240 words a minute
(Brysbaert, 2019, a review of 190 studies); reading in order to learn is much slower, and for most of
our readers English is a second or third language.

**Lao, 165 words a minute.** No measured rate is known to us. ICU finds 1.11 Lao words for each English
one in our own lessons (9,286 and 10,341 words in November 2026), so 165 Lao words carry what 150
English words carry, and one lesson takes as long in either language.
"""

import math
from collections.abc import Iterator
from typing import Any

from django.utils.html import strip_tags
from wagtail.blocks import StreamValue

from core import lao

WORDS_A_MINUTE = {"en": 150, "lo": 165}
#: Read by nobody who wants to remember: whoever doubts a figure looks it up there.
NOT_READ = {"source"}
#: Minutes a block asks for beyond its words: to stop and answer a case, to look at a picture.
EXTRA_MINUTES = {"case": 2.0, "picture": 0.2}


def texts_in(body: StreamValue) -> Iterator[str]:
    """Everything in a stream that is read to be remembered, piece by piece, without tags."""
    for child in body:
        if child.block_type in NOT_READ:
            continue
        for text in child.block.get_searchable_content(child.value):
            yield strip_tags(str(text))


def minutes_to_read(body: StreamValue | None, language: str) -> int:
    """Whole minutes, at least 1; 0 for an empty text. A video counts its own length."""
    if not body:
        return 0
    words = sum(len(lao.words(text)) for text in texts_in(body))
    extra = sum(_extra(child) for child in body)
    return max(1, math.ceil(words / WORDS_A_MINUTE[language] + extra))


def _extra(child: Any) -> float:
    if child.block_type == "video":
        return float(child.value.get("minutes") or 0)
    return EXTRA_MINUTES.get(child.block_type, 0.0)
