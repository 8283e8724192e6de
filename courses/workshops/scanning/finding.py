"""Looking for our pages in a picture: by their corner marks, in any position, several at once."""

from collections.abc import Iterator
from itertools import combinations, product

import cv2
import numpy as np

from courses.workshops.scanning import codes, marks
from courses.workshops.scanning.shapes import Findings, FoundPage, Homography, Picture, Trouble

#: Longest side in which marks are looked for first: most are found there, and four times as fast.
_SMALL = 2000
#: How far the marks of a page may lie from where a flat sheet has them, in millimetres.
_BENT = 9.0
#: The same for three marks, which have less to contradict them.
_BENT_THREE = 4.0
#: Variance of the Laplacian of a picture 1000 points wide, below which it is plainly out of focus.
_SHARP = 35.0

Mark = tuple[int, "np.ndarray"]


def find_pages(picture: Picture) -> Findings:
    """The pages in a picture, and what is wrong with those that are not whole."""
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    found: list[Mark] = []
    findings = Findings()
    for view, scale in _views(grey):
        for mark_id, points in _marks(view):
            mark = mark_id, points / scale
            if not any(_is_same(mark, other) for other in found):
                found.append(mark)
        findings = _pages(found)
        if findings.pages and not findings.troubles:
            return findings
    if not findings.pages and not findings.troubles:
        findings.troubles.append(Trouble.BLURRED if _is_blurred(grey) else Trouble.NO_SHEET)
    return findings


def _views(grey: Picture) -> Iterator[tuple[Picture, float]]:
    """The picture as marks may be seen in it best, with its scale; dearer ones later."""
    longest = max(grey.shape)
    scale = min(1.0, _SMALL / longest)
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    yield small, scale
    yield cv2.createCLAHE(4.0, (12, 12)).apply(cv2.medianBlur(small, 3)), scale
    if scale < 1:
        yield grey, 1.0
    sharpened = cv2.addWeighted(small, 2.5, cv2.GaussianBlur(small, (0, 0), 4), -1.5, 0)
    yield sharpened, scale


def _marks(grey: Picture) -> list[Mark]:
    settings = cv2.aruco.DetectorParameters()
    settings.cornerRefinementMethod = cv2.aruco.CORNER_REFINE_SUBPIX
    settings.minMarkerPerimeterRate = 0.02
    settings.adaptiveThreshWinSizeMax = 43
    dictionary = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_5X5_1000)
    corners, ids, _rejected = cv2.aruco.ArucoDetector(dictionary, settings).detectMarkers(grey)
    if ids is None:
        return []
    return [
        (int(mark_id), points.reshape(4, 2))
        for mark_id, points in zip(ids.flatten(), corners, strict=True)
        if codes.corner_of(int(mark_id)) is not None
    ]


def _pages(found: list[Mark]) -> Findings:
    """Put marks together to pages: whole ones first, then those that lack one mark."""
    findings = Findings()
    left = list(found)
    while page := _best(left, 4) or _best(left, 3):
        used, one = page
        findings.pages.append(one)
        # What looks like a mark inside a page is something printed or written on it.
        left = [
            mark
            for mark in left
            if not any(_is_same(mark, other) for other in used) and not _is_on(one, mark)
        ]
    if left:
        findings.troubles.append(Trouble.CUT_OFF)
    return findings


def _best(found: list[Mark], count: int) -> tuple[tuple[Mark, ...], FoundPage] | None:
    """The flattest page that ``count`` of the marks make."""
    of_corner: dict[int, list[Mark]] = {corner: [] for corner in range(codes.CORNERS)}
    for mark in found:
        of_corner[mark[0] // codes.BASE].append(mark)
    best: tuple[float, tuple[Mark, ...], FoundPage] | None = None
    for corners in combinations(range(codes.CORNERS), count):
        for group in product(*(of_corner[corner] for corner in corners)):
            ids = {corner: mark[0] for corner, mark in zip(corners, group, strict=True)}
            code = codes.code_of(ids)
            if code is None:
                continue
            to_picture, bent = _lay(group)
            if bent <= (_BENT if count == codes.CORNERS else _BENT_THREE) and (
                best is None or bent < best[0]
            ):
                page = FoundPage(code, to_picture, missing=codes.CORNERS - count)
                best = bent, group, page
    return best and best[1:]


def _lay(group: tuple[Mark, ...]) -> tuple[Homography, float]:
    """From the paper to the picture, and how far the marks lie from it at worst, in millimetres."""
    paper = np.array(
        [point for mark in group for point in marks.corners_of(mark[0] // codes.BASE)], np.float64
    )
    seen = np.concatenate([mark[1] for mark in group]).astype(np.float64)
    to_picture, _used = cv2.findHomography(paper, seen)
    if to_picture is None or abs(np.linalg.det(to_picture)) < 1e-9:
        return np.eye(3), float("inf")
    back = cv2.perspectiveTransform(seen[None], np.linalg.inv(to_picture))[0]
    return to_picture, float(np.linalg.norm(back - paper, axis=1).max())


def _is_same(mark: Mark, other: Mark) -> bool:
    """Whether this is one mark, seen twice: the same in the same place."""
    away = np.linalg.norm(mark[1].mean(axis=0) - other[1].mean(axis=0))
    return mark[0] == other[0] and bool(away < np.linalg.norm(mark[1][2] - mark[1][0]))


def _is_on(page: FoundPage, mark: Mark) -> bool:
    back = cv2.perspectiveTransform(
        mark[1].astype(np.float64).mean(axis=0)[None, None], np.linalg.inv(page.to_picture)
    )[0, 0]
    return bool(0 < back[0] < marks.PAGE_WIDTH and 0 < back[1] < marks.PAGE_HEIGHT)


def _is_blurred(grey: Picture) -> bool:
    scale = 1000 / grey.shape[1]
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return bool(cv2.Laplacian(small, cv2.CV_64F).var() < _SHARP)
