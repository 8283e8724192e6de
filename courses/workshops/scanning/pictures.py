"""Opening what was sent in: photographs (JPEG, PNG, HEIC) and scans (PDF), as upright JPEG pictures.

Files come from anywhere: kind and size are told by their contents, and nothing is unpacked before it
is known how large it will be. What the camera wrote into the file (place, device, time) is left
behind, for only the points of the picture are written anew.
"""

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO
from typing import Any

from PIL import Image, ImageFile, ImageOps

#: The longest side of what is kept, in points: a page of A4 fills 12 megapixels.
LONGEST = 4000
#: Points in a picture at most; the largest of today's phones have 200 million, and send 50 at most.
PIXELS = 64_000_000
#: The shorter side at least: below, a tick is thinner than a point.
SHORTEST = 700
#: Pictures in a PDF at most.
PAGES = 30
_QUALITY = 88


class Refused(StrEnum):
    """Why a file cannot be opened. ``services.scans`` has the words for people."""

    KIND = "kind"
    DAMAGED = "damaged"
    TOO_MANY_POINTS = "too_many_points"
    TOO_SMALL = "too_small"
    TOO_MANY_PAGES = "too_many_pages"
    PROTECTED = "protected"
    NO_PICTURE = "no_picture"


class UnreadableError(Exception):
    """A file that cannot be opened; ``reason`` says why."""

    def __init__(self, reason: Refused) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Upright:
    """A picture as it is kept: JPEG, upright, with nothing beside its points."""

    content: bytes
    width: int
    height: int


def check(content: bytes) -> None:
    """Look at the head of a file. Raises ``UnreadableError`` when it cannot be one of ours."""
    if _is_pdf(content):
        return
    with _opened(content) as image:
        _check_size(image.width, image.height)


def pictures_of(content: bytes) -> Iterator[Upright]:
    """The pictures in a file, one after the other. Raises ``UnreadableError``."""
    if not _is_pdf(content):
        with _opened(content) as image:
            _check_size(image.width, image.height)
            yield _upright(image)
        return
    yield from _of_pdf(content)


def count(content: bytes) -> int:
    """How many pictures ``pictures_of`` will give. Raises ``UnreadableError``."""
    if not _is_pdf(content):
        return 1
    with _pdf(content) as document:
        return len(document.pages)


def _is_pdf(content: bytes) -> bool:
    return b"%PDF-" in content[:1024]


def _opened(content: bytes) -> Image.Image:
    _know_heif()
    try:
        # Only these readers are asked; each reads no more than the head yet.
        return Image.open(BytesIO(content), formats=["JPEG", "PNG", "HEIF"])
    except Image.DecompressionBombError as error:
        raise UnreadableError(Refused.TOO_MANY_POINTS) from error
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise UnreadableError(Refused.KIND) from error


def _know_heif() -> None:
    """Teach Pillow the pictures of newer phones."""
    import pillow_heif

    pillow_heif.register_heif_opener()


def _check_size(width: int, height: int) -> None:
    if width * height > PIXELS:
        raise UnreadableError(Refused.TOO_MANY_POINTS)
    if min(width, height) < SHORTEST:
        raise UnreadableError(Refused.TOO_SMALL)


@contextmanager
def _whole_only() -> Iterator[None]:
    """Refuse a picture whose end is missing: others in this process (WeasyPrint) let Pillow fill it."""
    before, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


def _upright(image: Image.Image) -> Upright:
    """Turn a picture upright, make it as large as is useful, and keep its points only."""
    try:
        # JPEG can be unpacked at a half or a quarter of its size, which spares time and memory.
        image.draft("RGB", (LONGEST, LONGEST))
        with _whole_only():
            image.load()
        plain = ImageOps.exif_transpose(image) or image
        if plain.mode in ("RGBA", "LA", "PA", "P"):
            # What is see-through lies on white paper.
            plain = plain.convert("RGBA")
            white = Image.new("RGBA", plain.size, "white")
            plain = Image.alpha_composite(white, plain)
        plain = plain.convert("RGB")
        plain.thumbnail((LONGEST, LONGEST), Image.Resampling.BOX)
        written = BytesIO()
        # A new picture, so that nothing that Pillow carries along is written: no EXIF, no profile.
        bare = Image.frombytes("RGB", plain.size, plain.tobytes())
        bare.save(written, "JPEG", quality=_QUALITY)
    except Image.DecompressionBombError as error:
        raise UnreadableError(Refused.TOO_MANY_POINTS) from error
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError, zlib.error) as error:
        raise UnreadableError(Refused.DAMAGED) from error
    return Upright(written.getvalue(), *bare.size)


# --- PDF --------------------------------------------------------------------------------------


def _pdf(content: bytes) -> Any:
    import pikepdf

    try:
        document = pikepdf.open(BytesIO(content))
    except pikepdf.PasswordError as error:
        raise UnreadableError(Refused.PROTECTED) from error
    except (pikepdf.PdfError, ValueError, OSError) as error:
        raise UnreadableError(Refused.DAMAGED) from error
    if len(document.pages) > PAGES:
        document.close()
        raise UnreadableError(Refused.TOO_MANY_PAGES)
    return document


def _of_pdf(content: bytes) -> Iterator[Upright]:
    """The picture of each page of a scan: the largest on it. Pages without one are passed over."""
    import pikepdf

    any_found = False
    with _pdf(content) as document:
        for page in document.pages:
            try:
                images = list(page.get_images().values())
                largest = max(
                    images,
                    key=lambda each: int(each.get("/Width", 0)) * int(each.get("/Height", 0)),
                    default=None,
                )
                if largest is None:
                    continue
                upright = _of_page(largest, int(page.get("/Rotate", 0)))
            except (pikepdf.PdfError, AttributeError, TypeError, ValueError) as error:
                raise UnreadableError(Refused.DAMAGED) from error
            any_found = True
            yield upright
    if not any_found:
        raise UnreadableError(Refused.NO_PICTURE)


def _of_page(stream: Any, turned: int) -> Upright:
    import pikepdf

    width, height = int(stream.get("/Width", 0)), int(stream.get("/Height", 0))
    _check_size(width, height)
    filters = [str(name) for name in pikepdf.PdfImage(stream).filters]
    raw = stream.read_raw_bytes()
    if filters and filters[0] == "/FlateDecode":
        _check_unpacked(raw, 4 * 2 * (width + 1) * height + 1_000_000)
    if filters not in (
        ["/DCTDecode"],
        ["/FlateDecode"],
        ["/FlateDecode", "/DCTDecode"],
        ["/CCITTFaxDecode"],
    ):
        raise UnreadableError(Refused.NO_PICTURE)
    try:
        image = pikepdf.PdfImage(stream).as_pil_image()
    except Image.DecompressionBombError as error:
        raise UnreadableError(Refused.TOO_MANY_POINTS) from error
    except Exception as error:
        # pikepdf raises its own errors, Pillow's and plain ones for what it cannot unpack.
        raise UnreadableError(Refused.DAMAGED) from error
    # The words in a JPEG's own head may be larger than what the PDF says of it.
    _check_size(image.width, image.height)
    if turned % 360:
        image = image.rotate(-turned % 360, expand=True)
    return _upright(image)


def _check_unpacked(packed: bytes, limit: int) -> None:
    """Stop a stream that would unpack to far more than the picture it says it is."""
    unpacker = zlib.decompressobj()
    size, rest = 0, packed
    while rest:
        try:
            size += len(unpacker.decompress(rest, 1 << 20))
        except zlib.error as error:
            raise UnreadableError(Refused.DAMAGED) from error
        if size > limit:
            raise UnreadableError(Refused.TOO_MANY_POINTS)
        rest = unpacker.unconsumed_tail
