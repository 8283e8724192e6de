"""The content of the repository passes, and each fault is found in a course that has it."""

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from courses.curriculum.content_check import check_content
from tests.courses.curriculum.conftest import write_course

LESSON = "b1/b1-1"
GLOSSARY = """early-warning:
  en: {term: Warning, says: "A sign that comes in time.", also: [warnings]}
  lo: {term: ການເຕືອນ, says: "ສັນຍານທີ່ມາທັນເວລາ."}
"""


@pytest.fixture
def folder(tmp_path):
    return write_course(tmp_path)


@pytest.fixture
def found(folder):
    """What is found after words were put into the first lesson."""

    def put(*, en: str = "", lo: str = "", glossary: str = "") -> list[str]:
        for language, words in (("en", en), ("lo", lo)):
            path = folder / f"{LESSON}.{language}.md"
            path.write_text(path.read_text("utf-8") + words, "utf-8")
        if glossary:
            (folder / "glossary.yaml").write_text(glossary, "utf-8")
        return [
            str(each)
            for each in check_content(settings.ROOT, folder)
            if "no lesson teaches" not in each.problem
        ]

    return put


def test_our_own_content_passes(capsys):
    call_command("check_content")
    assert "complete" in capsys.readouterr().out


def test_a_clean_course_only_lacks_what_it_does_not_teach(folder, found):
    assert found() == []
    problems = [each.problem for each in check_content(settings.ROOT, folder)]
    assert "no lesson teaches guideline 15" in problems
    assert "no lesson teaches principle 10" in problems
    assert "no lesson teaches guideline 1" not in problems


@pytest.mark.parametrize(
    ("en", "lo", "problem"),
    [
        ("\nA\n", "\nไม่\n", "Thai letters"),
        ("\nA\n", "\nໄມ່\n", "instead of ໄມ່"),
        ("\nA\n", "", "parts"),
        ("\nNobody has seen this.\n", "\nNobody has seen this.\n", "is not translated"),
        ("\nNever help illegal migrants.\n", "\nກ\n", "never say illegal"),
        ("\nCall the hotline 1191.\n", "\nກ\n", "only confirmed numbers"),
        ("\nA\n", "\nໂທຫາ 1300\n", "only confirmed numbers"),
    ],
)
def test_each_fault_of_words_is_found(found, en, lo, problem):
    assert [each for each in found(en=en, lo=lo) if problem in each]


def test_the_confirmed_number_and_years_may_be_named(found):
    assert found(en="\nCall 1362. Call a number in 2024.\n", lo="\nໂທຫາ 1362.\n") == []


def test_figures_need_a_source_with_a_year(folder, found):
    for language in ("en", "lo"):
        path = folder / f"{LESSON}.{language}.md"
        text = path.read_text("utf-8")
        path.write_text(text[: text.rindex("::: source")], "utf-8")
    assert [e for e in found(en="\nOf them 28 % had papers.\n", lo="\n28%\n") if "no source" in e]
    source = "\n::: source\nSomebody said so.\n:::\n"
    assert [each for each in found(en=source, lo=source) if "has no year" in each]


def test_a_term_of_the_glossary_has_its_lao(found):
    assert any(
        "ການເຕືອນ" in each for each in found(en="\nWarnings\n", lo="\nກ\n", glossary=GLOSSARY)
    )


def test_the_words_of_the_screen_for_a_crisis_are_looked_at(folder, found):
    (folder / "go.yaml").write_text("during: [{sheet: one, heading: {lo: ไม่}}]", "utf-8")
    assert [each for each in found() if each.startswith("go.yaml: ") and "Thai" in each]


def test_a_verb_is_as_good_as_its_noun(found):
    assert found(en="\nThe warning.\n", lo="\nໄປເຕືອນ\n", glossary=GLOSSARY) == []


def test_a_lesson_without_a_check_and_a_module_without_a_case_are_found(folder, found):
    for path in folder.glob("b1/b1-?.*.md"):
        text = path.read_text("utf-8")
        for kind in ("case", "check"):
            start = text.index(f"::: {kind} ")
            end = text.index("\n:::", start + 4) + 4
            text = text[:start] + text[end:]
        path.write_text(text, "utf-8")
    problems = found()
    assert len([each for each in problems if "::: case" in each]) == 1
    assert len([each for each in problems if each.endswith("has no ::: check")]) == 3


def test_the_command_fails_with_a_line_for_each_finding(folder, capsys):
    with pytest.raises(CommandError):
        call_command("check_content", folder=folder)
    assert "no lesson teaches principle 10" in capsys.readouterr().out
