"""PDF from our own templates: tagged, fonts embedded, Lao broken at words, nothing fetched from afar.

The only importer of WeasyPrint. A template gets primitives, never records; what is printed was stored
first. Layout is not thread-safe and the fonts are dear to load, so each process keeps one font
configuration and lays out one document at a time.
"""

import atexit
import logging
import re
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from copy import copy
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.template.loader import render_to_string
from django.utils import translation

from core import lao

if TYPE_CHECKING:
    from weasyprint import CSS, Document
    from weasyprint.document import Page
    from weasyprint.text.fonts import FontConfiguration

#: PDF/UA-1: tagged, titled, language stated; readable by screen readers.
VARIANT = "pdf/ua-1"

#: ຳ between tags, with the tone that stands before it; the title of the document stays as it is.
_AM = re.compile("<title>.*?</title>|([\u0ec8-\u0ecc]?)\u0eb3(?=[^<>]*<)", re.DOTALL)

_one_at_a_time = threading.RLock()


class PdfUnavailableError(ImproperlyConfigured):
    """A system library that WeasyPrint needs is missing; the message names the Debian package."""


def check_available() -> None:
    """Raise ``PdfUnavailableError`` when papers cannot be made on this machine."""
    _weasyprint()


def _weasyprint() -> Any:
    """WeasyPrint, imported late: it takes long to load and needs Pango."""
    try:
        import weasyprint
    except OSError as error:
        raise PdfUnavailableError(
            "PDFs need Pango, which is not installed. On Debian or Ubuntu: "
            "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
        ) from error
    _draw_words_whole()
    return weasyprint


class _Words(str):
    """Words of a drawing. Walking through them gives them as one piece instead of its letters."""

    __slots__ = ()

    def __iter__(self) -> Iterator[str]:
        yield str(self)


@cache
def _draw_words_whole() -> None:
    """Make WeasyPrint lay out the words of an SVG in one piece.

    It sets each character by itself, so that the signs above and below a Lao letter stand on dotted
    circles beside it. Our drawings place whole lines and never single letters.
    """
    from weasyprint import svg

    by_letters = svg.text

    def in_one_piece(image: Any, node: Any, font_size: float) -> None:
        if node.text:
            node._etree_node.text = _Words(node.text)
        by_letters(image, node, font_size)

    for tag, draw in list(svg.TAGS.items()):
        if draw is by_letters:
            svg.TAGS[tag] = in_one_piece
    # It is also compared with the function that draws a tag, to know which tags are words.
    svg.text = in_one_piece


def _static_root() -> Path:
    return Path(settings.STATICFILES_DIRS[0]).resolve()


@cache
def _fetcher() -> Any:
    """A fetcher that opens data: addresses and files of our own static folder, nothing else."""
    _weasyprint()
    from weasyprint.urls import FatalURLFetchingError, URLFetcher

    class LocalFetcher(URLFetcher):
        def fetch(self, url: str, headers: Any = None) -> Any:
            if url.startswith("file:"):
                from urllib.parse import unquote, urlsplit

                path = Path(unquote(urlsplit(url).path)).resolve()
                if not path.is_relative_to(_static_root()):
                    raise FatalURLFetchingError(f"not one of our static files: {url}")
            elif not url.startswith("data:"):
                raise FatalURLFetchingError(f"not a local address: {url}")
            return super().fetch(url, headers)

    return LocalFetcher(allowed_protocols=("file", "data"))


@cache
def _fonts() -> "FontConfiguration":
    _weasyprint()
    from weasyprint.text.fonts import FontConfiguration

    # Let go of the fonts while the modules that free them still live.
    atexit.register(_forget)
    return FontConfiguration()


def _forget() -> None:
    _stylesheet.cache_clear()
    _fonts.cache_clear()


@cache
def _stylesheet(name: str) -> "CSS":
    """A style sheet of static/css, parsed once per process together with its fonts."""
    path = _static_root() / "css" / name
    css: CSS = _weasyprint().CSS(filename=str(path), font_config=_fonts(), url_fetcher=_fetcher())
    return css


@contextmanager
def _telling(on_page: Callable[[int], None] | None) -> Iterator[None]:
    """Tell ``on_page`` the number of each page as it is laid out; WeasyPrint says so in its log."""
    if on_page is None:
        yield
        return
    tell = on_page

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if isinstance(record.args, tuple) and record.msg.endswith("Page %d"):
                tell(int(str(record.args[-1])))

    logger = logging.getLogger("weasyprint.progress")
    listener, level = Listener(), logger.level
    logger.addHandler(listener)
    logger.setLevel(logging.INFO)
    try:
        yield
    finally:
        logger.removeHandler(listener)
        logger.setLevel(level)


def _am_in_parts(html: str) -> str:
    """Write ຳ as its two signs, ໍ before the tone and າ after it, as fonts draw it anyway.

    WeasyPrint notes one text for each shape of a font. Of the two shapes of ຳ it would note ຳ for the
    second, which is that of າ, and nothing for the first: who searches, copies or listens to the paper
    would meet ກຳນ for each ການ.
    """
    return _AM.sub(lambda found: found[0] if found[1] is None else f"\u0ecd{found[1]}\u0eb2", html)


def lay_out(
    html: str, *, stylesheets: Iterable[str], on_page: Callable[[int], None] | None = None
) -> "Document":
    """Lay out an HTML page with style sheets of static/css; give WeasyPrint's document.

    A long document tells ``on_page`` the number of each page it has come to; pages whose contents
    depend on later ones come again. For many papers of one kind, lay them out as one page after the
    other and write each page with ``write_pages``: half the time of one document each.
    """
    with _one_at_a_time, _telling(on_page):
        weasyprint = _weasyprint()
        page = weasyprint.HTML(
            string=_am_in_parts(lao.break_html_lines(html)),
            base_url=f"{_static_root().as_uri()}/",
            url_fetcher=_fetcher(),
        )
        document: Document = page.render(
            stylesheets=[_stylesheet(name) for name in stylesheets],
            font_config=_fonts(),
            pdf_variant=VARIANT,
        )
        return document


def write(document: "Document") -> bytes:
    """The bytes of a document that was laid out."""
    with _one_at_a_time:
        return bytes(document.write_pdf(pdf_variant=VARIANT))


def write_pages(document: "Document", pages: "list[Page]", *, title: str) -> bytes:
    """The bytes of some pages of a document (or of one laid out like it), as a PDF of their own."""
    with _one_at_a_time:
        part = document.copy(pages)
        part.metadata = copy(document.metadata)
        part.metadata.title = title
        return bytes(part.write_pdf(pdf_variant=VARIANT))


def places(document: "Document", prefix: str) -> list[dict[str, tuple[float, ...]]]:
    """Where the elements lie whose id begins with ``prefix``: for each page, id without the prefix ->
    left, top, width and height in millimetres from the top left corner of the paper."""
    millimetre = 96 / 25.4
    return [
        {
            name.removeprefix(prefix): tuple(
                round(value / millimetre, 2) for value in (left, top, right - left, bottom - top)
            )
            for name, (left, top, right, bottom) in page.anchors.items()
            if name.startswith(prefix)
        }
        for page in document.pages
    ]


def stamp(paper: bytes, pages: Iterable[Iterable[tuple[float, float, float, float]]]) -> bytes:
    """Draw black rectangles on the pages of a PDF: left, top, width, height in millimetres from the top
    left. They belong to the layout, so screen readers pass over them."""
    import pikepdf

    point = 72 / 25.4
    with pikepdf.open(BytesIO(paper)) as document:
        for page, rectangles in zip(document.pages, pages, strict=True):
            height = float(page.mediabox[3])
            drawing = " ".join(
                f"{x * point:.3f} {height - (y + tall) * point:.3f} "
                f"{wide * point:.3f} {tall * point:.3f} re"
                for x, y, wide, tall in rectangles
            )
            page.contents_add(f"/Artifact BMC q 0 g {drawing} f Q EMC\n".encode(), prepend=True)
        stamped = BytesIO()
        document.save(stamped)
    return stamped.getvalue()


def fill_in(template: str, context: dict[str, Any], *, language: str, title: str) -> str:
    """The HTML of a paper in ``language``, to be laid out. The template must extend ``paper.html``,
    which states language and title (PDF/UA asks for both)."""
    with translation.override(language):
        return render_to_string(
            template, {**context, "paper_language": language, "paper_title": title}
        )


def render_pdf(
    template: str, context: dict[str, Any], *, stylesheet: str, language: str, title: str
) -> bytes:
    """Render a template to PDF in ``language``.

    ``stylesheet`` is a file of static/css; ``paper.css`` (fonts, page numbers) comes before it. The
    template extends ``paper.html``.
    """
    html = fill_in(template, context, language=language, title=title)
    return write(lay_out(html, stylesheets=("paper.css", stylesheet)))
