"""Taking a course: each step once, whatever is pressed twice."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from core.models import AuditLine
from courses.curriculum import services
from courses.curriculum.models import CoursePage, Enrolment, LessonPage, LessonProgress
from courses.curriculum.selectors import course_outline, progress_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def lessons(course_page) -> list[LessonPage]:
    return list(LessonPage.objects.order_by("path"))


def verbs() -> list[str]:
    return list(AuditLine.objects.exclude(actor=None).values_list("verb", flat=True))


def test_enrolling_twice_is_one_enrolment(course_page, participant):
    first = services.enrol(person=participant, course=course_page)
    assert services.enrol(person=participant, course=course_page) == first
    assert verbs() == ["enrol"]


def test_nobody_enrols_in_an_unpublished_course(course_page, participant):
    course_page.unpublish()
    course_page.refresh_from_db()
    with pytest.raises(ValidationError):
        services.enrol(person=participant, course=course_page)
    assert not Enrolment.objects.exists()


def test_looking_around_leaves_no_trace(lessons, participant):
    assert services.open_lesson(person=participant, lesson=lessons[0]) is None
    assert not LessonProgress.objects.exists()


def test_opening_keeps_the_first_and_the_last_time(lessons, course_page, participant):
    services.enrol(person=participant, course=course_page)
    opened = services.open_lesson(person=participant, lesson=lessons[0])
    yesterday = timezone.now() - timedelta(days=1)
    LessonProgress.objects.filter(pk=opened.pk).update(
        first_opened_at=yesterday, last_opened_at=yesterday
    )
    again = services.open_lesson(person=participant, lesson=lessons[0])
    again.refresh_from_db()
    assert again.pk == opened.pk
    assert again.first_opened_at == yesterday
    assert again.last_opened_at > yesterday
    assert again.completed_at is None
    assert verbs().count("open_lesson") == 1


def test_marking_as_read_enrols_and_keeps_the_first_mark(lessons, participant):
    first = services.complete_lesson(person=participant, lesson=lessons[0])
    again = services.complete_lesson(person=participant, lesson=lessons[0])
    assert first.completed_at == again.completed_at
    assert Enrolment.objects.get().person == participant
    assert verbs().count("complete_lesson") == 1


def test_the_mark_can_be_taken_back(lessons, participant):
    services.complete_lesson(person=participant, lesson=lessons[0])
    assert services.reopen_lesson(person=participant, lesson=lessons[0]).completed_at is None
    services.reopen_lesson(person=participant, lesson=lessons[0])
    assert verbs().count("reopen_lesson") == 1
    assert services.reopen_lesson(person=participant, lesson=lessons[1]) is None


def test_an_unpublished_lesson_cannot_be_read(lessons, participant):
    lessons[0].unpublish()
    lessons[0].refresh_from_db()
    with pytest.raises(ValidationError):
        services.complete_lesson(person=participant, lesson=lessons[0])
    assert not Enrolment.objects.exists()


def test_progress_counts_by_module_phase_and_course(lessons, course, participant, editor):
    for lesson in lessons[:2]:
        services.complete_lesson(person=participant, lesson=lesson)
    services.complete_lesson(person=editor, lesson=lessons[3])
    progress = progress_of(participant, course)
    b1, d1 = course.modules
    assert (progress.of_module(b1).done, progress.of_module(b1).total) == (2, 3)
    assert progress.of_module(b1).percent == 66
    assert progress.of_module(d1).done == 0
    assert progress.of_phase(course.phases[2]).total == 0
    assert progress.of_course().done == 2
    assert progress.of_course().minutes_left == sum(lesson.minutes for lesson in course.lessons[2:])
    assert progress.modules_done == 0
    services.complete_lesson(person=participant, lesson=lessons[2])
    progress = progress_of(participant, course)
    assert progress.of_module(b1).is_complete
    assert progress.modules_done == 1


def test_one_goes_on_where_one_left_off(lessons, course, course_page, participant):
    def next_code() -> str | None:
        lesson = progress_of(participant, course).next_lesson
        return lesson and lesson.code

    assert next_code() == "B1.1"
    services.enrol(person=participant, course=course_page)
    services.open_lesson(person=participant, lesson=lessons[1])
    assert next_code() == "B1.2"
    services.complete_lesson(person=participant, lesson=lessons[1])
    assert next_code() == "B1.3"
    services.complete_lesson(person=participant, lesson=lessons[2])
    services.complete_lesson(person=participant, lesson=lessons[3])
    assert next_code() == "B1.1"
    services.complete_lesson(person=participant, lesson=lessons[0])
    assert next_code() is None


def test_progress_is_one_query_for_one_lesson_or_four(
    lessons, course, participant, django_assert_num_queries
):
    for lesson in lessons:
        services.complete_lesson(person=participant, lesson=lesson)
        with django_assert_num_queries(1):
            progress = progress_of(participant, course)
            _ = [progress.of_phase(phase) for phase in course.phases]
            _ = progress.of_course(), progress.next_lesson, progress.modules_done


def test_the_outline_is_one_query_when_it_is_kept(course, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert course_outline("test", "lo") is course


def test_the_outline_follows_what_is_published(course, course_page):
    lesson = LessonPage.objects.get(code="B1.1")
    lesson.heading_lo = "ຫົວຂໍ້ໃໝ່"
    revision = lesson.save_revision()
    assert course_outline("test", "lo").lessons[0].heading == "ນ້ຳຖ້ວມ 1"
    revision.publish()
    assert course_outline("test", "lo").lessons[0].heading == "ຫົວຂໍ້ໃໝ່"
    LessonPage.objects.get(code="B1.2").unpublish()
    assert [each.code for each in course_outline("test", "lo").lessons] == ["B1.1", "B1.3", "D1.1"]
    LessonPage.objects.get(code="B1.3").delete()
    assert [each.code for each in course_outline("test", "lo").lessons] == ["B1.1", "D1.1"]
    CoursePage.objects.get().unpublish()
    assert course_outline("test", "lo") is None


def test_the_outline_follows_a_change_of_order(course):
    lesson = LessonPage.objects.get(code="B1.3")
    lesson.move(LessonPage.objects.get(code="B1.1"), pos="left")
    assert [each.code for each in course_outline("test", "lo").lessons][:2] == ["B1.3", "B1.1"]


def test_a_lesson_without_lao_says_so(course):
    lesson = LessonPage.objects.get(code="B1.1")
    lesson.body_lo = []
    lesson.save_revision().publish()
    found = course_outline("test", "lo").lessons[0]
    assert (found.words_in, found.minutes) == ("en", lesson.minutes_en or found.minutes)
    assert course_outline("test", "en").lessons[0].words_in == "en"
