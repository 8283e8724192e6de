"""What is in the boxes of a page that was laid flat.

Each box is first sought where it was printed, for paper bends: its outline is a square that nothing
else on the page resembles, and neighbours are displaced alike. Then the ink inside is measured against
the paper around it and the print of the outline. Between what is plainly empty, plainly a mark and
plainly filled in there are gaps on purpose: what lies there is for people to decide.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from courses.workshops.scanning.marks import Rectangle
from courses.workshops.scanning.shapes import Doubt, LineReading, Picture, PrintedLine, Verdict
from courses.workshops.scanning.straightening import SCALE, black

#: How far a box is sought from where it was printed, in millimetres; lines are 12.5 apart.
_REACH = 5.0
#: How far a box may be displaced otherwise than its neighbours.
_ALONE = 1.2
#: Left out inside the edge of a box: the printed line and its blur.
_EDGE = 0.85
#: How much of the outline must be seen, as a share of the page's boxes in general.
_OUTLINE = 0.45
#: Darkness from which a point is ink, as a share of the darkness of print.
_INK = 0.32
#: The same for traces that may be ink.
_FAINT = 0.18

# Shares of the inside of a box that are inked.
_EMPTY, _MARK, _MUCH, _FILLED = 0.015, 0.04, 0.78, 0.88
#: A mark leaves white in the box, this many millimetres from any ink; filling in leaves less.
_WHITE = 0.36
#: Strokes that a row or column of points of the box meets: a cross has two, a scribble more.
_STROKES = 2
#: Share of the cell to sign in from which something is written there.
_WRITTEN = 0.012


@dataclass(frozen=True, slots=True)
class _Box:
    """A box where it was found, in points, and how much of its outline is there."""

    x: int
    y: int
    side: int
    outline: float


@dataclass(frozen=True, slots=True)
class Measures:
    """What was measured of a box; shares of its inside unless said otherwise."""

    ink: float
    faint: float
    #: The larger side of what is inked, as a share of the box's side.
    spread: float
    #: How far the whitest point of the inside is from any ink, in millimetres.
    white: float
    #: How many strokes its rows or columns meet, where they meet many.
    strokes: int
    #: Ink left and right of the box at one height, as a line through it leaves.
    through: bool
    #: Ink around the box, as a share of the inside.
    around: float
    #: How much of the printed outline is seen against the page's other boxes.
    outline: float
    #: Unevenness of the paper around, as a share of the darkness of print.
    noise: float


def read_lines(dark: Picture, lines: list[PrintedLine]) -> list[LineReading]:
    """What each line says; ``dark`` comes from ``straightening.darkness``."""
    boxes = _find_boxes(dark, lines)
    usual = float(np.median([box.outline for box in boxes])) if boxes else 0.0
    level = max(black(dark), 0.2)
    readings = []
    for line, box in zip(lines, boxes, strict=True):
        measures = measure(dark, box, usual, level)
        written = _is_written(dark, line.signature, level)
        verdict, confidence, doubts = judge(measures)
        if verdict == Verdict.EMPTY and written:
            verdict, confidence, doubts = Verdict.UNSURE, 0.5, (Doubt.SIGNED,)
        readings.append(LineReading(line.number, verdict, confidence, written, doubts))
    return readings


def judge(seen: Measures) -> tuple[Verdict, float, tuple[Doubt, ...]]:
    """The verdict on what was measured, how sure it is, and what speaks against it."""
    if seen.outline < _OUTLINE:
        return Verdict.UNSURE, 0.0, (Doubt.NOT_FOUND,)
    if seen.noise > 0.5 * _INK:
        return Verdict.UNSURE, 0.1, (Doubt.FAINT,)
    if seen.ink >= _FILLED and seen.white < _WHITE:
        return Verdict.CROSSED_OUT, _between(seen.ink, _FILLED, 1.0), ()
    if seen.through and seen.ink > _EMPTY:
        return Verdict.UNSURE, 0.3, (Doubt.THROUGH,)
    if seen.ink >= _MUCH or (
        seen.ink >= _MARK and (seen.white < _WHITE or seen.strokes > _STROKES)
    ):
        return Verdict.UNSURE, 0.3, (Doubt.HEAVY,)
    if seen.ink >= _MARK:
        if seen.spread < 0.35:
            return Verdict.UNSURE, 0.3, (Doubt.TRACE,)
        if seen.around > 2.2 * seen.ink and seen.ink < 0.09:
            return Verdict.UNSURE, 0.3, (Doubt.OUTSIDE,)
        return Verdict.MARKED, _between(seen.ink, _MARK, 0.08), ()
    if seen.ink >= _EMPTY:
        return Verdict.UNSURE, 0.3, (Doubt.TRACE,)
    if seen.faint > 0.06:
        return Verdict.UNSURE, 0.3, (Doubt.FAINT,)
    if seen.around > 0.12:
        return Verdict.UNSURE, 0.3, (Doubt.OUTSIDE,)
    return Verdict.EMPTY, 1.0 - 0.5 * seen.ink / _EMPTY, ()


def _between(value: float, low: float, high: float) -> float:
    """0.5 at the threshold, 1 from ``high`` on."""
    return round(0.5 + 0.5 * min(1.0, (value - low) / (high - low)), 3)


def _find_boxes(dark: Picture, lines: list[PrintedLine]) -> list[_Box]:
    """Each box where its outline is seen best, near where its neighbours are displaced to."""
    maps = [_outlines(dark, line.box) for line in lines]
    peaks = [np.unravel_index(int(scores.argmax()), scores.shape) for scores in maps]
    boxes = []
    for index, (line, scores) in enumerate(zip(lines, maps, strict=True)):
        near = [
            other
            for other in range(max(0, index - 2), min(len(lines), index + 3))
            if abs(lines[other].box.x - line.box.x) < 2 * line.box.width
        ]
        middle = np.median([peaks[other] for other in near], axis=0)
        shape = np.indices(scores.shape)
        distance = np.hypot(shape[0] - middle[0], shape[1] - middle[1])
        allowed = np.where(distance <= _ALONE * SCALE, scores, -1.0)
        # Where neighbours disagree (a fold runs there), the plainest outline counts.
        if allowed.max() < 0.7 * scores.max():
            allowed = scores
        row, column = np.unravel_index(int(allowed.argmax()), allowed.shape)
        reach = round(_REACH * SCALE)
        boxes.append(
            _Box(
                x=round(line.box.x * SCALE) + int(column) - reach,
                y=round(line.box.y * SCALE) + int(row) - reach,
                side=round(line.box.width * SCALE),
                outline=float(allowed.max()),
            )
        )
    return boxes


def _outlines(dark: Picture, box: Rectangle) -> Picture:
    """For each displacement, how plainly a square of the box's size is drawn there."""
    side, reach, rim = round(box.width * SCALE), round(_REACH * SCALE), round(1.2 * SCALE)
    window = _cut(
        dark,
        round(box.x * SCALE) - reach - rim,
        round(box.y * SCALE) - reach - rim,
        side + 2 * (reach + rim),
    )
    thick = 3
    line = np.zeros((side + 2 * rim, side + 2 * rim), np.float32)
    line[rim : rim + side, rim : rim + side] = 1.0
    line[rim + thick : rim + side - thick, rim + thick : rim + side - thick] = 0.0
    outside = np.ones_like(line)
    outside[rim - thick : rim + side + thick, rim - thick : rim + side + thick] = 0.0
    kernel = line / line.sum() - outside / outside.sum()
    scores: Picture = cv2.matchTemplate(window, kernel.astype(np.float32), cv2.TM_CCORR)
    return scores


def measure(dark: Picture, box: _Box, usual: float, level: float) -> Measures:
    """Measure a box where it was found; ``level`` is the darkness of print on this page, ``usual`` how
    plain the outlines of its boxes are."""
    margin = round(3 * SCALE)
    window = _cut(dark, box.x - margin, box.y - margin, box.side + 2 * margin)
    end = margin + box.side
    gap = round(0.8 * SCALE)
    ring = np.ones(window.shape, bool)
    ring[margin - gap : end + gap, margin - gap : end + gap] = False
    paper = float(np.percentile(window[ring], 40))
    quiet = window[ring & (window < paper + 0.1)]
    edge = round(_EDGE * SCALE)
    inside = window[margin + edge : end - edge, margin + edge : end - edge] - paper
    ink = inside > _INK * level
    around = (window - paper > _INK * level) & ring
    return Measures(
        ink=float(ink.mean()),
        faint=float((inside > _FAINT * level).mean()),
        spread=_spread(ink),
        white=_white(ink),
        strokes=max(_strokes(ink), _strokes(ink.T)),
        through=_runs_through(around, margin, end),
        around=float(around.sum() / ink.size),
        outline=box.outline / usual if usual > 0 else 0.0,
        noise=float(quiet.std()) / level if quiet.size else 1.0,
    )


def _spread(ink: Picture) -> float:
    rows, columns = np.nonzero(ink)
    if not rows.size:
        return 0.0
    return float(max(np.ptp(rows), np.ptp(columns)) + 1) / ink.shape[0]


def _white(ink: Picture) -> float:
    """The radius of the largest disc in the box that holds no ink; the box's edge bounds it too."""
    paper = cv2.copyMakeBorder((~ink).astype(np.uint8), 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    return float(cv2.distanceTransform(paper, cv2.DIST_L2, 5).max()) / SCALE


def _strokes(ink: Picture) -> int:
    """How many strokes lie beside one another in the rows, in a quarter of them at least."""
    begins = np.diff(ink.astype(np.int8), axis=1, prepend=0) == 1
    return int(np.percentile(begins.sum(axis=1), 75))


def _runs_through(around: Picture, margin: int, end: int) -> bool:
    """Whether ink leaves the box on the left and on the right at about one height, or above and below
    at about one width: somebody struck out more than the box."""
    strip = slice(round(0.6 * SCALE), margin - round(1.0 * SCALE))
    far = slice(end + round(1.0 * SCALE), end + margin - round(0.6 * SCALE))
    middle = slice(margin, end)
    sides = (around[middle, strip].any(axis=1), around[middle, far].any(axis=1))
    ends = (around[strip, middle].any(axis=0), around[far, middle].any(axis=0))
    return any(
        one.any() and two.any() and abs(_middle(one) - _middle(two)) < 2 * SCALE
        for one, two in (sides, ends)
    )


def _middle(where: Picture) -> float:
    return float(np.mean(np.nonzero(where)[0]))


def _is_written(dark: Picture, cell: Rectangle, level: float) -> bool:
    """Whether something is written in a cell, its borders left out."""
    inset = 2.0
    top, bottom = round((cell.y + inset) * SCALE), round((cell.y + cell.height - inset) * SCALE)
    left, right = round((cell.x + inset) * SCALE), round((cell.x + cell.width - inset) * SCALE)
    inside = dark[top:bottom, left:right]
    if not inside.size:
        return False
    paper = float(np.percentile(inside, 40))
    return bool((inside - paper > _INK * level).mean() > _WRITTEN)


def _cut(dark: Picture, x: int, y: int, side: int) -> Picture:
    """A square of the page; what lies beyond its edge is paper."""
    height, width = dark.shape
    before_y, before_x = max(0, -y), max(0, -x)
    part = dark[max(0, y) : min(height, y + side), max(0, x) : min(width, x + side)]
    return cv2.copyMakeBorder(
        part,
        before_y,
        side - part.shape[0] - before_y,
        before_x,
        side - part.shape[1] - before_x,
        cv2.BORDER_CONSTANT,
        value=0.0,
    )
