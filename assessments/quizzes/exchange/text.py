"""The one form in which both file formats, the bank and a comparison know a text.

A *block* (question, why, story) is HTML of paragraphs and lists; a *line* (option, feedback) is HTML
without a paragraph around it; a *plain* text (partner, unit, title) has no markup at all.
"""

import re

from assessments.quizzes.freezing import safe_html
from core import lao

_BLOCKS = re.compile(r"<(p|ul|ol)>")
_TAG = re.compile(r"<[^>]*>")
_ONE_PARAGRAPH = re.compile(r"<p>((?:(?!</?p>).)*)</p>", re.DOTALL)
#: What XML cannot hold, and the letters that stand for escaped marks while GIFT is read.
_NO_LETTERS = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)  # fmt: skip


def tidy(text: str) -> str:
    """``text`` in the encoding in which words are stored, without what is no letter."""
    return lao.normalise(_NO_LETTERS.sub("", text))


def plain(text: str) -> str:
    """A plain text: one line."""
    return " ".join(tidy(text).split())


def block(html: str) -> str:
    """Safe HTML of paragraphs; '' when nothing can be read in it."""
    html = _safe(html)
    return html if not html or _BLOCKS.search(html) else f"<p>{html}</p>"


def line(html: str) -> str:
    """Safe HTML without a paragraph around it; '' when nothing can be read in it."""
    html = _safe(html)
    while found := _ONE_PARAGRAPH.fullmatch(html):
        html = found[1].strip()
    return html


def _safe(html: str) -> str:
    html = tidy(html)
    if not any(mark in html for mark in "<>&"):
        return html
    # No attribute is left in which a quotation mark could end anything.
    html = safe_html(html).replace("&quot;", '"').replace("&#x27;", "'")
    html = tidy(html)
    return html if _TAG.sub("", html).strip() else ""
