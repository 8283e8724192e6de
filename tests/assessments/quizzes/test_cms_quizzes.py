"""Quizzes in the CMS: fixed questions, draws with a count, equal forms, a paper to look at."""

from typing import Any

import pytest
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from assessments.quizzes.drawing import fewest_drawn
from assessments.quizzes.enums import Form, QuizKind
from assessments.quizzes.models import Case, Question, Quiz, QuizDraw
from assessments.quizzes.selectors.bank import draw_counts, mark_of
from people.services import ensure_roles
from tests.assessments.quizzes.conftest import make_quiz

pytestmark = pytest.mark.django_db

NEW = "/cms/tests/quizzes/new/"


@pytest.fixture
def cms(course_page, editor, browser_of):
    ensure_roles()
    return browser_of(editor)


def draw(count: int, **values: Any) -> dict[str, Any]:
    tags = dict.fromkeys(("module", "phase", "objective", "kind", "difficulty", "guideline"), "")
    return tags | {"count": str(count)} | values


def data(course, *, fixed=(), draws=(), initial=(0, 0), **values: Any) -> dict[str, Any]:
    fields = {
        "title_en": "Practice",
        "title_lo": "ຝຶກຫັດ",
        "intro_en": "",
        "intro_lo": "",
        "kind": QuizKind.PRACTICE,
        "course": course.pk,
        "module": "",
        "code": "practice-9",
        "is_live": "on",
        "pass_percent": "",
        "attempts_allowed": "",
        "minutes": "",
        "feedback": "end",
        "ask_sure": "no",
        "shuffle_questions": "on",
        "shuffle_options": "on",
        "mark": "",
        "fixed": inline_formset(list(fixed), initial=initial[0]),
        "draws": inline_formset(list(draws), initial=initial[1]),
    }
    return nested_form_data(fields | values)


def errors(response: Any) -> str:
    form = response.context["form"]
    return f"{form.errors} {[each.errors for each in form.formsets.values()]}"


def test_a_quiz_is_written(cms, course_page, module, bank):
    rows = [{"question": bank[0].pk, "form": ""}]
    response = cms.post(NEW, data(course_page, fixed=rows, draws=[draw(2, module=module.pk)]))
    assert response.status_code == 302, errors(response)
    quiz = Quiz.objects.get(code="practice-9")
    assert [row.question for row in quiz.fixed.all()] == [bank[0]]
    assert [(rule.count, rule.module) for rule in quiz.draws.all()] == [(2, module)]


def test_a_draw_of_too_many_is_refused_with_everything_kept(cms, course_page, module, bank):
    response = cms.post(NEW, data(course_page, draws=[draw(7)], title_en="Kept words"))
    assert response.status_code == 200
    assert "7" in str(response.context["form"].non_field_errors())
    assert "Kept words" in response.content.decode()
    assert not Quiz.objects.exists()


def test_unequal_forms_are_named_and_not_put_in_use(cms, course_page, paired):
    address = f"/cms/tests/quizzes/edit/{paired.pk}/"
    rows = [
        {"id": row.pk, "question": row.question_id, "form": row.form} for row in paired.fixed.all()
    ]
    values: dict[str, Any] = {
        "kind": QuizKind.PAIRED,
        "code": "paired",
        "mark": mark_of(paired),
        "feedback": "closed",
    }
    left = [*rows[:3], rows[3] | {"DELETE": "on"}]
    sent = data(course_page, fixed=left, initial=(4, 0), **values)
    response = cms.post(address, sent)
    assert response.status_code == 200
    assert "M-2" in str(response.context["form"].non_field_errors())
    sent.pop("is_live")
    assert cms.post(address, sent).status_code == 302
    quiz = Quiz.objects.get(pk=paired.pk)
    assert (quiz.is_live, quiz.fixed.count()) == (False, 3)
    assert "M-2" in cms.get(address).content.decode(), "the panel names the difference"


def test_two_editors_at_one_quiz(cms, course_page, quiz):
    opened = mark_of(quiz)
    Quiz.objects.filter(pk=quiz.pk).update(minutes=30)
    rows = [{"id": row.pk, "question": row.question_id, "form": ""} for row in quiz.fixed.all()]
    sent = data(course_page, fixed=rows, initial=(6, 0), code="quiz", mark=opened)
    response = cms.post(f"/cms/tests/quizzes/edit/{quiz.pk}/", sent)
    assert response.status_code == 200
    assert response.context["form"].newer
    assert Quiz.objects.get(pk=quiz.pk).minutes == 30


@pytest.mark.parametrize(
    ("tags", "number"),
    [
        ({}, 6),
        ({"kind": "numeric"}, 1),
        ({"phase": "after"}, 0),
        ({"objective": "1", "phase": "before"}, 6),
        ({"kind": "nonsense"}, None),
        ({"objective": "x"}, None),
        ({"module": "99999999999999999999"}, None),
    ],
)
def test_a_draw_is_counted_while_it_is_written(cms, bank, tags, number):
    response = cms.get("/cms/tests/count/", tags)
    assert response.status_code == 200
    assert response.json()["number"] == number


@pytest.mark.parametrize("form", [*Form.values, "", "Z"])
def test_a_paper_to_look_at(cms, paired, form):
    asked = {"form": form, "seed": "7"}
    body = cms.get(f"/cms/tests/quizzes/{paired.pk}/paper/", asked).content.decode()
    here = form if form in Form.values else "A"
    for row in paired.fixed.all():
        assert (f">{row.question.code}</a>" in body) is (row.form == here)


def test_the_same_seed_gives_the_same_paper(cms, course_page, module, bank):
    quiz = make_quiz(course_page, [], code="drawn")
    QuizDraw.objects.create(quiz=quiz, count=3)
    address = f"/cms/tests/quizzes/{quiz.pk}/paper/"

    def codes(seed: str) -> list[str]:
        return [e["item"].code for e in cms.get(address, {"seed": seed}).context["questions"]]

    assert codes("1") == codes("1")
    assert len({tuple(codes(str(seed))) for seed in range(6)}) > 1
    assert len(codes("-1 or so")) == 3


def test_a_quiz_that_nobody_took_can_go(cms, course_page, quiz):
    cms.post(f"/cms/tests/quizzes/delete/{quiz.pk}/")
    assert not Quiz.objects.exists()
    assert Question.objects.count() == 6


def test_a_quiz_that_somebody_took_stays(cms, sitting, quiz, participant):
    from assessments.quizzes import services

    services.start_attempt(person=participant, sitting=sitting)
    response = cms.post(f"/cms/tests/quizzes/delete/{quiz.pk}/")
    assert response.status_code == 200
    assert Quiz.objects.exists()


def test_the_list_asks_as_often_for_one_as_for_many(cms, course_page, bank):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert cms.get("/cms/tests/quizzes/").status_code == 200
        return len(captured)

    make_quiz(course_page, bank, code="q-1")
    queries()
    one = queries()
    for number in (2, 3):
        QuizDraw.objects.create(quiz=make_quiz(course_page, bank, code=f"q-{number}"), count=1)
    assert queries() == one


# --- Cases that are too large for a draw ---


@pytest.mark.parametrize(
    ("wanted", "sizes", "fewest"),
    [
        (3, [1, 1, 1, 1], 3),
        (3, [1, 1], 2),
        (2, [3], 0),
        (3, [2, 2], 2),
        (4, [2, 2, 3], 3),
        (4, [3, 1], 4),
        (5, [3, 3, 1], 4),
        (0, [1], 0),
    ],
)
def test_at_least_so_many_are_drawn_whatever_chance_does(wanted, sizes, fewest):
    assert fewest_drawn(wanted, sizes) == fewest


def test_a_case_that_is_too_large_is_named(cms, course_page, bank, module):
    case = Case.objects.create(code="K-B1", title="x", story="x")
    Question.objects.filter(pk__in=[each.pk for each in bank[:3]]).update(case=case)
    found = cms.get("/cms/tests/count/", {"module": module.pk, "wanted": "2"}).json()
    assert found["number"] == 6
    assert found["sure"] == 2
    assert "K-B1" in found["text"]
    assert "K-B1" not in cms.get("/cms/tests/count/", {"wanted": "3"}).json()["text"]
    few = cms.get("/cms/tests/count/", {"module": module.pk, "wanted": "5"}).json()
    assert (few["sure"], "3 ໃນ 5" in few["text"]) == (3, True)
    quiz = make_quiz(course_page, [], code="drawn")
    QuizDraw.objects.create(quiz=quiz, count=2)
    (count,) = draw_counts(quiz)
    assert (count.skipped, count.is_short) == (("K-B1",), False)
    page = cms.get(f"/cms/tests/quizzes/edit/{quiz.pk}/").content.decode()
    assert "ຂ້າມກໍລະນີ K-B1" in page


def test_a_draw_that_only_finds_a_large_case_is_short(course_page, bank, module):
    case = Case.objects.create(code="K-B1", title="x", story="x")
    Question.objects.update(case=case)
    quiz = make_quiz(course_page, [], code="drawn")
    QuizDraw.objects.create(quiz=quiz, count=2)
    (count,) = draw_counts(quiz)
    assert (count.matching, count.sure, count.is_short) == (6, 0, True)
