"""A picture in, pages and what their boxes say out."""

from collections import Counter
from collections.abc import Callable

import cv2
import numpy as np

from courses.workshops.scanning import marks
from courses.workshops.scanning.finding import find_pages
from courses.workshops.scanning.judging import read_lines
from courses.workshops.scanning.shapes import (
    FoundPage,
    LineReading,
    PageReading,
    Picture,
    PrintedLine,
    Trouble,
)
from courses.workshops.scanning.straightening import SCALE, darkness, is_inside, straighten

#: How wide the edge of a corner mark may be spread, in millimetres, before strokes run together.
_BLUR = 1.15
#: Quality of the JPEG of a page laid flat: about 250 kB.
_QUALITY = 72

#: Where the lines of a page were printed; a ``Trouble`` for a page that is not to be read here.
Lines = list[PrintedLine]
Layouts = Callable[[int], Lines | Trouble]


def read_picture(content: bytes, lines_of: Layouts) -> tuple[list[PageReading], list[Trouble]]:
    """Read every page of ours in a picture (JPEG or PNG), and say what cannot be read.

    ``lines_of`` gives for the code of a page where its lines were printed.
    """
    picture = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR)
    if picture is None:
        return [], [Trouble.NO_SHEET]
    findings = find_pages(picture)
    readings, troubles = [], list(findings.troubles)
    copies = Counter(page.code for page in findings.pages)
    troubles += [Trouble.TWICE for count in copies.values() if count > 1]
    for page in findings.pages:
        if copies[page.code] > 1:
            continue
        lines = lines_of(page.code)
        if isinstance(lines, Trouble):
            troubles.append(lines)
            continue
        reading = _read(picture, page, lines)
        if isinstance(reading, Trouble):
            troubles.append(reading)
        else:
            readings.append(reading)
    return readings, troubles


def _read(picture: Picture, page: FoundPage, lines: Lines) -> PageReading | Trouble:
    if not is_inside(picture, page, [point for line in lines for point in _points(line)]):
        return Trouble.CUT_OFF
    flat = straighten(picture, page)
    dark = darkness(flat)
    if _spread_of_edges(dark) > _BLUR:
        return Trouble.BLURRED
    readings: list[LineReading] = read_lines(dark, lines)
    _done, image = cv2.imencode(".jpg", flat, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
    return PageReading(page.code, image.tobytes(), readings)


def _points(line: PrintedLine) -> list[tuple[float, float]]:
    box, signature = line.box, line.signature
    return [(box.x, box.y), (signature.x + signature.width, signature.y + signature.height)]


def _spread_of_edges(dark: Picture) -> float:
    """How many millimetres the printed edge of the corner marks takes from white to black, at the
    sharpest mark that is to be seen."""
    spreads = []
    for corner in range(4):
        x, y = marks.positions()[corner]
        top, left = round((y - 1.3) * SCALE), round((x - 1.3) * SCALE)
        side = round((marks.SIZE + 2.6) * SCALE)
        part = dark[top : top + side, left : left + side]
        steps = np.abs(np.diff(part, axis=1))
        steepest = float(np.percentile(steps, 98))
        contrast = float(np.percentile(part, 95) - np.percentile(part, 5))
        if contrast > 0.2 and steepest > 0:
            spreads.append(contrast / steepest / SCALE)
    return min(spreads, default=float("inf"))
