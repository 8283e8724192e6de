"""Questions in the CMS: both languages side by side, nothing typed lost, who may come in."""

from typing import Any

import pytest
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text
from wagtail.users.models import UserProfile

from assessments.quizzes import services
from assessments.quizzes.enums import QuestionKind, QuestionUse
from assessments.quizzes.models import Case, Question
from assessments.quizzes.selectors.bank import mark_of
from people.services import ensure_roles
from tests.assessments.quizzes.conftest import make_question, make_quiz, words

pytestmark = pytest.mark.django_db

NEW = "/cms/tests/questions/new/"
TEXTS = ("text", "says")


@pytest.fixture
def cms(course_page, editor, browser_of):
    ensure_roles()
    return browser_of(editor)


def option(number: int, **values: Any) -> dict[str, Any]:
    filled = {
        f"{name}_{language}": rich_text(f"<p>{language} {name} {number}</p>")
        for name in TEXTS
        for language in ("en", "lo")
    }
    empty = {"match_en": "", "match_lo": "", "image": "", "image_alt_en": "", "image_alt_lo": ""}
    return filled | empty | values


def data(module, **values: Any) -> dict[str, Any]:
    """What the form of a good question sends."""
    options = values.pop("options", [option(1), option(2, right="on"), option(3)])
    fields = {
        "code": "B-90",
        "kind": QuestionKind.SINGLE,
        "use": QuestionUse.PRACTICE,
        "stem_en": rich_text("<p>What now?</p>"),
        "stem_lo": rich_text("<p>ເຮັດຫຍັງ?</p>"),
        "why_en": rich_text("<p>Because</p>"),
        "why_lo": rich_text("<p>ເພາະ</p>"),
        "image_alt_en": "",
        "image_alt_lo": "",
        "figure": "",
        "number": "",
        "tolerance": "0",
        "unit_en": "",
        "unit_lo": "",
        "measures": f"{module.pk}:1",
        "guidelines": ["1"],
        "principles": [],
        "difficulty": "medium",
        "twin": "",
        "case": "",
        "place_in_case": "0",
        "is_live": "on",
        "lao_review": "draft",
        "source": "",
        "note": "",
        "mark": "",
        "options": inline_formset(options),
    }
    return nested_form_data(fields | values)


def errors(response: Any) -> str:
    form = response.context["form"]
    return f"{form.errors} {form.formsets['options'].errors}"


def test_a_question_is_written_and_can_be_asked(cms, module, editor):
    response = cms.post(NEW, data(module))
    assert response.status_code == 302, errors(response)
    question = Question.objects.get(code="B-90")
    assert response["Location"] == f"/cms/tests/questions/edit/{question.pk}/"
    item = question.current.item
    assert (question.module, question.objective, question.phase) == (module, 1, "before")
    assert item.stem == {"en": "<p>What now?</p>", "lo": "<p>ເຮັດຫຍັງ?</p>"}
    assert [each.words["en"] for each in item.options] == [f"en text {n}" for n in (1, 2, 3)]
    assert item.right_ids == {2}
    assert question.current.made_by == editor


@pytest.mark.parametrize("language", ["en", "lo"])
def test_the_editor_shows_everything(cms, module, editor, language):
    profile = UserProfile.get_for_user(editor)
    profile.preferred_language = language
    profile.save()
    question = make_question("B-90", module=module)
    body = cms.get(f"/cms/tests/questions/edit/{question.pk}/").content.decode()
    for name in (
        "stem_en",
        "stem_lo",
        "options-0-text_lo",
        "options-3-says_en",
        "measures",
        "twin",
    ):
        assert f'name="{name}"' in body, name
    assert f'name="mark" value="{mark_of(question)}"' in body
    assert 'data-kinds="numeric"' in body


def test_saving_the_form_as_it_is_changes_nothing(cms, module):
    cms.post(NEW, data(module))
    question = Question.objects.get(code="B-90")
    rows = [
        option(number, id=str(each.pk), **({"right": "on"} if each.right else {}))
        for number, each in enumerate(question.options.all(), 1)
    ]
    sent = data(module, options=rows, mark=mark_of(question)) | {"options-INITIAL_FORMS": "3"}
    response = cms.post(f"/cms/tests/questions/edit/{question.pk}/", sent)
    assert response.status_code == 302, errors(response)
    assert question.versions.count() == 1


def test_what_cannot_be_asked_is_shown_again_with_every_word(cms, module):
    sent = data(module, options=[option(1), option(2)], stem_en=rich_text("<p>Typed</p>"))
    response = cms.post(NEW, sent)
    assert response.status_code == 200
    body = response.content.decode()
    assert "Typed" in body
    assert "lo says 2" in body
    assert response.context["form"].non_field_errors()
    assert not Question.objects.filter(code="B-90").exists()


def test_a_missing_language_is_told_at_its_field(cms, module):
    response = cms.post(NEW, data(module, stem_lo=rich_text("")))
    assert response.status_code == 200
    assert "stem_lo" in response.context["form"].errors


def test_a_newer_save_of_somebody_else_is_not_written_over(cms, module, administrator):
    question = make_question("B-90", module=module)
    opened = mark_of(Question.objects.get(pk=question.pk))
    theirs = Question.objects.get(pk=question.pk)
    theirs.stem_en = "<p>Theirs</p>"
    services.save_question(question=theirs, actor=administrator)
    address = f"/cms/tests/questions/edit/{question.pk}/"
    rows = {"options": [option(1), option(2, right="on")], "kind": QuestionKind.SEVERAL}
    response = cms.post(address, data(module, mark=opened, **rows))
    body = response.content.decode()
    assert response.status_code == 200
    assert 'name="over_newer"' in body
    assert str(administrator) in body
    assert "What now?" in body
    now = response.context["form"].newer["mark"]
    response = cms.post(address, data(module, mark=opened, over_newer=now, **rows))
    assert response.status_code == 302, errors(response)
    assert Question.objects.get(pk=question.pk).stem_en == "<p>What now?</p>"


def test_remarks_of_a_machine_do_not_keep_anybody_from_saving(cms, module):
    rows = [option(1), option(2, right="on", text_lo=rich_text("<p>สวัสดี</p>"))]
    cms.post(NEW, data(module, options=rows))
    question = Question.objects.get(code="B-90")
    response = cms.get(f"/cms/tests/questions/edit/{question.pk}/")
    body = response.content.decode()
    assert '<div class="remarks">' in body
    assert "<mark>สวัสดี</mark>" in body


def test_what_does_not_belong_to_the_kind_is_said(cms, module):
    response = cms.post(NEW, data(module, number="80"), follow=True)
    assert Question.objects.get(code="B-90").current.item.number == ""
    assert any(
        "ບໍ່ຖາມ" in str(each) or "Not asked" in str(each) for each in response.context["messages"]
    )


def test_scripts_in_a_text_do_not_arrive(cms, module):
    bad = rich_text("<p>What <b>now</b>?</p>").replace("What ", "<script>alert(1)</script>What ")
    cms.post(NEW, data(module, stem_en=bad))
    question = Question.objects.get(code="B-90")
    assert "<script" not in question.current.item.stem["en"]


def test_the_list_is_searched_in_any_spelling_and_filtered(cms, module, bank):
    Question.objects.filter(code="P-2").update(stem_lo="<p>ຫຼວງພະບາງ</p>", difficulty="hard")

    def codes(**asked: Any) -> list[str]:
        response = cms.get("/cms/tests/questions/", asked)
        return [each.code for each in response.context["object_list"]]

    assert codes() == [f"P-{n}" for n in range(1, 7)]
    assert codes(q="ຫລວງພະບາງ") == ["P-2"]
    assert codes(q="p-3") == ["P-3"]
    assert codes(q="OPTION 4, ລາວ") == ["P-1", "P-2", "P-4"]
    assert codes(difficulty="hard") == ["P-2"]
    assert codes(kind="numeric") == ["P-6"]
    assert codes(module=module.pk, use="measure") == []
    assert len(codes(asked="never")) == 6
    assert codes(asked="once") == []


def test_the_list_knows_in_which_quiz_a_question_is(cms, quiz, bank, module):
    make_question("P-7", module=module)
    shown = cms.get("/cms/tests/questions/", {"quiz": quiz.pk}).context["object_list"]
    assert [each.code for each in shown] == [each.code for each in bank]


def test_the_list_asks_as_often_for_one_as_for_many(cms, module):
    make_question("P-1", module=module)

    def queries() -> int:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as captured:
            assert cms.get("/cms/tests/questions/").status_code == 200
        return len(captured)

    queries()
    one = queries()
    for number in range(2, 6):
        make_question(f"P-{number}", module=module)
    assert queries() == one


def test_versions_side_by_side(cms, module, editor):
    question = make_question("B-90", module=module)
    question = Question.objects.get(pk=question.pk)
    question.stem_lo = "<p>ລາວ ໃໝ່ B-90</p>"
    services.save_question(question=question, actor=editor, note="Lao made clearer")
    body = cms.get(f"/cms/tests/questions/{question.pk}/versions/").content.decode()
    assert "Lao made clearer" in body
    assert str(editor) in body
    assert "<ins>" in body
    assert "<del>" in body
    assert "option 1" not in body, "what is the same is not shown"


@pytest.mark.parametrize("kind", QuestionKind.values)
@pytest.mark.parametrize("language", ["en", "lo"])
def test_the_preview_shows_each_kind_in_each_language(cms, bank, kind, language):
    question = Question.objects.get(kind=kind)
    page = cms.get(f"/cms/tests/questions/{question.pk}/preview/").content.decode()
    address = f"/cms/tests/shown/{question.current_id}/{language}/"
    assert address in page
    response = cms.get(address)
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    body = response.content.decode()
    assert f'<html lang="{language}">' in body
    assert question.current.item.stem[language] in body


def test_a_question_is_never_deleted(cms, module):
    question = make_question("B-90", module=module)
    assert cms.post(f"/cms/tests/questions/delete/{question.pk}/").status_code in (302, 403)
    assert Question.objects.filter(pk=question.pk).exists()


def test_a_case_is_written_and_changed(cms, module):
    fields = {
        "code": "K-B9",
        "title_en": "The night",
        "title_lo": "ກາງຄືນ",
        "story_en": rich_text("<p>Once</p>"),
        "story_lo": rich_text("<p>ຄັ້ງໜຶ່ງ</p>"),
        "mark": "",
    }
    response = cms.post("/cms/tests/cases/new/", fields)
    assert response.status_code == 302, response.context["form"].errors
    case = Case.objects.get(code="K-B9")
    question = make_question("B-90", module=module, case=case)
    address = f"/cms/tests/cases/edit/{case.pk}/"
    changed = fields | {"story_en": rich_text("<p>Twice</p>"), "mark": mark_of(case)}
    assert cms.post(address, changed).status_code == 302
    assert Question.objects.get(pk=question.pk).current.number == 2
    assert "B-90" in cms.get(address).content.decode()
    assert cms.post(address, changed).status_code == 200, "somebody was quicker"
    cms.post(f"/cms/tests/cases/delete/{case.pk}/")
    assert Case.objects.filter(pk=case.pk).exists(), "questions belong to it"


DOORS = [
    "questions/",
    "questions/new/",
    "cases/",
    "cases/new/",
    "quizzes/",
    "quizzes/new/",
    "count/",
]


@pytest.mark.parametrize("door", DOORS)
def test_an_editor_reaches(cms, door):
    assert cms.get(f"/cms/tests/{door}").status_code == 200


@pytest.mark.parametrize("who", ["participant", "facilitator", "reporting_officer"])
def test_others_see_nothing_of_it(request, quiz, bank, browser_of, who):
    ensure_roles()
    client = browser_of(request.getfixturevalue(who))
    pk, version = bank[0].pk, bank[0].current_id
    inner = [
        *(f"questions/edit/{pk}/", f"questions/{pk}/versions/", f"questions/{pk}/preview/"),
        *(f"shown/{version}/lo/", f"quizzes/edit/{quiz.pk}/", f"quizzes/{quiz.pk}/paper/"),
    ]
    for door in [*DOORS, *inner]:
        response = client.get(f"/cms/tests/{door}")
        assert response.status_code in (302, 403, 404), door
        assert b"Stem P-1" not in response.content
    client.post(NEW, data(bank[0].module))
    assert not Question.objects.filter(code="B-90").exists()
    assert "/cms/tests/" not in client.get("/en/", follow=True).content.decode()


def test_a_stranger_is_sent_to_sign_in(stranger, bank):
    response = stranger.get("/cms/tests/questions/")
    assert response.status_code == 302
    assert "login" in response["Location"]


# --- As it is typed now ---


TYPED = "/cms/tests/questions/preview/typed/"


def test_the_preview_shows_what_is_typed_and_saves_nothing(cms, module, bank):
    page = cms.post(TYPED, data(module, stem_en=rich_text("<p>Typed just now</p>")))
    assert page.context["errors"] == []
    frames = [each for _language, each in page.context["frames"]]
    assert frames == ["/cms/tests/shown/typed/en/", "/cms/tests/shown/typed/lo/"]
    assert all(each in page.content.decode() for each in frames)
    assert "Typed just now" in cms.get(frames[0]).content.decode()
    assert "ເຮັດຫຍັງ" in cms.get(frames[1]).content.decode()
    assert not Question.objects.filter(code="B-90").exists()
    stored = bank[0]
    number = stored.versions.count()
    rows = [
        option(number, id=str(each.pk), **({"right": "on"} if each.right else {}))
        for number, each in enumerate(stored.options.all(), 1)
    ]
    changed = {"code": stored.code, "stem_en": rich_text("<p>Changed</p>"), "options": rows}
    typed = data(module, **changed) | {"options-INITIAL_FORMS": "4"}
    cms.post(f"/cms/tests/questions/{stored.pk}/preview/typed/", typed)
    assert "Changed" in cms.get(frames[0]).content.decode()
    stored.refresh_from_db()
    assert (stored.stem_en, stored.versions.count()) == ("<p>Stem P-1</p>", number)
    assert (
        f"/cms/tests/questions/{stored.pk}/preview/typed/"
        in cms.get(f"/cms/tests/questions/edit/{stored.pk}/").content.decode()
    )
    assert TYPED in cms.get(NEW).content.decode()


def test_the_preview_says_what_is_missing(cms, module):
    for values in (
        {"stem_lo": rich_text("")},
        {"options": [option(1), option(2)]},
        {"code": "no code"},
        {"measures": ""},
    ):
        page = cms.post(TYPED, data(module, **values))
        assert 'role="alert"' in page.content.decode(), values
        assert "iframe" not in page.content.decode()
    assert cms.get("/cms/tests/shown/typed/en/", follow=True).status_code == 404


def test_nobody_else_previews(module, participant, stranger, browser_of):
    assert stranger.post(TYPED, data(module)).status_code == 302
    theirs = browser_of(participant)
    assert theirs.post(TYPED, data(module)).status_code in (302, 404)
    assert theirs.get("/cms/tests/shown/typed/en/", follow=True).status_code == 404


def test_plain_words_are_no_markup_in_a_preview(cms, course_page, module):
    """They may come from a file of strangers."""
    hostile = words("unit", "<script>alert(1)</script>")
    number = make_question("X-1", QuestionKind.NUMERIC, number=3, module=module, **hostile)
    pairs = make_question("X-2", QuestionKind.MATCHING, lines=2, module=module)
    for option in pairs.options.all():
        option.match_en = option.match_lo = "<script>alert(1)</script>"
        option.save()
    pairs = Question.objects.get(pk=pairs.pk)
    services.publish_question(question=pairs)
    quiz = make_quiz(course_page, [number, pairs])
    for address in (
        f"/cms/tests/shown/{number.current_id}/en/",
        f"/cms/tests/shown/{pairs.current_id}/en/",
        f"/cms/tests/quizzes/{quiz.pk}/paper/",
    ):
        body = cms.get(address).content.decode()
        assert "&lt;script&gt;alert(1)" in body
        assert "<script>alert(1)" not in body
