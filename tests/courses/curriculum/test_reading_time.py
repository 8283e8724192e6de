"""Honest minutes: the same text takes as long in either language."""

import pytest

from courses.curriculum.blocks import LessonBody
from courses.curriculum.reading_time import minutes_to_read

block = LessonBody()


def body(*parts):
    return block.to_python([{"type": kind, "value": value} for kind, value in parts])


def test_an_empty_text_takes_no_time():
    assert minutes_to_read(body(), "lo") == 0
    assert minutes_to_read(None, "en") == 0


def test_words_are_counted_without_tags():
    words = " ".join(["word"] * 300)
    assert minutes_to_read(body(("text", f"<p><b>{words}</b></p>")), "en") == 2
    assert minutes_to_read(body(("text", f"<p>{words} more</p>")), "en") == 3


def test_lao_is_counted_in_words_although_it_has_no_spaces():
    # ພົນລະເມືອງ / ລາວ / ຢູ່ / ຕ່າງປະເທດ: no space in it, still at least four words.
    text = "ພົນລະເມືອງລາວຢູ່ຕ່າງປະເທດ" * 165
    assert 4 <= minutes_to_read(body(("key", text)), "lo") <= 8


def test_a_case_asks_for_time_to_think():
    case = {"title": "A", "story": "<p>B</p>", "question": "C?", "answer": "<p>D</p>"}
    assert minutes_to_read(body(("case", case)), "en") == 3


def test_a_video_counts_its_own_length():
    video = {"title": "A", "link": "https://example.org/", "minutes": 12, "transcript": ""}
    assert minutes_to_read(body(("video", video)), "en") == 13


@pytest.mark.parametrize("kind", ["checklist", "steps"])
def test_items_are_read_too(kind):
    item = " ".join(["word"] * 150)
    value = {
        "checklist": {"title": "T", "items": [item, item]},
        "steps": {
            "title": "T",
            "steps": [{"name": "N", "text": item}, {"name": "N", "text": item}],
        },
    }[kind]
    assert minutes_to_read(body((kind, value)), "en") == 3
