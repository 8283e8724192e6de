"""Files as scanners and phones write them: read, or refused with what to do about it."""

import io
import struct
import zlib

import pikepdf
import pytest
from PIL import Image, ImageDraw

from courses.workshops.scan_words import REFUSALS
from courses.workshops.scanning import pictures
from courses.workshops.scanning.pictures import Refused, UnreadableError

WIDTH, HEIGHT = 900, 800


def drawing(size: tuple[int, int] = (WIDTH, HEIGHT)) -> Image.Image:
    """White paper with a black square near its top left."""
    image = Image.new("L", size, "white")
    ImageDraw.Draw(image).rectangle((50, 50, 249, 249), fill="black")
    return image


def jpeg(size: tuple[int, int] = (WIDTH, HEIGHT), kind: str = "JPEG") -> bytes:
    written = io.BytesIO()
    drawing(size).save(written, kind)
    return written.getvalue()


def fax() -> tuple[bytes, bool]:
    """The drawing as a fax packs it (CCITT group 4), and which bit is black."""
    written = io.BytesIO()
    drawing().convert("1").save(written, "TIFF", compression="group4", tiffinfo={278: HEIGHT})
    tiff = Image.open(written)
    start, length = tiff.tag_v2[273][0], tiff.tag_v2[279][0]
    return written.getvalue()[start : start + length], tiff.tag_v2[262] == 1


def image(data: bytes, packing: str, *, size: tuple[int, int] = (WIDTH, HEIGHT), **values):
    """A picture of a PDF: its bytes, how they are packed, and what the PDF says of them."""
    common = {
        "Width": size[0],
        "Height": size[1],
        "BitsPerComponent": 8,
        "ColorSpace": pikepdf.Name.DeviceGray,
    }
    return data, packing, common | values


def scan(*images, form: bool = False, turned: int = 0, note: str = "") -> bytes:
    """A PDF with one page that shows these pictures."""
    document = pikepdf.new()
    page = document.add_blank_page()
    shown = pikepdf.Dictionary()
    for number, (data, packing, values) in enumerate(images):
        stream, parameters = pikepdf.Stream(document, b""), values.pop("parameters", None)
        stream.write(
            data,
            filter=pikepdf.Name(f"/{packing}"),
            decode_parms=parameters and pikepdf.Dictionary(**parameters),
        )
        stream.Type, stream.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
        for name, value in values.items():
            stream[f"/{name}"] = value
        shown[f"/Im{number}"] = document.make_indirect(stream)
    resources = pikepdf.Dictionary(XObject=shown)
    if form:
        inner = document.make_stream(b"/Im0 Do", Type=pikepdf.Name.XObject, Resources=resources)
        inner.Subtype = pikepdf.Name.Form
        resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Fm0=inner))
    page.Resources = resources
    page.Rotate = turned
    if note:
        page.Annots = pikepdf.Array([pikepdf.Dictionary(Subtype=pikepdf.Name(note))])
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def read(content: bytes) -> Image.Image:
    (upright,) = pictures.pictures_of(content)
    return Image.open(io.BytesIO(upright.content)).convert("L")


def fax_image(*, inverted: bool = False, **values):
    data, black = fax()
    parameters = {"K": -1, "Columns": WIDTH, "Rows": HEIGHT, "BlackIs1": black is not inverted}
    return image(data, "CCITTFaxDecode", BitsPerComponent=1, parameters=parameters, **values)


@pytest.mark.parametrize(
    "content",
    [
        scan(image(jpeg(), "DCTDecode")),
        scan(image(zlib.compress(drawing().tobytes()), "FlateDecode")),
        scan(image(jpeg(kind="JPEG2000"), "JPXDecode")),
        scan(fax_image()),
        scan(fax_image(inverted=True)),
        scan(image(jpeg(), "DCTDecode"), form=True),
        scan(image(jpeg(), "DCTDecode"), image(jpeg((120, 60)), "DCTDecode", size=(120, 60))),
        scan(image(jpeg(), "DCTDecode"), note="/Link"),
    ],
    ids=[
        "jpeg",
        "flate",
        "jpeg 2000",
        "fax",
        "fax inverted",
        "in a form",
        "stamp of an app",
        "link",
    ],
)
def test_one_picture_a_page_is_read_however_it_is_packed(content):
    found = read(content)
    assert found.size == (WIDTH, HEIGHT)
    assert found.getpixel((150, 150)) < 60
    assert found.getpixel((600, 600)) > 200


def test_a_page_that_was_turned_in_the_file_is_turned():
    found = read(scan(image(jpeg(), "DCTDecode"), turned=90))
    assert found.size == (HEIGHT, WIDTH)
    assert found.getpixel((HEIGHT - 150, 150)) < 60


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (scan(image(b"\0" * 50, "JBIG2Decode", BitsPerComponent=1)), Refused.PACKING),
        (scan(*[image(jpeg(), "DCTDecode") for _strip in range(4)]), Refused.LAYERS),
        (scan(image(jpeg(), "DCTDecode"), fax_image(ImageMask=True)), Refused.LAYERS),
        (scan(image(jpeg(), "DCTDecode"), note="/Ink"), Refused.LAYERS),
        (scan(), Refused.NO_PICTURE),
    ],
    ids=["jbig2", "strips", "layers", "drawn upon", "nothing"],
)
def test_what_could_be_read_wrongly_is_refused(content, reason):
    with pytest.raises(UnreadableError) as refused:
        list(pictures.pictures_of(content))
    assert refused.value.reason == reason


def test_a_scan_with_sixteen_bits_a_point_keeps_its_greys():
    deep = drawing().point([90 if value < 128 else 255 for value in range(256)])
    deep = deep.convert("I").point(lambda value: value * 257).convert("I;16")
    written = io.BytesIO()
    deep.save(written, "PNG")
    found = read(written.getvalue())
    assert abs(found.getpixel((150, 150)) - 90) < 5
    assert found.getpixel((600, 600)) > 250


@pytest.mark.parametrize("reason", [Refused.PACKING, Refused.LAYERS])
def test_the_refusal_says_what_to_send_instead(reason):
    assert "JPEG" in str(REFUSALS[reason])
    assert "PNG" in str(REFUSALS[reason])


def _bomb(size: int) -> bytes:
    """A PDF whose list of objects unpacks to ``size`` bytes of nothing."""
    packed = zlib.compress(b"1 0 <<>> " + b" " * size, 9)
    head = b"5 0 obj <</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>> stream\n"
    content = b"%PDF-1.5\n" + head % len(packed) + packed + b"\nendstream endobj\n"
    entries = [(0, 0, 0), (2, 5, 0), *[(0, 0, 0)] * 3, (1, 9, 0), (1, len(content), 0)]
    index = b"".join(struct.pack(">BIB", *entry) for entry in entries)
    tail = b"6 0 obj <</Type/XRef/Size 7/W[1 4 1]/Root 1 0 R/Length %d>> stream\n" % len(index)
    end = b"\nendstream endobj\nstartxref\n%d\n%%%%EOF" % len(content)
    return content + tail + index + end


def test_a_file_whose_structure_unpacks_to_too_much_is_stopped():
    import pikepdf.settings

    before = pikepdf.settings.get_qpdf_limits()
    with pytest.raises(UnreadableError) as refused:
        pictures.count(_bomb(40_000_000))
    assert refused.value.reason == Refused.DAMAGED
    # Others in this process, who write our papers, are not held to it.
    assert pikepdf.settings.get_qpdf_limits() == before
