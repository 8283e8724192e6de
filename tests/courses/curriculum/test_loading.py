"""Files become pages: repeatable, and never over an editor's change."""

import pytest
from django.core.management import CommandError, call_command

from core.services import Outcome
from courses.curriculum.files import FilesError, code_order, read_curriculum
from courses.curriculum.models import CoursePage, LessonPage, ModulePage, PhasePage
from courses.curriculum.services import load_curriculum
from tests.courses.curriculum.conftest import write_course

pytestmark = pytest.mark.django_db


def change(path, old, new):
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def test_a_course_becomes_published_pages_in_both_languages(course_page):
    assert [page.slug for page in PhasePage.objects.order_by("path")] == [
        "before",
        "during",
        "after",
    ]
    module = ModulePage.objects.get(code="B1")
    assert (module.heading_en, module.heading_lo) == ("Floods", "ນ້ຳຖ້ວມ")
    assert module.guidelines == [1, 15]
    lesson = LessonPage.objects.get(code="B1.1")
    assert lesson.live
    assert [block.block_type for block in lesson.body_lo] == [
        block.block_type for block in lesson.body_en
    ]
    assert [block.block_type for block in lesson.body_en] == [
        *("text", "key", "steps", "checklist", "case", "check", "figure", "table", "source")
    ]
    steps = lesson.body_lo[2].value
    assert steps["steps"][0]["name"] == "ປຸກທຸກຄົນ."
    assert lesson.minutes_en >= 1
    assert lesson.minutes_lo >= 1


def test_blocks_of_both_languages_carry_the_same_ids(course_page):
    lesson = LessonPage.objects.get(code="B1.1")
    assert [block.id for block in lesson.body_lo] == [block.id for block in lesson.body_en]


def test_loading_twice_changes_nothing(course_page, course_files):
    before = dict(LessonPage.objects.values_list("code", "latest_revision_id"))
    report = load_curriculum(folder=course_files)
    assert set(report) == {Outcome.UNCHANGED}
    assert dict(LessonPage.objects.values_list("code", "latest_revision_id")) == before


def test_a_newer_file_updates_its_page_only(course_page, course_files):
    change(course_files / "b1" / "b1-1.lo.md", "ນ້ຳຂຶ້ນໄວ", "ນ້ຳຂຶ້ນໄວຫຼາຍ")
    report = load_curriculum(folder=course_files)
    assert report[Outcome.UPDATED] == ["b1/b1-1.en.md"]
    assert "ນ້ຳຂຶ້ນໄວຫຼາຍ" in str(LessonPage.objects.get(code="B1.1").body_lo)


@pytest.mark.parametrize("published", [True, False])
def test_what_an_editor_changed_is_kept(course_page, course_files, published):
    lesson = LessonPage.objects.get(code="B1.1")
    lesson.heading_lo = "ຂຽນໃນ CMS"
    revision = lesson.save_revision()
    if published:
        revision.publish()
    change(course_files / "b1" / "b1-1.lo.md", "ນ້ຳຂຶ້ນໄວ", "ນ້ຳລົງໄວ")
    report = load_curriculum(folder=course_files)
    assert report[Outcome.KEPT] == ["b1/b1-1.en.md"]
    kept = LessonPage.objects.get(code="B1.1").get_latest_revision_as_object()
    assert kept.heading_lo == "ຂຽນໃນ CMS"
    assert "ນ້ຳລົງໄວ" not in str(kept.body_lo)


def test_a_module_deleted_in_the_cms_stays_away_with_its_lessons(course_page, course_files):
    ModulePage.objects.get(code="B1").delete()
    report = load_curriculum(folder=course_files)
    assert "b1/module.en.md" in report[Outcome.KEPT]
    assert not LessonPage.objects.filter(code__startswith="B1").exists()


def test_a_later_module_takes_its_place_by_code(course_page, course_files):
    write_course(course_files, {"B10": 1})
    load_curriculum(folder=course_files)
    write_course(course_files, {"B2": 1})
    load_curriculum(folder=course_files)
    codes = ModulePage.objects.filter(code__startswith="B").order_by("path")
    assert [module.code for module in codes] == ["B1", "B2", "B10"]
    assert sorted(["B10", "B2"], key=code_order) == ["B2", "B10"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("- ເອົານ້ຳໄປນຳ\n", "", r"b1-1\.lo\.md:1: .*block checklist"),
        ("guidelines: [1]", "guidelines: [2]", r"b1-1\.lo\.md:1: .*guidelines"),
        ("::: key", "::: kee", r"b1-1\.lo\.md:1: .*block kee"),
        ("\n! ", "\n", r"b1-1\.lo\.md:26: a case needs"),
    ],
)
def test_languages_that_do_not_match_are_refused(site, course_files, old, new, message):
    change(course_files / "b1" / "b1-1.lo.md", old, new)
    with pytest.raises(FilesError, match=message):
        load_curriculum(folder=course_files)
    assert not CoursePage.objects.exists()


def test_every_error_is_named_with_file_and_line(site, course_files):
    for language in ("en", "lo"):
        change(course_files / "b1" / f"b1-1.{language}.md", "guidelines: [1]", "guidelines: [16]")
        change(course_files / "b1" / f"b1-2.{language}.md", "1. **", "1. ")
        change(course_files / "b1" / f"b1-3.{language}.md", "::: key", "::: kee")
    with pytest.raises(FilesError) as caught:
        read_curriculum(course_files)
    messages = [str(error).removeprefix(f"{course_files}/") for error in caught.value.errors]
    assert messages[0].startswith("b1/b1-1.en.md:1: “guidelines”: 16")
    assert messages[1].startswith("b1/b1-2.en.md:18: a step begins")
    assert messages[2].startswith("b1/b1-3.en.md:13: there is no block “kee”")


def test_the_command_says_what_it_did(site, course_files, capsys):
    call_command("load_curriculum", folder=course_files)
    assert "12 created, 0 updated" in capsys.readouterr().out
    change(course_files / "course.lo.md", "summary: S", "")
    with pytest.raises(CommandError, match=r"course\.lo\.md:1"):
        call_command("load_curriculum", folder=course_files)
