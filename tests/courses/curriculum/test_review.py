"""Who vouches for which words, and what has changed since."""

import json

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from core.models import AuditLine
from core.pages import ReviewState
from courses.curriculum.models import LessonPage, TextReview
from courses.curriculum.parts import marks_of, parts_of, words_of
from courses.curriculum.selectors.review import State, text_of
from courses.curriculum.services import load_curriculum, review_text
from people.services import ensure_roles

pytestmark = pytest.mark.django_db


@pytest.fixture
def lesson(course_page) -> LessonPage:
    """Loaded from a file that says nobody has reviewed its Lao."""
    TextReview.objects.all().delete()
    LessonPage.objects.update(lao_review="draft")
    return LessonPage.objects.get(code="B1.1")


@pytest.fixture
def cms(editor, browser_of):
    ensure_roles()
    return browser_of(editor)


def change(lesson, *, publish=False, **values):
    """As an editor's save does; ``body_xx`` gives new words to the first block of that language."""
    page = lesson.get_latest_revision_as_object()
    for name, value in values.items():
        if name.startswith("body_"):
            stream = [dict(block) for block in getattr(page, name).raw_data]
            stream[0]["value"] = f"<p>{value}</p>"
            value = json.dumps(stream)
        setattr(page, name, value)
    revision = page.save_revision()
    if publish:
        revision.publish()
    return LessonPage.objects.get(pk=lesson.pk).get_latest_revision_as_object()


def names(parts):
    return [(part.field, part.number) for part in parts]


def test_blocks_of_both_languages_stand_side_by_side(lesson):
    parts = parts_of(words_of(lesson), LessonPage)
    assert names(parts)[:5] == [
        ("heading", 0), ("summary", 0), ("objectives", 0), ("body", 1), ("body", 2),
    ]  # fmt: skip
    assert all(part.en and part.lo for part in parts)
    assert parts[3].en.text == "Water rises quickly."
    assert parts[3].lo.text == "ນ້ຳຂຶ້ນໄວ."


def test_opening_and_saving_in_the_editor_changes_no_fingerprint(lesson):
    before = marks_of(words_of(lesson), LessonPage)
    stream = [dict(block) for block in lesson.body_en.raw_data]
    stream[0]["value"] = stream[0]["value"].replace("<p>", '<p data-block-key="a1b2c">')
    lesson.body_en = json.dumps(stream)
    lesson.body_en = lesson.body_en.stream_block.clean(lesson.body_en)
    lesson.save()
    assert marks_of(words_of(LessonPage.objects.get(pk=lesson.pk)), LessonPage) == before


def test_what_nobody_has_read_is_a_draft(lesson):
    text = text_of(lesson)
    assert (text.en.state, text.lo.state) == (State.DRAFT, State.DRAFT)
    assert not text.lo.is_behind


def test_a_review_names_its_reviewer_and_readers_are_told(lesson, editor, stranger):
    address = "/lo/learning/test/b1/b1-1/"
    assert "ຍັງບໍ່ທັນໄດ້ຮັບການກວດທານ" in stranger.get(address).content.decode()
    review_text(page=lesson, language="lo", reviewer=editor)
    state = text_of(lesson).lo
    assert (state.state, state.reviewer) == (State.REVIEWED, str(editor))
    assert LessonPage.objects.get(pk=lesson.pk).lao_review == ReviewState.REVIEWED
    assert "ຍັງບໍ່ທັນໄດ້ຮັບການກວດທານ" not in stranger.get(address).content.decode()
    line = AuditLine.objects.filter(verb="review_text").latest("pk")
    assert (line.actor, line.data) == (editor, {"language": "lo"})


def test_changed_english_makes_just_that_part_of_the_lao_stale(lesson, editor):
    review_text(page=lesson, language="lo", reviewer=editor)
    page = change(lesson, summary_en="New words", body_en="The water is here.")
    text = text_of(page)
    assert text.lo.state == State.REVIEWED, "the Lao words are still those that were read"
    assert names(text.lo.stale) == [("summary", 0), ("body", 1)]
    assert text.en.stale == ()
    page = change(page, summary_lo="ຄຳໃໝ່", body_lo="ນ້ຳມາແລ້ວ.")
    text = text_of(page)
    assert text.lo.stale == ()
    assert text.lo.state == State.CHANGED
    assert names(text.lo.changed) == [("summary", 0), ("body", 1)]
    review_text(page=page, language="lo", reviewer=editor)
    text = text_of(page)
    assert (text.lo.state, text.lo.changed, text.en.stale) == (State.REVIEWED, (), ())


def test_without_a_review_the_file_is_what_changes_are_compared_with(lesson):
    text = text_of(change(lesson, heading_en="Other words"))
    assert text.lo.state == State.DRAFT
    assert names(text.lo.stale) == [("heading", 0)]


def test_a_new_block_is_missing_and_a_lost_one_is_counted(lesson, editor):
    review_text(page=lesson, language="lo", reviewer=editor)
    page = lesson.get_latest_revision_as_object()
    stream = [dict(block) for block in page.body_en.raw_data]
    new = {"type": "key", "value": "Never alone.", "id": "11111111-1111-1111-1111-111111111111"}
    page.body_en = json.dumps([*stream[:1], new, *stream[2:]])
    page.save_revision()
    text = text_of(page)
    assert names(text.lo.missing) == [("body", 2)] or text.lo.gone == 1
    assert text.lo.is_behind


def test_changed_lao_is_a_draft_again_once_it_is_published(lesson, editor):
    review_text(page=lesson, language="lo", reviewer=editor)
    change(lesson, summary_lo="ຄຳໃໝ່")
    assert LessonPage.objects.get(pk=lesson.pk).lao_review == ReviewState.REVIEWED
    change(lesson, summary_lo="ຄຳໃໝ່", publish=True)
    assert LessonPage.objects.get(pk=lesson.pk).lao_review == ReviewState.DRAFT


def test_a_review_of_words_that_have_changed_meanwhile_is_refused(lesson, editor, cms):
    address = reverse("curriculum_review", args=[lesson.pk])
    page = cms.get(address)
    shown = page.context["seal"]
    change(lesson, summary_lo="ຄຳໃໝ່")
    with pytest.raises(ValidationError):
        review_text(page=lesson, language="lo", reviewer=editor, shown=shown)
    response = cms.post(address, {"language": "lo", "shown": shown}, follow=True)
    assert not TextReview.objects.exists()
    assert "ຄຳໃໝ່" in response.content.decode()


@pytest.mark.parametrize("language", ["xx", ""])
def test_only_the_two_languages_are_reviewed(lesson, editor, language):
    with pytest.raises(ValidationError):
        review_text(page=lesson, language=language, reviewer=editor)


def test_an_editor_reads_side_by_side_and_marks(lesson, cms, editor):
    page = change(lesson, summary_en="New words")
    address = reverse("curriculum_review", args=[lesson.pk])
    shown = cms.get(address)
    body = shown.content.decode()
    assert "New words" in body
    assert "ທຸກຢ່າງກ່ຽວກັບນ້ຳຖ້ວມ" in body
    assert 'class="is-stale"' in body
    response = cms.post(address, {"language": "lo", "shown": shown.context["seal"]})
    assert response["Location"] == f"/cms/pages/{lesson.pk}/edit/"
    assert text_of(page).lo.state == State.REVIEWED
    assert str(editor) in cms.get(response["Location"]).content.decode()


def test_the_editor_screen_marks_what_is_stale_with_links(lesson, cms):
    change(lesson, body_en="The water is here.")
    body = cms.get(f"/cms/pages/{lesson.pk}/edit/").content.decode()
    block = lesson.body_lo.raw_data[0]["id"]
    assert f'data-go-to="body_lo" data-block="{block}"' in body
    assert 'name="lao_review"' not in body
    fragment = cms.get(reverse("curriculum_languages", args=[lesson.pk])).content.decode()
    assert f'data-block="{block}"' in fragment
    assert "<html" not in fragment


def test_a_review_keeps_the_page_open_to_its_file(lesson, course_files, editor):
    review_text(page=lesson, language="lo", reviewer=editor)
    path = course_files / "b1" / "b1-1.en.md"
    path.write_text(path.read_text("utf-8").replace("Water rises quickly.", "It rises."), "utf-8")
    lao = path.with_name("b1-1.lo.md")
    lao.write_text(lao.read_text("utf-8").replace("---", "---\nreview: draft", 1), "utf-8")
    load_curriculum(folder=course_files)
    page = LessonPage.objects.get(pk=lesson.pk)
    text = text_of(page)
    assert text.lo.state == State.REVIEWED
    assert names(text.lo.stale)[0] == ("body", 1)


@pytest.mark.parametrize("who", ["participant", "facilitator", "reporting_officer"])
def test_others_review_nothing(request, lesson, browser_of, who):
    ensure_roles()
    client = browser_of(request.getfixturevalue(who))
    for name in ("curriculum_review", "curriculum_languages"):
        assert client.get(reverse(name, args=[lesson.pk])).status_code in (302, 403, 404)
    client.post(reverse("curriculum_review", args=[lesson.pk]), {"language": "lo", "shown": ""})
    assert not TextReview.objects.exists()


def test_strangers_are_sent_to_sign_in(lesson, stranger):
    response = stranger.get(reverse("curriculum_review", args=[lesson.pk]))
    assert response.status_code == 302
    assert "login" in response["Location"]
