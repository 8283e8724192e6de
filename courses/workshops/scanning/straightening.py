"""Laying a page flat, and making its light even."""

import cv2
import numpy as np

from courses.workshops.scanning import marks
from courses.workshops.scanning.shapes import FoundPage, Picture

#: Points a millimetre of a page that was laid flat.
SCALE = 6
_SIZE = (round(marks.PAGE_WIDTH * SCALE), round(marks.PAGE_HEIGHT * SCALE))
#: Side of what counts as paper around a point, in millimetres: wider than anything that is written.
_PAPER = 13


def straighten(picture: Picture, page: FoundPage) -> Picture:
    """The page as it was printed, seen from above; what the picture does not show is white."""
    to_flat = np.diag([SCALE, SCALE, 1.0]) @ np.linalg.inv(page.to_picture)
    flat: Picture = cv2.warpPerspective(
        picture,
        to_flat,
        _SIZE,
        flags=cv2.INTER_AREA if _shrinks(page) else cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=(255, 255, 255),
    )
    return flat


def darkness(flat: Picture) -> Picture:
    """How dark each point is against the paper around it: 0 is paper, 1 is black.

    Colours are evened one by one, also under yellow lamps, and the middle one counts: blue and red pens
    are dark in two of three, coffee in one.
    """
    paper = cv2.resize(flat, None, fx=1 / SCALE, fy=1 / SCALE, interpolation=cv2.INTER_AREA)
    kernel = cv2.getStructuringElement(cv2.MORPH_RECT, (_PAPER, _PAPER))
    paper = cv2.morphologyEx(paper, cv2.MORPH_CLOSE, kernel)
    paper = cv2.GaussianBlur(paper, (0, 0), _PAPER / 3)
    paper = cv2.resize(paper, (flat.shape[1], flat.shape[0]), interpolation=cv2.INTER_LINEAR)
    smooth = cv2.GaussianBlur(flat, (0, 0), 0.7)
    blue, green, red = (
        cv2.divide(one, around, scale=255.0)
        for one, around in zip(cv2.split(smooth), cv2.split(paper), strict=True)
    )
    middle = cv2.max(cv2.min(blue, green), cv2.min(cv2.max(blue, green), red))
    dark: Picture = 1.0 - middle.astype(np.float32) / 255.0
    return dark


def is_inside(picture: Picture, page: FoundPage, points: list[tuple[float, float]]) -> bool:
    """Whether all these points of the paper are to be seen in the picture."""
    seen = cv2.perspectiveTransform(np.array([points], np.float64), page.to_picture)[0]
    height, width = picture.shape[:2]
    return bool(((seen >= 0) & (seen <= (width - 1, height - 1))).all())


def _shrinks(page: FoundPage) -> bool:
    """Whether the page is larger in the picture than it will be flat."""
    corner = np.array([[[0, 0], [marks.PAGE_WIDTH, 0]]], np.float64)
    left, right = cv2.perspectiveTransform(corner, page.to_picture)[0]
    return bool(np.linalg.norm(right - left) > 1.5 * _SIZE[0])


def black(dark: Picture) -> float:
    """How dark solid print is on this page: that of the corner marks, 0 when none is to be seen."""
    levels = []
    for x, y in marks.positions():
        top, left, side = round(y * SCALE), round(x * SCALE), round(marks.SIZE * SCALE)
        part = dark[top : top + side, left : left + side]
        if (level := float(np.percentile(part, 90))) > 0.2:
            levels.append(level)
    return float(np.median(levels)) if levels else 0.0
