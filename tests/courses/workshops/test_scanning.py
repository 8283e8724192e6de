"""Photographs of signed sheets: nearly every box is read right, and none is wrong in silence.

The pictures are made from our own PDF and stored seeds (``sheet_pictures``). A box is right when it is
read as what was done to it; a wrong one would be recorded without anybody having looked, which must
never happen. Doubt costs a look, so there must be little of it.
"""

import functools
import subprocess
import sys
from collections import Counter

import cv2
import numpy as np
import pytest

from courses.workshops.scanning import codes, marks
from courses.workshops.scanning.finding import find_pages
from courses.workshops.scanning.judging import read_lines
from courses.workshops.scanning.reading import read_picture
from courses.workshops.scanning.shapes import Trouble, Verdict
from courses.workshops.scanning.straightening import SCALE, darkness, straighten
from tests.courses.workshops.sheet_pictures import SERIAL, Scene, layouts, photograph

#: One picture each. What a name says is what makes it hard.
SHEETS = [
    Scene("as from a scanner", 1, skew=0.0, density=6, blur=0.3, noise=1, table="white"),
    Scene("a scan, black and white pens only", 2, page=2, skew=0.0, noise=1, pen="black"),
    Scene("an ordinary photograph", 3),
    Scene("the first page, with the heading", 4, page=0),
    Scene("the last page, with people added by hand", 5, page=3, ticked=0.8),
    Scene("turned by 7 degrees", 6, turn=7),
    Scene("turned by 33 degrees", 7, page=2, turn=33),
    Scene("on its side", 8, turn=90),
    Scene("on its other side", 9, page=2, turn=-92),
    Scene("upside down", 10, turn=180),
    Scene("upside down and aslant", 11, page=2, turn=168),
    Scene("seen from the side", 12, skew=0.07),
    Scene("seen from far to the side", 13, page=2, skew=0.1, density=6),
    Scene("small in the picture", 14, density=3.8),
    Scene("close up", 15, page=2, density=8.5),
    Scene("shadow from one side", 16, shadow=0.5),
    Scene("deep shadow", 17, page=2, shadow=0.75),
    Scene("the shadow of a hand", 18, edge=0.45),
    Scene("two kinds of shadow", 19, page=2, shadow=0.4, edge=0.4),
    Scene("yellow lamp", 20, yellow=0.45),
    Scene("poor light", 21, page=2, light=0.42, noise=7),
    Scene("very poor light", 22, light=0.3, noise=8),
    Scene("overexposed", 23, page=2, light=1.25),
    Scene("a little out of focus", 24, blur=1.6, density=6),
    Scene("out of focus", 25, page=2, blur=2.4, density=7),
    Scene("a shaking hand", 26, shake=6, density=6),
    Scene("grainy", 27, page=2, noise=12),
    Scene("packed too hard", 28, quality=32),
    Scene("sent through a messenger", 29, page=2, quality=45, density=4.2),
    Scene("folded", 30, fold=4),
    Scene("folded sharply", 31, page=2, fold=7),
    Scene("curled", 32, curl=3),
    Scene("folded, curled and aslant", 33, page=2, fold=4, curl=2, turn=12),
    Scene("red pens", 34, pen="red"),
    Scene("pencil", 35, page=2, pen="pencil"),
    Scene("fine pens", 36, pen="fine", density=6),
    Scene("thick pens", 37, page=2, pen="thick"),
    Scene("signatures over the edge, wild ticks", 38, wild=True),
    Scene("wild and upside down", 39, page=2, wild=True, turn=183),
    Scene("wild, in shadow", 40, wild=True, shadow=0.5),
    Scene("many taken back", 41, page=2, taken_back=0.4),
    Scene("many taken back, poor light", 42, taken_back=0.4, light=0.5),
    Scene("nobody came", 43, page=2, ticked=0.0),
    Scene("everybody came", 44, ticked=1.0, taken_back=0.0),
    Scene("coffee", 45, page=2, coffee=True),
    Scene("on a white table", 46, table="white", shadow=0.3),
    Scene("on a dark table", 47, page=2, table="dark", turn=-20),
    Scene("everything at once", 48, turn=196, skew=0.05, shadow=0.4, yellow=0.3, noise=6,
          blur=1.0, quality=60, fold=3, wild=True, density=6),
]  # fmt: skip
IDS = [scene.name for scene in SHEETS]


def lines_of(code: int):
    """As the records would say: our pages are known, others are not."""
    return layouts().get(code, Trouble.UNKNOWN_SHEET)


@functools.cache
def read(*scenes: Scene) -> tuple[Counter, list[Trouble], int]:
    """How often each truth was read as each verdict; what could not be read; how many pages were.

    Cached, because the sheet's own test and the count of all ask for it.
    """
    photo = photograph(*scenes)
    readings, troubles = read_picture(photo.content, lines_of)
    table: Counter = Counter()
    for reading in readings:
        for line in reading.lines:
            table[photo.truth[reading.code][line.number], str(line.verdict)] += 1
    return table, troubles, len(readings)


def silently_wrong(table: Counter) -> dict:
    """Boxes that would be recorded wrongly without anybody having looked at them."""
    taken_as_read = (Verdict.MARKED, Verdict.EMPTY)
    return {pair: count for pair, count in table.items() if pair[0] != pair[1] in taken_as_read}


@pytest.mark.parametrize("scene", SHEETS, ids=IDS)
def test_no_box_of_a_sheet_is_wrong_in_silence(scene):
    table, troubles, pages = read(scene)
    assert (pages, troubles) == (1, [])
    assert silently_wrong(table) == {}


def test_of_all_sheets_98_of_100_boxes_are_right_and_the_rest_is_unsure():
    table: Counter = Counter()
    for scene in SHEETS:
        table += read(scene)[0]
    right = sum(count for (truth, said), count in table.items() if truth == said)
    assert table.total() > 450
    assert right / table.total() >= 0.98, table
    assert all(said in (truth, Verdict.UNSURE) for truth, said in table), table


def test_two_sheets_in_one_picture_are_both_read():
    table, troubles, pages = read(Scene("above", 51, page=1), Scene("below", 52, page=2, turn=177))
    assert (pages, troubles) == (2, [])
    assert silently_wrong(table) == {}


def test_three_sheets_each_turned_another_way():
    table, troubles, pages = read(
        Scene("first", 53, page=0, turn=3),
        Scene("second", 54, page=1, turn=181),
        Scene("third", 55, page=2, turn=-4),
    )
    assert (pages, troubles) == (3, [])
    assert silently_wrong(table) == {}


def test_a_thumb_on_one_corner_mark_does_no_harm():
    photo = photograph(Scene("thumb", 56))
    picture = cv2.imdecode(np.frombuffer(photo.content, np.uint8), cv2.IMREAD_COLOR)
    (page,) = find_pages(picture).pages
    corner = cv2.perspectiveTransform(np.array([[[291.0, 15.0]]]), page.to_picture)[0, 0]
    cv2.circle(picture, tuple(int(value) for value in corner), 60, (120, 150, 200), -1)
    found = find_pages(picture)
    assert [(each.code, each.missing) for each in found.pages] == [(page.code, 1)]
    assert found.troubles == []


def test_a_sheet_that_is_cut_off_is_refused():
    photo = photograph(Scene("cut off", 57), cut=0.3)
    assert read_picture(photo.content, lines_of) == ([], [Trouble.CUT_OFF])


def test_a_whole_sheet_beside_one_that_is_cut_off_is_read():
    photo = photograph(Scene("whole", 58, page=1), Scene("cut", 59, page=2))
    picture = cv2.imdecode(np.frombuffer(photo.content, np.uint8), cv2.IMREAD_COLOR)
    part = cv2.imencode(".png", picture[: round(picture.shape[0] * 0.8)])[1].tobytes()
    readings, troubles = read_picture(part, lines_of)
    assert [each.code for each in readings] == [codes.page_code(SERIAL, 1)]
    assert troubles == [Trouble.CUT_OFF]


def test_a_sheet_of_another_workshop_is_refused():
    photo = photograph(Scene("another", 60))
    refused = read_picture(photo.content, lambda code: Trouble.OTHER_WORKSHOP)
    assert refused == ([], [Trouble.OTHER_WORKSHOP])


def test_a_sheet_that_nobody_printed_is_refused():
    photo = photograph(Scene("unknown", 61))
    refused = read_picture(photo.content, lambda code: Trouble.UNKNOWN_SHEET)
    assert refused == ([], [Trouble.UNKNOWN_SHEET])


def test_a_picture_without_a_sheet_is_refused():
    noise = np.random.default_rng(62)
    room = cv2.resize(
        noise.integers(0, 255, (60, 80, 3), np.uint8), (1600, 1200), interpolation=cv2.INTER_NEAREST
    )
    content = cv2.imencode(".jpg", room)[1].tobytes()
    assert read_picture(content, lines_of) == ([], [Trouble.NO_SHEET])


@pytest.mark.parametrize("blur", [9, 16, 30])
def test_a_picture_that_is_far_out_of_focus_is_refused(blur):
    photo = photograph(Scene("blurred", 63, blur=blur))
    readings, troubles = read_picture(photo.content, lines_of)
    assert (readings, troubles) == ([], [Trouble.BLURRED])


def test_what_is_no_picture_at_all_is_refused():
    assert read_picture(b"no picture", lines_of) == ([], [Trouble.NO_SHEET])


def test_an_empty_line_that_was_written_on_is_noticed():
    photo = photograph(Scene("by hand", 64, page=3, ticked=1.0, taken_back=0.0))
    (reading,), _troubles = read_picture(photo.content, lines_of)
    said = photo.truth[reading.code]
    written = {line.number for line in reading.lines if line.written}
    assert {number for number, verdict in said.items() if verdict == "marked"} <= written
    assert len(written) < len(said)


def test_somebody_who_signed_without_a_tick_is_asked_about():
    photo = photograph(Scene("signed", 65, ticked=0.0))
    picture = cv2.imdecode(np.frombuffer(photo.content, np.uint8), cv2.IMREAD_COLOR)
    (page,) = find_pages(picture).pages
    flat = straighten(picture, page)
    cell = layouts()[page.code][2].signature
    start = round((cell.x + 5) * SCALE), round((cell.y + 4) * SCALE)
    end = round((cell.x + 40) * SCALE), round((cell.y + 9) * SCALE)
    cv2.line(flat, start, end, (120, 40, 20), 4, cv2.LINE_AA)
    lines = read_lines(darkness(flat), layouts()[page.code])
    assert [line.number for line in lines if line.verdict == Verdict.UNSURE] == [lines[2].number]


def test_the_code_of_a_page_stands_any_lost_mark():
    for code in (0, 1, 240, 241, 58_081, 13_997_520, codes.page_code(SERIAL, 3)):
        ids = dict(enumerate(codes.mark_ids(code)))
        assert codes.code_of(ids) == code
        for corner in ids:
            assert codes.code_of({c: i for c, i in ids.items() if c != corner}) == code
        assert codes.code_of({0: ids[0], 1: ids[1]}) is None


def test_marks_of_different_pages_do_not_fit_together():
    ours = dict(enumerate(codes.mark_ids(codes.page_code(SERIAL, 0))))
    other = codes.mark_ids(codes.page_code(SERIAL, 1))
    for corner in ours:
        if ours[corner] != other[corner]:
            assert codes.code_of(ours | {corner: other[corner]}) is None


def test_the_marks_are_those_that_opencv_knows():
    dictionary = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_5X5_1000)
    for mark_id in range(codes.BASE * codes.CORNERS):
        drawn = cv2.aruco.generateImageMarker(dictionary, mark_id, 7) == 0
        assert drawn.tolist() == marks._rows(mark_id)


def test_a_web_process_does_not_load_what_reads_pictures():
    code = (
        "import os, django; os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'config.settings.test');"
        "django.setup(); import config.urls, sys;"
        "print([m for m in sys.modules if m.startswith('courses.workshops.scanning.')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "scanning.codes" in done.stdout
    for name in ("finding", "straightening", "judging", "reading"):
        assert f"scanning.{name}" not in done.stdout
