"""Nothing that anybody wrote is lost: two editors, the loader beneath an editor."""

import pytest
from bs4 import BeautifulSoup

from courses.curriculum.models import LessonPage
from courses.curriculum.services import load_curriculum
from people import roles
from people.services import ensure_roles
from tests.courses.curriculum.test_editing import lesson_form
from tests.factories import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def lesson(course_page):
    ensure_roles()
    return LessonPage.objects.get(code="B1.1")


@pytest.fixture
def first(lesson, editor, browser_of):
    return browser_of(editor)


@pytest.fixture
def second(lesson, browser_of):
    return browser_of(make_person(username="second", role=roles.EDITOR, given_name_lo="ດວງໃຈ"))


def opened(client, lesson) -> dict[str, str]:
    """The hidden fields of the editor's form as this person's browser holds them."""
    return hidden(client.get(f"/cms/pages/{lesson.pk}/edit/"))


def hidden(response) -> dict[str, str]:
    page = BeautifulSoup(response.content, "html.parser")
    names = ("loaded_revision_id", "loaded_revision_created_at", "over_newer")
    return {name: found["value"] for name in names if (found := page.select_one(f"[name={name}]"))}


def save(client, lesson, fields, **values):
    data = lesson_form(code="B1.1", slug=lesson.slug, **values) | fields
    return client.post(f"/cms/pages/{lesson.pk}/edit/", data)


def newest(lesson):
    return LessonPage.objects.get(pk=lesson.pk).get_latest_revision_as_object()


@pytest.mark.parametrize("action", [{}, {"action-publish": "1"}])
def test_a_second_save_does_not_write_over_the_first_unseen(first, second, lesson, action):
    one, two = opened(first, lesson), opened(second, lesson)
    assert save(first, lesson, one, summary_en="Of the first").status_code == 302
    response = save(second, lesson, two | action, summary_en="Of the second")
    assert response.status_code == 200
    body = response.content.decode()
    assert "Of the second" in body, "what was typed is still there"
    assert "ຍັງບໍ່ໄດ້ບັນທຶກ" in body
    assert newest(lesson).summary_en == "Of the first"
    again = hidden(response)
    assert again["loaded_revision_id"] != str(newest(lesson).latest_revision_id)
    kept = {name: again[name] for name in ("loaded_revision_id", "loaded_revision_created_at")}
    assert save(second, lesson, kept, summary_en="Of the second").status_code == 200
    assert save(second, lesson, again, summary_en="Of the second").status_code == 302
    assert newest(lesson).summary_en == "Of the second"
    contents = [each.content["summary_en"] for each in lesson.revisions.order_by("pk")]
    assert contents[-2:] == ["Of the first", "Of the second"], "both are in the history"


def test_a_tick_for_one_version_does_not_hide_the_next(first, second, lesson):
    one, two = opened(first, lesson), opened(second, lesson)
    save(first, lesson, one, summary_en="Of the first")
    again = hidden(save(second, lesson, two, summary_en="Of the second"))
    save(first, lesson, opened(first, lesson), summary_en="Once more")
    assert save(second, lesson, again, summary_en="Of the second").status_code == 200
    assert newest(lesson).summary_en == "Once more"


def test_what_wagtail_saves_by_itself_stops_at_a_newer_version(first, second, lesson):
    one, two = opened(first, lesson), opened(second, lesson)
    save(first, lesson, one, summary_en="Of the first")
    data = lesson_form(code="B1.1", slug=lesson.slug, summary_en="Of the second") | two
    response = second.post(
        f"/cms/pages/{lesson.pk}/edit/", data, headers={"Accept": "application/json"}
    )
    assert response.json()["error_code"] == "invalid_revision"
    again = hidden(save(second, lesson, two, summary_en="Of the second"))
    again.pop("over_newer")
    data |= again
    response = second.post(
        f"/cms/pages/{lesson.pk}/edit/", data, headers={"Accept": "application/json"}
    )
    assert response.json()["error_code"] == "invalid_revision"
    assert newest(lesson).summary_en == "Of the first"


def test_one_may_save_again_and_again_alone(first, lesson):
    for words in ("One", "Two"):
        assert save(first, lesson, opened(first, lesson), summary_en=words).status_code == 302
    assert newest(lesson).summary_en == "Two"


def test_a_file_that_is_loaded_beneath_an_open_editor_is_not_written_over_unseen(
    first, lesson, course_files
):
    mine = opened(first, lesson)
    path = course_files / "b1" / "b1-1.en.md"
    path.write_text(path.read_text("utf-8").replace("Water rises quickly.", "It rises."), "utf-8")
    load_curriculum(folder=course_files)
    response = save(first, lesson, mine, summary_en="Mine")
    assert response.status_code == 200
    assert "Mine" in response.content.decode()
    again = hidden(response)
    assert save(first, lesson, again, summary_en="Mine").status_code == 302
    load_curriculum(folder=course_files)
    assert newest(lesson).summary_en == "Mine", "the loader leaves an edited page alone"
