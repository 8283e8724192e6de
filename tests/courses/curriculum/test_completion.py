"""Completing and refreshing: recorded once, never taken away, each round for itself."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.models import AuditLine
from courses.curriculum import rules, services
from courses.curriculum.models import Completion, Enrolment, LessonPage, ModulePage
from courses.curriculum.rules import ModuleRule, Requirement
from courses.curriculum.selectors import completed_by, course_outline, progress_of
from courses.curriculum.selectors.progress import data_about
from people.enums import Gender, Level
from tests.courses.curriculum.conftest import write_course
from tests.factories import make_organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def lessons(course_page) -> list[LessonPage]:
    return list(LessonPage.objects.order_by("path"))


@pytest.fixture
def b1(course_page) -> ModulePage:
    return ModulePage.objects.get(code="B1")


def read(person, lessons):
    for lesson in lessons:
        services.complete_lesson(person=person, lesson=lesson)


def completions() -> list[str]:
    return [each.module.code if each.module else "course" for each in Completion.objects.all()]


def verbs(*wanted: str) -> list[str]:
    return list(AuditLine.objects.filter(verb__in=wanted).values_list("verb", flat=True))


@pytest.mark.parametrize(
    ("rule", "enough", "too_little"),
    [
        (ModuleRule(), "abc", "ab"),
        (ModuleRule(needed=2), "ac", "c"),
        (ModuleRule(required=("b",)), "b", "ac"),
        (ModuleRule(needed=2, required=("b",)), "bc", "ac"),
        (ModuleRule(needed=1, required=("a", "b")), "ab", "a"),
        (ModuleRule(needed=9), "abc", "ab"),
        (ModuleRule(required=("gone", "a")), "a", "bc"),
        (ModuleRule(required=("gone",)), "abc", "a"),
    ],
)
def test_the_rule_of_a_module(rule, enough, too_little):
    assert rule.is_met("abc", enough)
    assert not rule.is_met("abc", too_little)


def test_nothing_is_not_enough():
    assert not ModuleRule().is_met([], [])


def test_a_module_and_then_the_course_are_completed_once(lessons, participant):
    read(participant, lessons[:2])
    assert completions() == []
    read(participant, lessons[2:3])
    assert completions() == ["B1"]
    read(participant, lessons)
    read(participant, lessons)
    assert completions() == ["B1", "D1", "course"]
    assert sorted(verbs("complete_module", "complete_course")) == [
        "complete_course",
        "complete_module",
        "complete_module",
    ]
    assert Completion.objects.get(module__code="B1").rule == {"lessons": 3, "needed": 3}


def test_a_completion_stays_when_lessons_come_or_marks_go(site, tmp_path, participant):
    services.load_curriculum(folder=write_course(tmp_path, {"B1": 1}))
    lesson = LessonPage.objects.get()
    services.complete_lesson(person=participant, lesson=lesson)
    when = Completion.objects.get(module=None).completed_at
    services.load_curriculum(folder=write_course(tmp_path, {"B1": 2}))
    services.reopen_lesson(person=participant, lesson=lesson)
    services.complete_lesson(person=participant, lesson=lesson)
    outline = course_outline("test", "lo")
    assert progress_of(participant, outline).of_module(outline.modules[0]).done == 1
    assert completed_by(participant, outline).course == when
    assert Completion.objects.count() == 2


def test_the_editors_rule_counts(b1, lessons, participant):
    b1.required_lessons, b1.lessons_needed = ["B1.2"], 2
    b1.save_revision().publish()
    read(participant, [lessons[0], lessons[2]])
    assert completions() == []
    read(participant, [lessons[1]])
    assert completions() == ["B1"]
    assert Completion.objects.get().rule == {"lessons": 3, "needed": 2}


def test_who_had_read_enough_completes_when_the_rule_is_eased(b1, lessons, participant, editor):
    read(participant, lessons[:2])
    read(editor, lessons[:1])
    b1.lessons_needed = 2
    b1.save_revision().publish()
    assert [each.enrolment.person for each in Completion.objects.all()] == [participant]
    LessonPage.objects.get(code="B1.2").unpublish()
    LessonPage.objects.get(code="B1.3").unpublish()
    assert {each.enrolment.person for each in Completion.objects.all()} == {participant, editor}


def test_an_upper_app_may_ask_for_more(b1, lessons, participant):
    passed: set[int] = set()
    asked = Requirement(
        is_met=lambda enrolment, module: enrolment.person_id in passed,
        words=lambda enrolment, module: "the test",
    )
    rules.require("test", asked)
    try:
        read(participant, lessons)
        assert completions() == []
        enrolment = Enrolment.objects.get()
        assert rules.unmet(enrolment, b1) == ["the test"]
        passed.add(participant.pk)
        for module in ModulePage.objects.all():
            services.settle(enrolment=enrolment, module=module)
        assert sorted(completions()) == ["B1", "D1", "course"]
    finally:
        rules.no_longer_require("test")


def test_a_refresher_is_a_round_of_its_own(b1, course, course_page, lessons, participant):
    read(participant, lessons)
    before = completed_by(participant, course)
    again = services.begin_again(person=participant, course=course_page, module=b1)
    assert services.begin_again(person=participant, course=course_page, module=b1) == again
    assert (again.round, again.module, again.is_refresher) == (2, b1, True)
    assert verbs("begin_again") == ["begin_again"]
    progress = progress_of(participant, course)
    assert [progress.of_module(module).done for module in course.modules] == [0, 1]
    assert progress.next_lesson.code == "B1.1"
    assert progress.refreshing == {b1.pk}
    during = completed_by(participant, course)
    assert (during.first, during.last) == (before.first, before.last)
    assert b1.pk not in during.now
    assert None in during.now
    services.open_lesson(person=participant, lesson=lessons[1])
    read(participant, lessons[:3])
    after = completed_by(participant, course)
    assert after.first == before.first
    assert after.last[b1.pk] > before.last[b1.pk]
    assert b1.pk in after.now
    assert completions() == ["B1", "D1", "course", "B1"]


def test_the_whole_course_again(course, course_page, lessons, participant):
    read(participant, lessons)
    services.begin_again(person=participant, course=course_page)
    assert progress_of(participant, course).of_course().done == 0
    read(participant, lessons)
    assert completions().count("course") == 2
    assert services.begin_again(person=participant, course=course_page).round == 3


def test_there_must_be_something_to_refresh(b1, course_page, lessons, participant):
    with pytest.raises(ValidationError):
        services.begin_again(person=participant, course=course_page)
    read(participant, lessons[:3])
    with pytest.raises(ValidationError):
        services.begin_again(person=participant, course=course_page)
    assert services.begin_again(person=participant, course=course_page, module=b1).round == 2


def test_a_round_keeps_who_the_person_was(course_page, participant):
    ministry = make_organisation()
    participant.organisation, participant.gender = ministry, Gender.FEMALE
    participant.level = Level.PROVINCE
    enrolment = services.enrol(person=participant, course=course_page)
    assert (enrolment.organisation, enrolment.gender) == (ministry, Gender.FEMALE)
    assert enrolment.level == Level.PROVINCE


def test_ones_own_data_tell_rounds_and_completions(b1, course_page, lessons, participant):
    read(participant, lessons)
    services.begin_again(person=participant, course=course_page, module=b1)
    first, second = data_about(participant)
    assert [each["module"] for each in first["completions"]] == ["B1", "D1", None]
    assert (second["round"], second["module"], second["completions"]) == (2, "B1", [])


@pytest.mark.parametrize("language", ["lo", "en"])
def test_the_pages_of_a_refresher(course, b1, lessons, browser_of, participant, language):
    client = browser_of(participant)
    address = f"/{language}/learning/test/{b1.slug}/refresher/"
    whole = f"/{language}/learning/test/refresher/"
    words = {"lo": "ທົບທວນ", "en": "refresher"}[language]
    assert '<form method="post" class="row"' not in client.get(address).text
    client.post(address)
    assert not Enrolment.objects.exists()
    read(participant, lessons)
    module_page = f"/{language}/learning/test/{b1.slug}/"
    assert address in client.get(module_page).text
    assert whole in client.get(f"/{language}/learning/test/").text
    assert address in client.get(f"/{language}" + reverse("my_learning")[3:]).text
    for page in (address, whole):
        shown = client.get(page).text
        assert words in shown
        assert '<form method="post" class="row"' in shown
    answer = client.post(address)
    assert answer.url.endswith("/b1-1/")
    assert Enrolment.objects.count() == 2
    assert words in client.get(module_page).text.lower()
    assert '<form method="post" class="row"' not in client.get(address).text


def test_strangers_are_asked_to_sign_in(course, b1, stranger):
    for page in ("/lo/learning/test/refresher/", f"/lo/learning/test/{b1.slug}/refresher/"):
        assert "/sign-in" in stranger.get(page).url or "login" in stranger.get(page).url
    assert stranger.get("/lo/learning/nothing/refresher/").status_code in (302, 404)


def test_completions_are_one_query(course, lessons, participant):
    for lesson in lessons:
        services.complete_lesson(person=participant, lesson=lesson)
        with CaptureQueriesContext(connection) as queries:
            completed_by(participant, course)
        assert len(queries) == 1


def test_the_editor_ticks_lessons_of_the_module(b1, editor, browser_of):
    from people.services import ensure_roles

    ensure_roles()
    page = browser_of(editor).get(f"/cms/pages/{b1.pk}/edit/").text
    assert 'name="required_lessons"' in page
    assert "B1.3" in page
