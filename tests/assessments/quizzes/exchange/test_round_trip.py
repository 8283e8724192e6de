"""Nothing is lost between writing a bank and reading it, whatever stands in it."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.quizzes.exchange import files, mlang, text
from assessments.quizzes.exchange.record import Bank
from tests.assessments.quizzes.exchange.making import (
    AWKWARD,
    blocks,
    cases,
    lines,
    pieces,
    plains,
    records,
)

FORMS = [files.XML, files.GIFT]


@st.composite
def banks(draw):
    return Bank(
        questions=[
            draw(records(code="Q-1", case="K-1")),
            draw(records(code="Q-2")),
            draw(records(code="Q-3", case="K-1")),
        ],
        cases=[draw(cases()), draw(cases(code="K-2"))],
    )


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=60)
@given(bank=banks())
def test_both_languages_in_one_file(form, bank):
    read = files.read([files.written(bank, form=form)])
    assert [each.text for each in read.problems if each.refuses] == []
    assert read.bank.questions == bank.questions
    assert read.bank.cases == bank.cases


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=25)
@given(bank=banks())
def test_a_file_for_each_language(form, bank):
    read = files.read([files.written(bank, form=form, apart=True)])
    assert [each.text for each in read.problems if each.refuses] == []
    assert read.bank.questions == bank.questions
    assert read.bank.cases == bank.cases


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=40)
@given(record=records(code="Q-1"), language=st.sampled_from(["en", "lo"]))
def test_one_language_alone_holds_the_words_of_that_one(form, record, language):
    from assessments.quizzes.exchange import gift, moodle_xml

    write = {files.XML: moodle_xml.write, files.GIFT: gift.write}[form]
    alone = write(Bank(questions=[record]), (language,))
    read = files.read([("alone", alone.encode())])
    assert [each.text for each in read.problems if each.refuses] == []
    assert read.bank.questions == [_only(record, language)]


def _only(record, language):
    def some(words):
        return {each: word if each == language else "" for each, word in words.items()}

    def picture(found):
        return found and replace(found, alt=some(found.alt))

    return replace(
        record,
        stem=some(record.stem),
        why=some(record.why),
        unit=some(record.unit),
        picture=picture(record.picture),
        languages=(language,),
        lines=tuple(
            replace(
                each,
                text=some(each.text),
                says=some(each.says),
                match=some(each.match),
                picture=picture(each.picture),
            )
            for each in record.lines
        ),
    )


@given(en=st.lists(pieces).map("".join), lo=st.lists(pieces).map("".join))
def test_language_tags_carry_any_two_texts(en, lo):
    joined = mlang.join({"en": en, "lo": lo})
    assert mlang.pick(joined, "en") == en
    assert mlang.pick(joined, "lo") == lo
    assert not mlang.is_broken(joined)


@pytest.mark.parametrize(
    ("texts", "form"), [(plains, text.plain), (lines, text.line), (blocks, text.block)]
)
@given(data=st.data())
def test_the_form_of_a_text_is_stable(texts, form, data):
    found = data.draw(texts)
    assert form(found) == found


@pytest.mark.parametrize("letter", AWKWARD)
def test_awkward_letters_one_by_one(letter):
    for form in (text.plain, text.line, text.block):
        assert form(form(letter)) == form(letter)


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=60)
@given(bank=banks(), data=st.data())
def test_a_damaged_file_is_never_an_error_of_ours(form, bank, data):
    _name, good = files.written(bank, form=form)
    broken = good.decode()
    for _cut in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(broken)))
        end = min(len(broken), start + data.draw(st.integers(0, 40)))
        broken = broken[:start] + data.draw(pieces) + broken[end:]
    read = files.read([("broken", broken.encode("utf-8", "replace"))])
    assert all(each.line >= 1 and each.text for each in read.problems)
    for each in read.bank.questions:
        assert "<script" not in "".join(each.stem.values())
