"""What the course says on "my learning"."""

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from courses.curriculum import services
from courses.curriculum.models import CoursePage, LessonPage
from courses.curriculum.panels import continue_learning

pytestmark = pytest.mark.django_db


@pytest.fixture
def panel(participant):
    def show(language: str = "lo") -> str:
        request = RequestFactory().get("/")
        request.user = participant
        with translation.override(language):
            context = continue_learning(request, None)
            assert context is not None
            template = Template('{% include "curriculum/panel_continue.html" %}')
            return template.render(Context(context | {"request": request, "user": participant}))

    return show


def test_it_invites_before_it_counts(course, panel):
    assert "ເລີ່ມຮຽນຫຼັກສູດ" in panel()
    assert "Start the course" in panel("en")


def test_it_leads_to_the_next_lesson_with_the_minutes_left(course, panel, participant):
    lessons = list(LessonPage.objects.order_by("path"))
    services.complete_lesson(person=participant, lesson=lessons[0])
    shown = panel()
    assert f'href="{course.lessons[1].url}"' in shown
    assert "ອ່ານແລ້ວ 1 ໃນ 3 ບົດຮຽນ" in shown
    minutes = sum(lesson.minutes for lesson in course.lessons[1:3])
    assert f"ຍັງເຫຼືອ {minutes} ນາທີ" in shown
    assert "ອ່ານແລ້ວ 0 ໃນ 2 ໂມດູນ" in shown
    assert "0 of 2 modules read" in panel("en")


def test_it_is_glad_when_all_is_read(course, panel, participant):
    for lesson in LessonPage.objects.all():
        services.complete_lesson(person=participant, lesson=lesson)
    assert "ທ່ານອ່ານຈົບທັງຫຼັກສູດແລ້ວ" in panel()


def test_it_is_silent_without_a_course_or_a_person(course, participant, rf):
    from django.contrib.auth.models import AnonymousUser

    request = rf.get("/")
    request.user = AnonymousUser()
    assert continue_learning(request, None) is None
    request.user = participant
    CoursePage.objects.get().unpublish()
    assert continue_learning(request, None) is None
