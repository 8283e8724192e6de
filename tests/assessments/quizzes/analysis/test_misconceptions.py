"""Wrong and sure: which beliefs, in which words, held by how many."""

from decimal import Decimal

from assessments.quizzes.analysis.misconceptions import Said, misconceptions
from assessments.quizzes.enums import QuestionKind
from assessments.quizzes.items import Choice, Item
from assessments.quizzes.scoring import stored_credit


def words(text):
    return {"en": text, "lo": f"ລ {text}"}


def item(code="T-1", kind=QuestionKind.SINGLE, right=(2,), **values):
    options = values.pop("options", None) or tuple(
        Choice(n, words(f"o{n}"), right=n in right, says=words(f"says {n}")) for n in range(1, 5)
    )
    return Item(code, kind, words("?"), options, **values)


def found_in(asked, *answers):
    """``answers`` are (response, is_sure)."""
    said = [(1, Said(given, stored_credit(asked, given), sure)) for given, sure in answers]
    return misconceptions({1: asked}, said)


def test_only_wrong_and_sure_answers_count():
    (found,) = found_in(
        item(), ([1], True), ([1], True), ([3], True), ([1], False), ([4], None), ([2], True)
    )
    assert (found.answered, found.sure_and_wrong, found.wrong) == (6, 3, 5)
    assert [(each.words["en"], each.says["lo"], each.count) for each in found.beliefs] == [
        ("o1", "ລ says 1", 2),
        ("o3", "ລ says 3", 1),
    ]


def test_a_question_without_any_is_not_listed():
    assert found_in(item(), ([2], True), ([1], False), ([], True)) == []


def test_where_most_are_wrong_and_sure_comes_first():
    items = {1: item("T-1"), 2: item("T-2"), 3: item("T-3")}
    wrong = Said([1], Decimal(0), True)
    right = Said([2], Decimal(1), True)
    found = misconceptions(items, [(1, wrong), (2, wrong), (2, wrong), (3, wrong), (3, right)])
    assert [each.item.code for each in found] == ["T-2", "T-1", "T-3"]


def test_of_several_answers_the_wrong_ones_that_were_taken_are_named():
    asked = item(kind=QuestionKind.SEVERAL, right=(1, 3))
    (found,) = found_in(asked, ([1, 2], True), ([1, 3, 4], True))
    assert {each.words["en"] for each in found.beliefs} == {"o2", "o4"}
    (left_out,) = found_in(asked, ([1], True))
    assert [(each.words["en"], each.is_left_out) for each in left_out.beliefs] == [("o3", True)]


def test_wrong_pairs_orders_and_numbers_are_put_into_words():
    pairs = tuple(Choice(n, words(f"l{n}"), match=words(f"p{n}")) for n in (1, 2, 3))
    (found,) = found_in(
        item(kind=QuestionKind.MATCHING, options=pairs), ({"1": 1, "2": 3, "3": 2}, True)
    )
    assert {each.words["en"] for each in found.beliefs} == {"l2 – p3", "l3 – p2"}
    (found,) = found_in(item(kind=QuestionKind.ORDERING), ([1, 3, 2, 4], True))
    assert found.beliefs[0].words["en"] == "o1 → o3 → o2 → o4"
    asked = Item("T-9", QuestionKind.NUMERIC, words("?"), number="80", unit=words("km"))
    (found,) = found_in(asked, ("70", True), ("໗໐", True), ("80", True))
    assert [(each.words["en"], each.count) for each in found.beliefs] == [("70 km", 2)]


def test_what_is_plain_text_in_a_question_is_no_markup_here():
    """A belief is shown as HTML; partners and units are not."""
    pairs = tuple(
        Choice(n, words(f"<b>l{n}</b>"), match=words(f"<script>{n}</script>")) for n in (1, 2)
    )
    (found,) = found_in(item(kind=QuestionKind.MATCHING, options=pairs), ({"1": 2, "2": 2}, True))
    assert found.beliefs[0].words["en"] == "<b>l1</b> – &lt;script&gt;2&lt;/script&gt;"
    asked = Item("T-9", QuestionKind.NUMERIC, words("?"), number="80", unit=words("<i>km</i>"))
    (found,) = found_in(asked, ("70", True))
    assert found.beliefs[0].words["en"] == "70 &lt;i&gt;km&lt;/i&gt;"
