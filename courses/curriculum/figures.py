"""The drawn figures: one SVG for both languages, its words kept beside it.

``content/figures/<name>.svg`` is the drawing, 360 units wide, so that on the narrowest phone one unit
is one pixel. Each ``<text data-word="key" data-width="120">`` in it is empty and gets the words of
that key in the reader's language, broken into lines that fit the width and centred about its ``y``.
Several keys (``data-word="name what"``) run on below each other and are centred together; the first
is a heading: bold, and in the colour ``data-head`` if there is one.
``content/figures/<name>.yaml`` holds ``title`` and ``text`` (the alternative text) and ``words``,
each with ``en`` and ``lo``.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import yaml
from django.conf import settings
from fontTools.ttLib import TTFont

from core import lao

FIGURES = Path(__file__).parent / "content" / "figures"
FONT_FAMILY = "'Noto Sans Lao', 'Noto Sans', sans-serif"
#: Height of a line as a share of the size of its letters: Lao has signs above and below.
LINE_HEIGHT = {"en": 1.25, "lo": 1.5}
_SVG = "http://www.w3.org/2000/svg"
_FONTS = ("noto-sans-lao-lao-{}-normal.woff2", "noto-sans-latin-{}-normal.woff2")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of words in a figure, the width it may have and the box it fills, in units."""

    word: str
    text: str
    limit: float
    left: float
    top: float
    width: float
    height: float
    bold: bool

    def overlaps(self, other: "Line") -> bool:
        """Whether the boxes of two lines share any ground."""
        return (
            self.left < other.left + other.width
            and other.left < self.left + self.width
            and self.top < other.top + other.height
            and other.top < self.top + self.height
        )


@cache
def figure_names() -> tuple[str, ...]:
    """The names of all figures, in alphabetical order."""
    return tuple(sorted(path.stem for path in FIGURES.glob("*.svg")))


def figure_choices() -> list[tuple[str, str]]:
    """What an editor chooses from."""
    return [(name, str(_words(name)["title"]["en"])) for name in figure_names()]


@cache
def drawn(name: str, language: str) -> str:
    """The figure as SVG to stand in a page, with title and alternative text, in one language.

    Raises KeyError when the drawing asks for words that are not there.
    """
    return _draw(name, language)[0]


def lines_of(name: str, language: str) -> list[Line]:
    """All lines of words in a figure, to check that each fits."""
    return _draw(name, language)[1]


def alternative_text(name: str, language: str) -> str:
    """What the figure says, for people who cannot see it."""
    return str(_words(name)["text"][language]).strip()


def _draw(name: str, language: str) -> tuple[str, list[Line]]:
    words = _words(name)
    svg = ElementTree.parse(FIGURES / f"{name}.svg").getroot()  # noqa: S314 - a file of our own
    lines: list[Line] = []
    for text in svg.iter(f"{{{_SVG}}}text"):
        set_lines = _set(text, words["words"], language)
        _fill(text, set_lines)
        lines += set_lines
    svg.set("role", "img")
    svg.set("aria-labelledby", f"{name}-title {name}-text")
    svg.set("lang", language)
    svg.set("font-family", FONT_FAMILY)
    title = ElementTree.Element(f"{{{_SVG}}}title", {"id": f"{name}-title"})
    title.text = str(words["title"][language])
    description = ElementTree.Element(f"{{{_SVG}}}desc", {"id": f"{name}-text"})
    description.text = alternative_text(name, language)
    svg.insert(0, title)
    svg.insert(1, description)
    # Plain names, told by hand: WeasyPrint takes the registered prefix away when it is loaded.
    for element in svg.iter():
        element.tag = element.tag.removeprefix(f"{{{_SVG}}}")
    svg.set("xmlns", _SVG)
    return ElementTree.tostring(svg, encoding="unicode"), lines


def _set(text: ElementTree.Element, words: dict[str, dict[str, str]], language: str) -> list[Line]:
    """The lines of a text element, about the y of the element, which is the middle of its box."""
    keys = text.attrib.pop("data-word").split()
    limit = float(text.attrib.pop("data-width"))
    size = float(text.get("font-size", "14"))
    height = size * LINE_HEIGHT[language]
    pieces = [
        (key, piece, bold)
        for key in keys
        for bold in [text.get("font-weight") == "600" or (len(keys) > 1 and key == keys[0])]
        for piece in _wrap(words[key][language], limit, size, bold)
    ]
    top = float(text.get("y", "0")) - len(pieces) * height / 2
    x = float(text.get("x", "0"))
    lines = []
    for number, (key, piece, bold) in enumerate(pieces):
        width = _width(piece, size, bold)
        left = x - width * {"middle": 0.5, "end": 1}.get(text.get("text-anchor", ""), 0)
        lines.append(Line(key, piece, limit, left, top + number * height, width, height, bold))
    return lines


def _fill(text: ElementTree.Element, lines: list[Line]) -> None:
    """Write the lines into the element, one below the other."""
    size = float(text.get("font-size", "14"))
    x = text.get("x", "0")
    head = text.attrib.pop("data-head", None)
    text.attrib.pop("y", None)
    for line in lines:
        span = ElementTree.SubElement(text, f"{{{_SVG}}}tspan")
        span.set("x", x)
        # The base line stands about a third of the letter size below the middle of a line.
        span.set("y", f"{line.top + line.height / 2 + size * 0.35:.1f}")
        if line.bold and text.get("font-weight") != "600":
            span.set("font-weight", "600")
            if head:
                span.set("fill", head)
        span.text = line.text


def _wrap(text: str, limit: float, size: float, bold: bool) -> list[str]:
    """Break at spaces and between Lao words; a line feed in the words breaks as well."""
    lines = []
    for paragraph in text.strip().split("\n"):
        line = ""
        for piece in _pieces(paragraph):
            if line and _width((line + piece).strip(), size, bold) > limit:
                lines.append(line.strip())
                line = ""
            line += piece
        lines.append(line.strip())
    return lines


def _pieces(text: str) -> list[str]:
    """What must stay together on a line, each with the space after it."""
    broken = lao.break_lines(text).replace(" ", " " + lao.ZERO_WIDTH_SPACE)
    return [piece for piece in broken.split(lao.ZERO_WIDTH_SPACE) if piece]


def _width(text: str, size: float, bold: bool) -> float:
    """The width of a line in units; letters that no font of ours has count as wide as an m."""
    total = 0
    for letter in text:
        total += next(
            (advances[ord(letter)] for advances in _advances(bold) if ord(letter) in advances), 900
        )
    return total * size / 1000


@cache
def _advances(bold: bool) -> tuple[dict[int, int], ...]:
    """For each font the advance of each character, in thousandths of the letter size."""
    found = []
    for pattern in _FONTS:
        path = Path(settings.STATICFILES_DIRS[0]) / "fonts" / pattern.format(600 if bold else 400)
        with TTFont(path) as font:
            scale = 1000 / font["head"].unitsPerEm
            metrics = font["hmtx"]
            found.append(
                {
                    code: round(metrics[glyph][0] * scale)
                    for code, glyph in font.getBestCmap().items()
                }
            )
    return tuple(found)


@cache
def _words(name: str) -> dict[str, dict[str, dict[str, str]]]:
    words: dict[str, dict[str, dict[str, str]]] = yaml.safe_load(
        (FIGURES / f"{name}.yaml").read_text(encoding="utf-8")
    )
    return words
