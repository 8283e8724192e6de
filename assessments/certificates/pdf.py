"""From frozen words to paper: one tagged A4 page a certificate, laid out many at a time.

``render`` lays a batch out as one document and writes each page as a PDF of its own. Whether the words
fit is measured, not guessed: a certificate that runs over its page is set again a step tighter.
"""

import base64
import gc
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, Any

import segno
from django.template.loader import render_to_string

from assessments.certificates.models import private_storage
from assessments.certificates.words import CertificateWords
from core import pdf

if TYPE_CHECKING:
    from weasyprint.document import Page

STYLESHEETS = ("paper.css", "certificate.css")
#: How tightly the words of a page can be set; the last step holds the longest words we accept.
STEPS = 5
#: Letters that still fit in one line of each size of name (0-3); longer ones take the smallest.
NAME_LETTERS = (40, 52, 66, 80)
LATIN_LETTERS = (66, 76, 86, 96)


def render(words: Sequence[CertificateWords]) -> list[bytes]:
    """The PDF of each certificate, in the order given. Pass a few at a time: memory grows with them."""
    titles = [f"{one.number} {one.name_latin or one.name_lo}" for one in words]
    with _without_collecting():
        document, pages = _lay_out(words)
        return [
            pdf.write_pages(document, [page], title=title)
            for page, title in zip(pages, titles, strict=True)
        ]


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Leave the garbage for a moment: looking for it among a layout's boxes takes a fifth of it."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _lay_out(words: Sequence[CertificateWords]) -> "tuple[Any, list[Page]]":
    """A document of the batch, and for each certificate its one page."""
    pages: dict[int, Page] = {}
    waiting = list(range(len(words)))
    document = None
    for step in range(STEPS):
        laid_out = pdf.lay_out(_html(words, waiting, step), stylesheets=STYLESHEETS)
        document = document or laid_out
        begun: dict[int, list[Page]] = {}
        for page in laid_out.pages:
            for index in _certificates_on(page):
                begun.setdefault(index, []).append(page)
        pages |= {
            index: parts[0]
            for index, parts in begun.items()
            if len(parts) == 1 or step == STEPS - 1
        }
        waiting = [index for index in waiting if index not in pages]
        if not waiting:
            break
    return document, [pages[index] for index in range(len(words))]


def _certificates_on(page: "Page") -> list[int]:
    """Which certificates are on a page; one that runs over is on two."""
    return [int(name[1:]) for name in page.anchors if name[0] == "c" and name[1:].isdigit()]


def _html(words: Sequence[CertificateWords], indices: Sequence[int], step: int) -> str:
    sheets = [_sheet(index, words[index], step) for index in indices]
    return render_to_string(
        "certificates/paper.html",
        {"sheets": sheets, "paper_language": "lo", "paper_title": "ໃບຢັ້ງຢືນ"},
    )


def _sheet(index: int, words: CertificateWords, step: int) -> dict[str, Any]:
    return {
        "id": f"c{index}",
        "words": words,
        "step": step,
        "name_size": _size(words.name_lo, NAME_LETTERS),
        "latin_size": _size(words.name_latin, LATIN_LETTERS),
        "qr": qr_address(words.verify_url),
        "logo_left": logo_address(words.logo_left),
        "logo_right": logo_address(words.logo_right),
    }


def _size(name: str, limits: Sequence[int]) -> int:
    """The size class of a name by its width in letters; vowel and tone marks have no width."""
    width = sum(unicodedata.category(letter) != "Mn" for letter in name)
    return next((size for size, limit in enumerate(limits) if width <= limit), len(limits))


def qr_address(content: str) -> str:
    """A QR code as a data address of a picture, with a quiet zone for scanners.

    A black and white PNG: WeasyPrint needs a fifth of a page's time to draw the same as SVG; four dots
    a module are printed as sharp edges. The mask is given: trying all eight takes longer than
    everything else we add to WeasyPrint's own work.
    """
    code = segno.make(content, error="m", micro=False, mask=3)
    return str(code.png_data_uri(border=2, scale=4, dark="#000", light="#fff"))


@lru_cache(maxsize=32)
def logo_address(name: str) -> str:
    """A stored logo as a data address; '' when there is none. The file's name tells its content."""
    if not name or not private_storage().exists(name):
        return ""
    with private_storage().open(name) as stored:
        content = stored.read()
    kind = "png" if name.endswith(".png") else "jpeg"
    return f"data:image/{kind};base64,{base64.b64encode(content).decode()}"


def merge(papers: Sequence[bytes], *, title: str) -> bytes:
    """All papers in one PDF for printing, exactly as they were issued."""
    import pikepdf

    with pikepdf.new() as whole:
        for paper in papers:
            with pikepdf.open(BytesIO(paper)) as one:
                whole.pages.extend(one.pages)
        with whole.open_metadata() as metadata:
            metadata["dc:title"] = title
        written = BytesIO()
        whole.save(written)
    return written.getvalue()
