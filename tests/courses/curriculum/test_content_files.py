"""The course as it stands in the repository. Its Lao is checked with the catalogues."""

import pytest

from courses.curriculum.enums import Guideline, Principle
from courses.curriculum.files import read_curriculum
from courses.curriculum.models import LessonPage
from courses.curriculum.reading_time import minutes_to_read


def test_the_whole_course_can_be_read_and_its_languages_match():
    course = read_curriculum()
    assert [module.code for module in course.modules if module.code in ("B1", "D3", "A2")] == [
        *("A2", "B1", "D3")
    ]
    assert all(module.lessons for module in course.modules)


@pytest.mark.parametrize("language", ["en", "lo"])
def test_no_lesson_is_shorter_than_its_objectives_need(language):
    """At least two minutes of reading for each objective."""
    block = LessonPage._meta.get_field("body_en").stream_block
    for module in read_curriculum().modules:
        for lesson in module.lessons:
            body = block.to_python(lesson.values[f"body_{language}"])
            objectives = len(lesson.values["objectives_en"].splitlines())
            assert minutes_to_read(body, language) >= 2 * objectives, lesson.path


def test_numbers_and_titles_of_the_guidelines_are_complete():
    assert Guideline.values == list(range(1, 16))
    assert Principle.values == list(range(1, 11))
