"""Opening what was sent in: photographs (JPEG, PNG, HEIC) and scans (``pdfs``), as upright pictures.

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

from PIL import Image, ImageFile, ImageOps

#: The longest side of what is kept, in points: a page of A4 fills 12 megapixels.
LONGEST = 4000
#: Points in a picture at most; the largest of today's phones have 200 million, and send 50 at most.
PIXELS = 64_000_000
#: The shorter side at least: below, a tick is thinner than a point.
SHORTEST = 700
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
    #: A PDF whose pictures are packed as we cannot unpack them (JBIG2).
    PACKING = "packing"
    #: A PDF of which a page is put together from several pictures, or was drawn upon.
    LAYERS = "layers"


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
        check_size(image.width, image.height)


def pictures_of(content: bytes) -> Iterator[Upright]:
    """The pictures in a file, one after the other. Raises ``UnreadableError``."""
    if not _is_pdf(content):
        with _opened(content) as image:
            check_size(image.width, image.height)
            yield upright_of(image)
        return
    from courses.workshops.scanning import pdfs

    yield from pdfs.pictures_of(content)


def count(content: bytes) -> int:
    """How many pictures ``pictures_of`` will give. Raises ``UnreadableError``."""
    if not _is_pdf(content):
        return 1
    from courses.workshops.scanning import pdfs

    return pdfs.count(content)


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


def check_size(width: int, height: int) -> None:
    """Raise ``UnreadableError`` for a picture with too many points, or too few."""
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


def upright_of(image: Image.Image) -> Upright:
    """Turn a picture upright, make it as large as is useful, and keep its points only.

    Raises ``UnreadableError``.
    """
    try:
        # JPEG can be unpacked at a half or a quarter of its size, which spares time and memory.
        image.draft("RGB", (LONGEST, LONGEST))
        with _whole_only():
            image.load()
        plain = ImageOps.exif_transpose(image) or image
        if plain.mode.startswith("I"):
            # 16 bits a point, as some scanners write: Pillow would cut what is brighter than 255.
            plain = plain.convert("I").point(lambda value: value * (1 / 257)).convert("L")
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
