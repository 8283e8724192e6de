"""Pictures in a text: written as an ``<img>`` behind the words, taken out again when read."""

import binascii
import html
import io
import re
import warnings
from base64 import b64decode, b64encode
from pathlib import PurePosixPath
from urllib.parse import quote, unquote

from PIL import Image, UnidentifiedImageError

from assessments.quizzes.exchange import mlang
from assessments.quizzes.exchange.record import Picture, Words
from assessments.quizzes.exchange.text import plain

#: How Moodle addresses a file that comes with the text.
PLUGINFILE = "@@PLUGINFILE@@/"
MAX_BYTES = 2 * 1024 * 1024
MAX_PIXELS = 24_000_000
_KINDS = {"PNG": "png", "JPEG": "jpeg", "GIF": "gif", "WEBP": "webp"}
_IMG = re.compile(r"<img\b[^<>]*>", re.IGNORECASE)
#: A paragraph of which nothing is left.
_EMPTIED = re.compile(r"<p>\s*</p>")
_ATTRIBUTE = re.compile(
    r"""(?<![a-z-])([a-z-]+)\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+)""", re.IGNORECASE
)
_DATA = re.compile(r"data:image/[a-z+.-]+;base64,(.*)", re.IGNORECASE | re.DOTALL)
_IN_AN_ADDRESS = re.compile(r"data:image/[a-z+.-]+;base64,[A-Za-z0-9+/=\s]*", re.IGNORECASE)
_PLAIN_NAME = re.compile(r"[^A-Za-z0-9._-]+")


class PictureError(ValueError):
    """Not a picture that can be kept."""


def kind_of(data: bytes) -> str:
    """``png``, ``jpeg``, ``gif`` or ``webp``. Raises PictureError for anything else, for one that is
    damaged and for one that is too large."""
    if len(data) > MAX_BYTES:
        raise PictureError("too large")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=list(_KINDS)) as image:
                if image.width * image.height > MAX_PIXELS:
                    raise PictureError("too many pixels")
                kind = _KINDS[str(image.format)]
                image.verify()
                return kind
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Warning) as error:
        raise PictureError(str(error)) from error


def decoded(text: str) -> bytes:
    """Base64 as bytes. Raises PictureError."""
    try:
        return b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise PictureError(str(error)) from error


def without(text: str) -> str:
    """The text without the bytes of pictures in it."""
    return _IN_AN_ADDRESS.sub("", text)


def file_name(picture: Picture) -> str:
    """The name of its file, as plain as every system likes it; always the same for the same bytes."""
    name = PurePosixPath(picture.name.replace("\\", "/"))
    stem = _PLAIN_NAME.sub("-", name.stem).strip("-.")[:40] or "picture"
    try:
        ending = kind_of(picture.data)
    except PictureError:
        ending = name.suffix.lstrip(".") or "bin"
    return f"{stem}.{'jpg' if ending == 'jpeg' else ending}"


def tag(picture: Picture, languages: tuple[str, ...], *, inside: bool) -> str:
    """The ``<img>``: ``inside`` with the bytes in its address, else naming a file beside the text."""
    if inside:
        try:
            kind = kind_of(picture.data)
        except PictureError:
            kind = "png"
        address = f"data:image/{kind};base64,{b64encode(picture.data).decode()}"
    else:
        address = PLUGINFILE + quote(file_name(picture))
    alt = html.escape(mlang.join(picture.alt, languages))
    return f'<img src="{address}" alt="{alt}"/>'


def take_out(
    text: str, files: dict[str, bytes], languages: tuple[str, ...]
) -> tuple[str, Picture | None, list[str]]:
    """The text without its pictures, the first of them, and the addresses of those left out."""
    found: list[Picture] = []
    left_out: list[str] = []
    for each in _IMG.findall(text):
        values = {
            name.lower(): html.unescape(value.strip("\"'"))
            for name, value in _ATTRIBUTE.findall(each)
        }
        address = values.get("src", "")
        data = _bytes_of(address, files)
        if data is None or found:
            left_out.append(address[:60])
            continue
        try:
            kind = kind_of(data)
        except PictureError:
            left_out.append(address[:60])
            continue
        alt: Words = {"en": "", "lo": ""}
        alt |= {each: plain(mlang.pick(values.get("alt", ""), each)) for each in languages}
        name = unquote(address.removeprefix(PLUGINFILE))
        name = f"picture.{kind}" if address.startswith("data:") else name
        found.append(Picture(data=data, alt=alt, name=name))
    if not found and not left_out:
        return text, None, []
    return _EMPTIED.sub("", _IMG.sub("", text)), found[0] if found else None, left_out


def _bytes_of(address: str, files: dict[str, bytes]) -> bytes | None:
    if address.startswith(PLUGINFILE):
        return files.get(unquote(address.removeprefix(PLUGINFILE)))
    if found := _DATA.fullmatch(address):
        try:
            return decoded(found[1])
        except PictureError:
            return None
    return None
