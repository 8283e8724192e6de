"""From the record of a handbook (``book``) to paper: one tagged A4 PDF with contents and bookmarks."""

import re
from collections.abc import Callable

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from core import pdf
from courses.curriculum.book import Book

STYLESHEETS = ("paper.css", "handbook.css")
#: Headings of a text stand below the lesson's own (h3).
_LOWER = re.compile(r"<(/?)h([23])\b")


def page_html(book: Book) -> str:
    """The whole book as one page of HTML."""
    with translation.override(book.language):
        return render_to_string(
            "curriculum/paper/book.html",
            {"book": book, "paper_language": book.language, "paper_title": title_of(book)},
        )


def title_of(book: Book) -> str:
    """What a reader of PDFs shows as the name of the document."""
    with translation.override(book.language):
        kind = _("Handbook")
    return f"{book.title} · {kind if book.title == book.course else book.course}"


def render(book: Book, *, on_page: Callable[[int], None] | None = None) -> tuple[bytes, int]:
    """The PDF and its number of pages; ``on_page`` hears of each page that is laid out."""
    document = pdf.lay_out(page_html(book), stylesheets=STYLESHEETS, on_page=on_page)
    return pdf.write(document), len(document.pages)


def lower_headings(html: str) -> str:
    """Rich text with its headings two levels lower."""
    return _LOWER.sub(lambda match: f"<{match[1]}h{int(match[2]) + 2}", html)
