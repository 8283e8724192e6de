"""Tests on paper: forms, answer sheet of one page, key; in both languages; tagged."""

import re
from io import BytesIO

import pdfplumber
import pikepdf
import pytest

from assessments.quizzes import pdf, services
from assessments.quizzes.enums import AskSure, Form, QuestionKind, QuizKind
from assessments.quizzes.models import Case, PrintedForm, Question
from tests.assessments.quizzes.conftest import make_question, make_quiz, words

pytestmark = pytest.mark.django_db


def text_of(content):
    with pdfplumber.open(BytesIO(content)) as paper:
        return re.sub(r"\u200b", "", "\n".join(page.extract_text() for page in paper.pages))


def pages_of(content):
    with pikepdf.open(BytesIO(content)) as paper:
        return len(paper.pages)


def paper_of(workshop, quiz, language="en", form=Form.A):
    printed = services.print_form(workshop=workshop, quiz=quiz, form=form)
    return pdf.build_paper(printed, language=language, minutes=15)


@pytest.fixture
def every_kind(course_page, bank):
    """A paired test whose form A has a question of every kind."""
    return make_quiz(
        course_page,
        [*bank, make_question("P-9")],
        code="all",
        kind=QuizKind.PAIRED,
        ask_sure=AskSure.ALL,
        forms=["A"] * 6 + ["B"],
    )


@pytest.mark.parametrize("language", ["lo", "en"])
def test_every_kind_of_question_has_a_way_on_paper(workshop, every_kind, language):
    paper = paper_of(workshop, every_kind, language)
    kinds = [question.kind for question in paper.questions]
    assert kinds == [str(kind) for kind in QuestionKind]
    single, several, true_false, ordering, matching, numeric = paper.questions
    assert [option.letter for option in single.options] == ["A", "B", "C", "D"]
    assert (single.right, several.right, true_false.right) == ("B", "AC", "A")
    assert sorted(ordering.right) == ["A", "B", "C", "D"]
    assert ordering.right != "ABCD"
    assert (len(matching.lines), sorted(matching.right)) == (3, ["A", "B", "C"])
    assert matching.right != "ABC"
    assert numeric.right == "80"
    assert "right" not in text_of(pdf.render_answer_sheet(paper)).lower()[400:]
    questions = text_of(pdf.render_form(paper))
    for number in range(1, 7):
        assert f"Stem P-{number}" in questions
    assert "says" not in questions
    assert "Why" not in questions
    key = text_of(pdf.render_key([paper]))
    assert "P-1 option 2" in key
    assert ordering.right in key


def test_the_papers_say_form_workshop_and_language(workshop, every_kind):
    for language, heading in (("en", "Answer sheet"), ("lo", None)):
        paper = paper_of(workshop, every_kind, language)
        content = pdf.render_answer_sheet(paper)
        with pikepdf.open(BytesIO(content)) as written:
            assert str(written.Root.Lang) == language
            assert "/StructTreeRoot" in written.Root
            assert written.Root.MarkInfo.Marked
        if heading:
            assert heading in text_of(content)
        assert workshop.code in text_of(content)


@pytest.mark.parametrize("count", [1, 15, 30, 40])
@pytest.mark.parametrize("language", ["lo", "en"])
def test_the_answer_sheet_is_one_page(course_page, module, workshop, language, count):
    questions = [make_question(f"Q-{n:02}", module=module) for n in range(count)]
    quiz = make_quiz(
        course_page,
        [*questions, make_question("Q-99")],
        code="long",
        kind=QuizKind.PAIRED,
        ask_sure=AskSure.ALL,
        forms=["A"] * count + ["B"],
    )
    paper = paper_of(workshop, quiz, language)
    content = pdf.render_answer_sheet(paper)
    assert pages_of(content) == 1
    assert str(count) in text_of(content)


def test_the_story_of_a_case_stands_once_before_its_questions(course_page, workshop):
    case = Case.objects.create(
        code="K-1", **words("title", "The ferry"), **words("story", "Storm.")
    )
    questions = [
        make_question(f"C-{n}", case=case, place_in_case=n, **words("stem", f"<p>Ask {n}</p>"))
        for n in (1, 2)
    ]
    quiz = make_quiz(
        course_page,
        [*questions, make_question("C-9")],
        code="case",
        kind=QuizKind.PAIRED,
        forms=["A", "A", "B"],
    )
    found = text_of(pdf.render_form(paper_of(workshop, quiz)))
    assert found.count("The ferry") == 1
    assert found.index("The ferry") < found.index("Ask 1") < found.index("Ask 2")


def test_what_people_wrote_is_not_markup(course_page, workshop):
    question = make_question(
        "X-1", **words("stem", "<p>a <script>alert(1)</script> &lt;b&gt; c</p>")
    )
    quiz = make_quiz(
        course_page,
        [question, make_question("X-2")],
        code="odd",
        kind=QuizKind.PAIRED,
        forms=["A", "B"],
    )
    workshop.title_en = "<b>Title</b> & more"
    workshop.save()
    found = text_of(pdf.render_form(paper_of(workshop, quiz)))
    assert "<b> c" in found
    assert "<b>Title</b> & more" in found


def test_partners_are_plain_text(course_page, workshop):
    question = make_question("X-1", QuestionKind.MATCHING, lines=2)
    for option in question.options.all():
        option.match_en = option.match_lo = f"<script>{option.sort_order} & more</script>"
        option.save()
    question = Question.objects.get(pk=question.pk)
    services.publish_question(question=question)
    quiz = make_quiz(
        course_page,
        [question, make_question("X-2")],
        code="odd",
        kind=QuizKind.PAIRED,
        forms=["A", "B"],
    )
    paper = paper_of(workshop, quiz)
    assert "<script>1 & more</script>" in text_of(pdf.render_form(paper))
    assert "<script>2 & more</script>" in text_of(pdf.render_key([paper]))


# --- Doors --------------------------------------------------------------------------------------


def address(workshop, name="", language="lo"):
    return f"/{language}/tests/workshops/{workshop.code}/paper/{name}"


PAPERS = [
    f"{what}-{form}-{language}.pdf"
    for what in ("questions", "answers")
    for form in "AB"
    for language in ("lo", "en")
] + ["key-lo.pdf", "key-en.pdf"]


@pytest.mark.parametrize("language", ["lo", "en"])
def test_the_page_leads_to_every_paper(workshop, sittings, facilitator, browser_of, language):
    browser = browser_of(facilitator)
    page = browser.get(address(workshop, language=language)).content.decode()
    for name in PAPERS:
        assert address(workshop, name, language) in page
        response = browser.get(address(workshop, name, language))
        assert response["Content-Type"] == "application/pdf"
        assert "no-store" in response["Cache-Control"]
    assert PrintedForm.objects.count() == 2


@pytest.mark.parametrize(
    "who", ["other_facilitator", "administrator", "reporting_officer", "editor", "participant"]
)
def test_others_print_nothing(workshop, sittings, browser_of, request, who):
    browser = browser_of(request.getfixturevalue(who))
    for name in ("", *PAPERS):
        assert browser.get(address(workshop, name)).status_code == 404
    assert not PrintedForm.objects.exists()


def test_a_stranger_is_sent_to_sign_in(workshop, sittings, stranger):
    for name in ("", *PAPERS):
        assert stranger.get(address(workshop, name)).status_code == 302


@pytest.mark.parametrize(
    "name", ["questions-C-lo.pdf", "questions-A-fr.pdf", "other-A-lo.pdf", "key-fr.pdf"]
)
def test_an_unknown_paper_is_not_there(workshop, sittings, facilitator, browser_of, name):
    assert browser_of(facilitator).get(address(workshop, name)).status_code == 404


def test_without_a_test_there_is_nothing_to_print(workshop, facilitator, browser_of):
    assert browser_of(facilitator).get(address(workshop)).status_code == 404
