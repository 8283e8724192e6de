"""The bank of the files keeps the rules that its README gives to whoever writes it."""

import re
from collections import Counter, defaultdict
from functools import cache

import pytest
import yaml
from django.conf import settings

from assessments.quizzes import bank_check
from assessments.quizzes.enums import Form, QuestionKind, QuestionUse
from assessments.quizzes.files import CONTENT, QuestionFile, read_bank, read_quizzes
from assessments.quizzes.freezing import freeze
from assessments.quizzes.items import Item
from assessments.quizzes.models import Option, Question
from core import catalogues
from core.content import LANGUAGES, ContentError, read_document
from courses.curriculum.enums import Guideline, Principle
from courses.curriculum.figures import figure_names
from courses.curriculum.files import CONTENT as COURSE

FOLDER = CONTENT / "questions"
#: The items of the domain, thirteen a phase.
OF_THE_DOMAIN = {f"{phase}-{number:02}" for phase in "BDA" for number in range(1, 14)}
MODULES = [path.parent.name.split("-")[0].upper() for path in sorted(COURSE.glob("*/module.en.md"))]


@cache
def questions() -> dict[str, QuestionFile]:
    return {each.code: each for each in read_bank(FOLDER).questions}


@cache
def item(code: str) -> Item:
    """What would be asked. Raises ValidationError when it is not complete."""
    file = questions()[code]
    question = Question(code=code, **file.values)
    question.options = [Option(sort_order=n, **values) for n, values in enumerate(file.options)]
    return freeze(question)


@cache
def objectives() -> dict[str, int]:
    """How many objectives each module has."""
    heads = [read_document(path).head for path in COURSE.glob("*/module.en.md")]
    return {head["code"]: len(head["objectives"]) for head in heads}


def codes(*, use: str = "", form: str = "") -> list[str]:
    return [
        code
        for code, each in questions().items()
        if (not use or each.values["use"] == use) and (not form or each.form == form)
    ]


def test_every_question_can_be_asked():
    assert {code: item(code).code for code in questions()} == {code: code for code in questions()}


def test_the_bank_is_large_enough_and_holds_the_items_of_the_domain():
    assert len(questions()) >= 99
    assert set(questions()) >= OF_THE_DOMAIN
    assert len(set(questions()) - OF_THE_DOMAIN) >= 60


def test_a_code_begins_with_the_letter_of_its_phase():
    wrong = [code for code, each in questions().items() if code[0] != each.module[0]]
    assert wrong == []


@pytest.mark.parametrize("module", MODULES)
def test_each_module_can_be_practised(module):
    practice = [
        questions()[code]
        for code in codes(use=QuestionUse.PRACTICE)
        if questions()[code].module == module
    ]
    assert len(practice) >= 6
    assert len({each.values["kind"] for each in practice}) >= 4
    covered = {each.values["objective"] for each in practice}
    assert covered == set(range(1, objectives()[module] + 1))


def test_each_phase_has_a_case_of_several_questions():
    sizes = Counter(each.case for each in questions().values() if each.case)
    assert {questions_of[0] for questions_of in {c.removeprefix("K-") for c in sizes}} == set("BDA")
    assert min(sizes.values()) >= 2


def test_tags_are_known():
    for code, each in questions().items():
        assert each.module in MODULES, code
        assert 1 <= each.values["objective"] <= objectives()[each.module], code
        assert set(each.values["guidelines"]) <= set(Guideline.values), code
        assert set(each.values["principles"]) <= set(Principle.values), code
        assert each.values["guidelines"] or each.values["principles"], code
        assert not each.values["figure"] or each.values["figure"] in figure_names(), code


def test_the_two_forms_are_equal():
    for form in Form:
        phases = Counter(code[0] for code in codes(form=form))
        assert phases == {"B": 5, "D": 5, "A": 5}, form
    assert set(codes(form=Form.A)) <= OF_THE_DOMAIN
    assert not set(codes(form=Form.B)) & OF_THE_DOMAIN
    for code in codes(use=QuestionUse.MEASURE):
        one, other = questions()[code], questions()[questions()[code].twin]
        assert other.twin == code
        assert {one.form, other.form} == {Form.A, Form.B}, code
        assert measured_by(one) == measured_by(other), code
        assert item(code).kind is QuestionKind.SINGLE
        assert len(item(code).lines) == 4
    assert not [code for code in codes(use=QuestionUse.PRACTICE) if questions()[code].twin]


def measured_by(file: QuestionFile) -> tuple[object, ...]:
    values = file.values
    return (file.module, values["objective"], values["kind"], values["difficulty"])


def test_options_are_as_many_as_the_readme_says():
    for code in questions():
        of, lines = item(code), len(item(code).lines)
        bounds = {
            QuestionKind.SINGLE: (3, 5),
            QuestionKind.SEVERAL: (4, 6),
            QuestionKind.TRUE_FALSE: (2, 2),
            QuestionKind.ORDERING: (4, 6),
            QuestionKind.MATCHING: (3, 5),
            QuestionKind.NUMERIC: (0, 0),
        }
        least, most = bounds[of.kind]
        assert least <= lines <= most, code
        if of.kind is QuestionKind.SEVERAL:
            assert len(of.right_ids) >= 2, code


def test_nothing_gives_an_answer_away_or_is_left_unsaid():
    """All rules of ``bank_check`` but one: a right option may be the longest now and then."""
    found = [
        f"{code}: {remark.rule} {remark.language} {remark.found}"
        for code in questions()
        for remark in bank_check.remarks_on(item(code))
        if remark.rule != "longest"
    ]
    assert found == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_right_answer_cannot_be_guessed_from_its_form(language):
    of = [item(code) for code in questions() if item(code).kind is QuestionKind.SINGLE]
    longest = [each.code for each in of if bank_check.right_is_longest(each, language)]
    assert len(longest) <= len(of) / 3, longest
    shortest = [
        each.code
        for each in of
        if bank_check.length(right_text(each, language)) < min(wrong_lengths(each, language))
    ]
    assert len(shortest) <= len(of) / 3, shortest
    places: dict[int, int] = defaultdict(int)
    for each in of:
        places[min(each.right_ids)] += 1
    assert max(places.values()) <= len(of) / 2, places


def right_text(of: Item, language: str) -> str:
    return next(each.words[language] for each in of.lines if each.right)


def wrong_lengths(of: Item, language: str) -> list[int]:
    return [bank_check.length(each.words[language]) for each in of.lines if not each.right]


def test_the_words_are_clean():
    """No Thai letters, words to avoid or old spelling in the Lao; no marks of sources anywhere."""
    for path in [*FOLDER.glob("*.yaml"), CONTENT / "quizzes.yaml"]:
        text = path.read_text(encoding="utf-8")
        assert list(catalogues.lao_problems(settings.ROOT, text)) == [], path.name
        assert not re.search(r"\[[SF]\d", text), path.name


def test_both_languages_mark_the_same():
    """What is bold in one language is bold in the other; numbers of an answer agree."""
    for code in questions():
        for words in bank_check.words_of(item(code)):
            bold = {words[language].count("<b>") for language in LANGUAGES}
            assert len(bold) == 1, (code, words)


def test_the_quizzes_draw_no_more_than_there_is():
    for quiz in read_quizzes(CONTENT / "quizzes.yaml"):
        for rule in quiz.draws:
            pool = [
                each
                for each in questions().values()
                if each.values["use"] == QuestionUse.PRACTICE
                and rule.get("module", each.module) == each.module
                and rule.get("phase", "").upper()[:1] in ("", each.module[0])
            ]
            assert rule["count"] <= len(pool), quiz.code


def test_a_paired_test_that_tells_early_is_refused(tmp_path):
    text = (CONTENT / "quizzes.yaml").read_text(encoding="utf-8")
    early = tmp_path / "quizzes.yaml"
    early.write_text(text.replace("feedback: closed", "feedback: end", 1), encoding="utf-8")
    with pytest.raises(ContentError, match="pre-post"):
        read_quizzes(early)


def test_the_readme_shows_an_entry_that_can_be_read():
    text = (CONTENT / "README.md").read_text(encoding="utf-8")
    shown = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    entries = [entry for block in shown for entry in yaml.safe_load(block)]
    assert {entry.get("kind", "case") for entry in entries} == {*QuestionKind.values, "case"}
