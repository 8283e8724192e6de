"""Questions, cases and quizzes as editors change them: versions, twins, draws, equal forms."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from assessments.quizzes import services
from assessments.quizzes.enums import Form, QuestionKind, QuestionUse, QuizKind
from assessments.quizzes.files import CONTENT
from assessments.quizzes.models import Case, Option, Question, Quiz, QuizDraw, QuizQuestion
from assessments.quizzes.selectors.bank import (
    differences_of_forms,
    draw_counts,
    mark_of,
    never_asked,
    people_asked,
    questions_of,
    with_answers,
)
from core.models import AuditLine
from core.services import Outcome
from tests.assessments.quizzes.conftest import make_question, make_quiz, words

pytestmark = pytest.mark.django_db


def fresh(record):
    return type(record).objects.get(pk=record.pk)


@pytest.fixture
def question(module) -> Question:
    return fresh(make_question("P-1", module=module))


def test_a_save_makes_a_version_and_says_by_whom(question, editor):
    question.stem_en = "<p data-block-key='x1'>Other words</p>"
    saved = services.save_question(question=question, actor=editor, note="Clearer")
    assert saved.is_new
    assert (saved.version.number, saved.version.note, saved.version.made_by) == (
        2,
        "Clearer",
        editor,
    )
    assert fresh(question).stem_en == "<p>Other words</p>"
    assert AuditLine.objects.filter(verb="save_question", actor=editor).count() == 1


def test_a_save_of_the_same_words_makes_no_version(question, editor):
    question.difficulty = "hard"
    saved = services.save_question(question=question, actor=editor, seen=mark_of(fresh(question)))
    assert not saved.is_new
    assert saved.version.number == 1
    assert fresh(question).difficulty == "hard"


def test_an_option_of_the_editor_is_one_line_like_that_of_a_file(question, editor):
    option = question.options.all()[0]
    option.text_en = "<p data-block-key='a'>P-1 option 1</p>"
    assert not services.save_question(question=question, actor=editor).is_new
    assert fresh(question).options.first().text_en == "P-1 option 1"


def test_a_save_over_something_newer_is_refused_once(question, editor):
    opened = mark_of(question)
    services.save_question(question=fresh_with(question, stem_en="<p>Theirs</p>"), actor=editor)
    mine = fresh_with(question, stem_en="<p>Mine</p>")
    with pytest.raises(services.NewerWasSavedError) as refused:
        services.save_question(question=mine, actor=editor, seen=opened)
    assert fresh(question).stem_en == "<p>Theirs</p>"
    services.save_question(question=mine, actor=editor, seen=refused.value.mark)
    assert fresh(question).stem_en == "<p>Mine</p>"


def fresh_with(record, **values):
    found = fresh(record)
    for name, value in values.items():
        setattr(found, name, value)
    return found


def test_a_change_of_tags_alone_is_newer_too(question, editor):
    opened = mark_of(question)
    services.save_question(question=fresh_with(question, difficulty="hard"), actor=editor)
    with pytest.raises(services.NewerWasSavedError):
        services.save_question(question=fresh(question), actor=editor, seen=opened)


def test_what_cannot_be_asked_is_not_saved(question, editor):
    question.options = [option for option in question.options.all() if not option.right]
    with pytest.raises(ValidationError, match="ຖືກ"):
        services.save_question(question=question, actor=editor)
    assert fresh(question).current.number == 1


def test_what_does_not_belong_to_the_kind_is_kept_but_not_asked(question, editor):
    question.kind, question.number = QuestionKind.NUMERIC, 80
    saved = services.save_question(question=question, actor=editor)
    assert saved.version.item.options == ()
    assert len(saved.ignored) == 1
    assert fresh(question).options.count() == 4
    back = fresh_with(question, kind=QuestionKind.ORDERING)
    saved = services.save_question(question=back, actor=editor)
    assert not saved.version.item.number
    assert not saved.version.item.right_ids
    assert len(saved.ignored) == 2


def test_true_and_false_write_themselves(module, editor):
    question = Question(
        code="B-90",
        kind=QuestionKind.TRUE_FALSE,
        module=module,
        phase="before",
        **words("stem", "<p>S</p>"),
    )
    question.options = [Option(right=True)]
    item = services.save_question(question=question, actor=editor).version.item
    assert [each.words["en"] for each in item.options] == ["True", "False"]
    assert [each.words["lo"] for each in item.options] == ["ຖືກ", "ຜິດ"]
    assert item.right_ids == {1}


def test_the_phase_follows_the_module(module, editor):
    question = make_question("B-90", module=module, phase="after")
    services.save_question(question=fresh(question), actor=editor)
    assert fresh(question).phase == "before"
    with pytest.raises(ValidationError, match="ຈຸດປະສົງ"):
        services.save_question(question=fresh_with(question, objective=99), actor=editor)


def test_twins_name_each_other_and_nobody_else(module, editor):
    one, two, three = (
        make_question(code, use=QuestionUse.MEASURE, module=module)
        for code in ("M-1", "M-2", "M-3")
    )
    services.save_question(question=fresh_with(one, twin=two), actor=editor)
    assert fresh(two).twin == one
    services.save_question(question=fresh_with(three, twin=two), actor=editor)
    assert fresh(two).twin == three
    assert fresh(one).twin is None
    with pytest.raises(ValidationError):
        services.save_question(question=fresh_with(one, twin=one), actor=editor)
    practice = make_question("P-9", module=module)
    with pytest.raises(ValidationError):
        services.save_question(question=fresh_with(practice, twin=two), actor=editor)


def test_the_story_of_a_case_is_part_of_the_wording(module, editor):
    case = Case.objects.create(code="K-1", **words("title", "T"), **words("story", "<p>Once</p>"))
    question = make_question("P-1", module=module, case=case)
    changed = fresh_with(case, story_en="<p>Twice</p>")
    assert services.save_case(case=changed, actor=editor) == 1
    assert fresh(question).current.item.story.story["en"] == "<p>Twice</p>"
    assert services.save_case(case=fresh(case), actor=editor) == 0
    with pytest.raises(ValidationError):
        services.save_case(case=fresh_with(case, story_lo=""), actor=editor)
    with pytest.raises(ValidationError):
        services.delete_case(case=fresh(case), actor=editor)


def test_an_unchanged_save_leaves_a_question_to_its_file(course_page, module, editor, tmp_path):
    text = (CONTENT / "questions" / "b1.yaml").read_text(encoding="utf-8")
    (tmp_path / "b1.yaml").write_text(text, encoding="utf-8")
    module.objectives_en = "One\nTwo\nThree"
    module.save()
    services.load_bank(folder=tmp_path)
    number = Question.objects.count()
    for question in Question.objects.all():
        assert not services.save_question(question=question, actor=editor).is_new, question.code
    report = services.load_bank(folder=tmp_path)
    assert report[Outcome.KEPT] == []
    assert len(report[Outcome.UNCHANGED]) >= number


def test_equal_forms_have_no_difference(paired):
    assert differences_of_forms(paired) == []


@pytest.mark.parametrize("change", [{"difficulty": "hard"}, {"objective": 2}, {"kind": "several"}])
def test_every_difference_is_named(paired, change):
    Question.objects.filter(code="M-1").update(**change)
    found = differences_of_forms(fresh(paired))
    assert len(found) == 2
    assert "M-1" in found[0]
    assert "M-3" in found[1]


def test_unequal_forms_are_not_put_in_use(paired, editor):
    paired.fixed = [row for row in paired.fixed.all() if row.question.code != "M-4"]
    with pytest.raises(ValidationError) as refused:
        services.save_quiz(quiz=paired, actor=editor)
    assert any("M-2" in message for message in refused.value.messages)
    paired.is_live = False
    services.save_quiz(quiz=paired, actor=editor)
    assert fresh(paired).fixed.count() == 3


def test_a_paired_test_in_the_middle_keeps_its_questions(paired, sittings, workshop, editor):
    from tests.factories import make_registration

    registration = make_registration(workshop=workshop)
    services.open_sitting(sitting=sittings[0], actor=workshop.created_by)
    services.start_attempt(
        person=registration.person,
        sitting=fresh(sittings[0]),
        registration=registration,
        form=Form.A,
    )
    changed = fresh(paired)
    changed.fixed = [row for row in changed.fixed.all() if row.question.code in ("M-1", "M-3")]
    with pytest.raises(ValidationError, match=workshop.code):
        services.save_quiz(quiz=changed, actor=editor)
    services.save_quiz(quiz=fresh_with(paired, minutes=20), actor=editor)
    for sitting in sittings:
        services.open_sitting(sitting=sitting, actor=editor)
        services.close_sitting(sitting=sitting, actor=editor)
    services.save_quiz(quiz=changed, actor=editor)


def test_uses_are_kept_apart(course_page, module, bank, paired, editor):
    measure = Question.objects.get(code="M-1")
    quiz = make_quiz(course_page, [bank[0], measure], code="mixed")
    with pytest.raises(ValidationError, match="M-1"):
        services.save_quiz(quiz=quiz, actor=editor)
    paired.fixed.add(QuizQuestion(question=bank[0], form=Form.A))
    with pytest.raises(ValidationError, match="P-1"):
        services.save_quiz(quiz=paired, actor=editor)


def test_a_question_of_a_quiz_keeps_its_use(quiz, paired, editor):
    """Else a question that measures would be drawn for practice."""
    for code, use in (("M-1", QuestionUse.PRACTICE), ("P-1", QuestionUse.MEASURE)):
        question = fresh(Question.objects.get(code=code))
        question.use, question.twin = use, None
        with pytest.raises(ValidationError, match="The quiz"):
            services.save_question(question=question, actor=editor)


@pytest.mark.parametrize("feedback", ["each", "end"])
def test_a_paired_test_tells_nothing_while_others_still_take_it(paired, editor, feedback):
    with (
        translation.override("en"),
        pytest.raises(ValidationError, match="Others take the same form later"),
    ):
        services.save_quiz(quiz=fresh_with(paired, feedback=feedback), actor=editor)
    services.save_quiz(quiz=fresh_with(paired, feedback="never"), actor=editor)


def test_a_draw_asks_for_no_more_than_there_is(course_page, module, bank, editor):
    quiz = make_quiz(course_page, bank[:2], code="drawn")
    quiz.draws = [QuizDraw(sort_order=0, count=3, module=module), QuizDraw(sort_order=1, count=2)]
    counts = [(each.wanted, each.matching, each.sure) for each in draw_counts(quiz)]
    assert counts == [(3, 4, 4), (2, 4, 1)]
    with pytest.raises(ValidationError, match="2"):
        services.save_quiz(quiz=quiz, actor=editor)
    quiz.draws = [QuizDraw(sort_order=0, count=3, module=module), QuizDraw(sort_order=1, count=1)]
    services.save_quiz(quiz=quiz, actor=editor)
    assert questions_of(fresh(quiz)) == {question.pk for question in bank}


def test_a_quiz_in_use_asks_something_and_a_module_test_has_a_module(course_page, editor):
    quiz = make_quiz(course_page, [], code="empty")
    with pytest.raises(ValidationError):
        services.save_quiz(quiz=quiz, actor=editor)
    services.save_quiz(quiz=fresh_with(quiz, is_live=False), actor=editor)
    with pytest.raises(ValidationError):
        services.save_quiz(quiz=fresh_with(quiz, kind=QuizKind.MODULE, is_live=False), actor=editor)


def test_a_quiz_that_was_taken_stays(sitting, quiz, participant, editor):
    services.start_attempt(person=participant, sitting=sitting)
    with pytest.raises(ValidationError):
        services.delete_quiz(quiz=quiz, actor=editor)
    services.delete_quiz(quiz=make_quiz(quiz.course, [], code="other"), actor=editor)
    assert [each.code for each in Quiz.objects.all()] == ["quiz"]


def test_who_was_asked_and_how_many_were_right(sitting, quiz, bank, participant, editor):
    attempt = services.start_attempt(person=participant, sitting=sitting)
    services.save_answers(attempt_id=attempt.pk, given=[services.Given(1, [2], "lo")])
    services.finish_attempt(attempt=attempt)
    assert people_asked(fresh(bank[0])) == 1
    assert people_asked(fresh(bank[1])) == 0
    counted = with_answers(Question.objects.all()).get(code="P-1")
    assert (counted.answered, counted.right) == (1, 1)
    assert {each.code for each in never_asked(Question.objects.all())} == {
        each.code for each in bank[1:]
    }
    services.save_question(question=fresh_with(bank[0], stem_en="<p>New</p>"), actor=editor)
    assert people_asked(fresh(bank[0])) == 0
    assert attempt.results == [] or fresh(attempt).points == 1
