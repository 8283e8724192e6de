"""What a machine finds in a question, each rule on its own."""

import pytest

from assessments.quizzes.bank_check import is_uneven, length, remarks_on, right_is_longest
from assessments.quizzes.enums import QuestionKind
from assessments.quizzes.items import Choice, Item

SAYS = {"en": "Because.", "lo": "ເພາະ."}


def option(number: int, en: str, *, lo: str = "", right: bool = False, **values) -> Choice:
    return Choice(number, {"en": en, "lo": lo or f"ຕົວເລືອກ {number}"}, right, SAYS, **values)


def item(*options: Choice, stem: str = "Which one?", **values) -> Item:
    options = options or (option(1, "First"), option(2, "Other", right=True), option(3, "Third"))
    values = {"kind": QuestionKind.SINGLE, "why": SAYS, **values}
    return Item(code="B-90", stem={"en": stem, "lo": "ອັນໃດ?"}, options=options, **values)


def rules(of: Item) -> set[tuple[str, str]]:
    return {(remark.rule, remark.language) for remark in remarks_on(of)}


def test_a_good_question_has_no_remark():
    assert rules(item()) == set()


def test_two_options_are_few_except_in_true_or_false():
    two = (option(1, "Yes", right=True), option(2, "Not"))
    assert rules(item(*two)) == {("few", "")}
    assert rules(item(*two, kind=QuestionKind.TRUE_FALSE)) == set()


def test_lengths():
    long = "A very long option that says a great deal more"
    found = rules(item(option(1, "First"), option(2, long, right=True), option(3, "Third")))
    assert found == {("uneven", "en"), ("longest", "en")}
    found = rules(item(option(1, "First", right=True), option(2, long), option(3, "Third")))
    assert found == {("uneven", "en")}
    assert not is_uneven([3, 9])
    assert is_uneven([10, 17])
    assert not is_uneven([20, 28])


def test_signs_that_take_no_room_are_not_counted():
    assert length("<p>ກິນ</p>") == 2
    assert length("<b>a</b> &amp; b") == 5


def test_the_right_one_is_longest_only_of_questions_with_one_answer():
    several = item(kind=QuestionKind.SEVERAL)
    assert not right_is_longest(several, "en")


@pytest.mark.parametrize(
    ("en", "lo"), [("All of the above", ""), ("None of these", ""), ("A", "ຖືກທຸກຂໍ້")]
)
def test_all_of_the_above(en, lo):
    found = rules(item(option(1, "First"), option(2, "Other", right=True), option(3, en, lo=lo)))
    assert {rule for rule, _language in found} >= {"above"}


def test_what_is_deleted_is_not_all_of_the_above():
    options = (option(1, "Keep it and delete none of them"), option(2, "B" * 30, right=True))
    assert "above" not in {rule for rule, _ in rules(item(*options, option(3, "C" * 30)))}


@pytest.mark.parametrize(
    ("stem", "is_double"),
    [
        ("Which is not done unless the State asks?", True),
        ("Which can never be left out except by you?", True),
        ("What is not part of the plan?", False),
        ("People do not know it. Which is not right?", False),
        ("Do you go or not?", False),
    ],
)
def test_double_negatives(stem, is_double):
    assert (("negatives", "en") in rules(item(stem=stem))) is is_double


def test_missing_feedback_and_missing_why():
    bare = Choice(3, {"en": "Third", "lo": "ຕົວເລືອກ 3"})
    found = rules(item(option(1, "First"), option(2, "Other", right=True), bare, why=None))
    assert found == {("feedback", ""), ("why", "")}


def test_thai_letters_and_twice_the_same():
    options = (option(1, "First", lo="สวัสดี"), option(2, "Other", right=True), option(3, "first"))
    assert rules(item(*options)) >= {("thai", "lo"), ("twice", "en")}


def test_a_picture_needs_its_words_in_both_languages():
    half = item(image=7, image_alt={"en": "A bus"})
    assert rules(half) == {("picture", "")}
    assert rules(item(image=7, image_alt={"en": "A bus", "lo": "ລົດເມ"})) == set()
