"""The pages of a scan in PDF, as scanners and apps of phones write them: one picture a page.

Nothing is drawn: the picture of a page is taken as it lies in the file. What is put together from
several (strips, a picture in layers) or packed as we cannot unpack it is refused, with what to do about
it: half of a page must never be read as if it were the whole.
"""

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

import pikepdf
import pikepdf.settings
from PIL import Image, ImageOps, ImageStat

from courses.workshops.scanning.pictures import (
    PIXELS,
    Refused,
    UnreadableError,
    Upright,
    check_size,
    upright_of,
)

#: Pages at most.
PAGES = 30
#: Other pictures on a page, as a share of the points of the largest, that are no stamp of an app.
_BESIDE = 0.03
#: How deep pictures lie in the forms of a page at most.
_DEEPEST = 4
#: What was drawn on a page in a program, after it was scanned.
_DRAWN = {"/Ink", "/Stamp", "/FreeText", "/Line", "/Square", "/Circle", "/Polygon", "/PolyLine"}
#: What the parts of a file may unpack to that only say how it is put together, in bytes.
_STRUCTURE = 32_000_000
_PACKINGS = (
    ["/DCTDecode"],
    ["/FlateDecode"],
    ["/FlateDecode", "/DCTDecode"],
    ["/CCITTFaxDecode"],
    ["/JPXDecode"],
)


def count(content: bytes) -> int:
    """How many pages there are. Raises ``UnreadableError``."""
    with _unpacking(_STRUCTURE), _opened(content) as document:
        return len(document.pages)


def pictures_of(content: bytes) -> Iterator[Upright]:
    """The picture of each page; pages without one are passed over. Raises ``UnreadableError``."""
    any_found = False
    with _unpacking(_STRUCTURE):
        document = _opened(content)
        pages = list(document.pages)
    with document:
        for page in pages:
            try:
                with _unpacking(_STRUCTURE):
                    stream = _picture(page)
                    upright = stream and _read(stream, int(page.get("/Rotate", 0)))
                if upright is None:
                    continue
            except (pikepdf.PdfError, AttributeError, TypeError, ValueError) as error:
                raise UnreadableError(Refused.DAMAGED) from error
            any_found = True
            yield upright
    if not any_found:
        raise UnreadableError(Refused.NO_PICTURE)


@contextmanager
def _unpacking(most: int) -> Iterator[None]:
    """Let no part of a PDF unpack to more than this many bytes; a job reads one file at a time."""
    before: dict[str, Any] = pikepdf.settings.set_qpdf_limits(
        flate_max_memory=most,
        png_max_memory=most,
        run_length_max_memory=most,
        tiff_max_memory=most,
        max_stream_filters=4,
    )
    try:
        yield
    finally:
        pikepdf.settings.set_qpdf_limits(**before)


def _opened(content: bytes) -> Any:
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


def _picture(page: Any) -> Any:
    """The one picture of a page, None when it has none."""
    images = _images(page.obj, {}, 0)
    if not images:
        return None
    if any(str(note.get("/Subtype", "")) in _DRAWN for note in page.get("/Annots", ())):
        raise UnreadableError(Refused.LAYERS)
    largest = max(images, key=_points)
    if len(images) > 1:
        beside = sum(_points(each) for each in images) - _points(largest)
        masked = any(_is_masked(each) for each in images)
        if masked or beside > _BESIDE * _points(largest):
            raise UnreadableError(Refused.LAYERS)
    return largest


def _images(holder: Any, found: dict[Any, Any], depth: int) -> list[Any]:
    """Every picture of a page, also of the forms it is put together from, each once."""
    resources = holder.get("/Resources", {})
    for one in dict(resources.get("/XObject", {})).values():
        if one.objgen in found:
            continue
        kind = str(one.get("/Subtype", ""))
        if kind == "/Image":
            found[one.objgen] = one
        elif kind == "/Form" and depth < _DEEPEST:
            found[one.objgen] = None
            _images(one, found, depth + 1)
    return [image for image in found.values() if image is not None]


def _points(image: Any) -> int:
    return int(image.get("/Width", 0)) * int(image.get("/Height", 0))


def _is_masked(image: Any) -> bool:
    """Whether a picture is a layer: a stencil, or seen through one."""
    return bool(image.get("/ImageMask", False)) or "/SMask" in image or "/Mask" in image


def _read(stream: Any, turned: int) -> Upright:
    width, height = int(stream.get("/Width", 0)), int(stream.get("/Height", 0))
    check_size(width, height)
    filters = [str(name) for name in pikepdf.PdfImage(stream).filters]
    if filters not in _PACKINGS:
        raise UnreadableError(Refused.PACKING)
    raw = stream.read_raw_bytes()
    if filters[0] == "/FlateDecode":
        _check_unpacked(raw, 4 * 2 * (width + 1) * height + 1_000_000)
    image: Image.Image
    try:
        if filters == ["/JPXDecode"]:
            image = Image.open(BytesIO(raw), formats=["JPEG2000"])
        else:
            with _unpacking(4 * 3 * PIXELS):
                image = pikepdf.PdfImage(stream).as_pil_image()
    except Image.DecompressionBombError as error:
        raise UnreadableError(Refused.TOO_MANY_POINTS) from error
    except Exception as error:
        # pikepdf raises its own errors, Pillow's and plain ones for what it cannot unpack.
        raise UnreadableError(Refused.DAMAGED) from error
    # The words in a picture's own head may be larger than what the PDF says of it.
    check_size(image.width, image.height)
    if image.mode == "1" and ImageStat.Stat(image).mean[0] < 255 / 2:
        # Scanners do not agree on which bit is ink; paper is what there is more of.
        image = ImageOps.invert(image)
    if turned % 360:
        image = image.rotate(-turned % 360, expand=True)
    return upright_of(image)


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
