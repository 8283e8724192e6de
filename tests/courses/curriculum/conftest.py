"""A small course for every test of the curriculum, written as files and loaded like the real one."""

from pathlib import Path

import pytest
from wagtail.models import Page, Site

from courses.curriculum.models import CoursePage
from courses.curriculum.selectors import Course, course_outline, forget_what_is_kept
from courses.curriculum.services import load_curriculum
from tests.snapshots import rows_of

COURSE = """---
code: TEST
title: {course}
summary: S
phases:
  before: {{title: {before}, summary: Know}}
  during: {{title: {during}, summary: Act}}
  after: {{title: {after}, summary: Mend}}
---
"""
MODULE = """---
code: {code}
phase: {phase}
title: {title}
summary: {summary}
objectives:
  - {objective}
guidelines: [1, 15]
principles: [2]
---

{intro}
"""
LESSON = """---
code: {code}
title: {title}
summary: {summary}
objectives:
  - {objective}
guidelines: [1]
principles: [2, 3]
---

{text}

::: key
{key}
:::

::: steps {steps}
1. **{step}.** {text}
:::

::: checklist {checklist}
- {item}
- {item} 2
:::

::: case {case}
{text}

? {question}
! {answer}
:::

::: check {ask}
- [ ] {wrong} | {why_wrong}
- [x] {right} | {why_right}
:::

::: figure alert-ladder
{caption}
:::

::: table {table}
| {head} | B |
|---|---|
| {text} | 24 |
:::

::: source
{source}
:::
"""
SCENARIO = """---
code: T1
phase: during
title: {exercise}
summary: {summary}
objectives:
  - {objective}
guidelines: [13]
principles: []
minutes: 90
---

{text}

::: inject +15 min | {inject}
{text}

! {answer}
:::

::: checklist {checklist}
- {item}
:::
"""
CARD = """---
code: L1
kind: legal
title: {card}
summary: {summary}
guidelines: []
principles: [3]
---

{text}

::: source
{source}
:::
"""
WORDS = {
    "en": {
        "course": "The test course",
        "before": "Before a crisis",
        "during": "During a crisis",
        "after": "After a crisis",
        "title": "Floods",
        "summary": "All about floods",
        "objective": "Name three signs",
        "intro": "Why this module.",
        "text": "Water rises quickly.",
        "key": "People first.",
        "steps": "In the night",
        "step": "Wake everybody",
        "checklist": "Before you leave",
        "item": "Take water",
        "case": "The bridge",
        "question": "What do you do?",
        "answer": "Call the warden.",
        "ask": "Whom do you call first?",
        "wrong": "The newspaper",
        "why_wrong": "It can wait.",
        "right": "The warden",
        "why_right": "The warden is near.",
        "caption": "The ladder",
        "exercise": "The long night",
        "inject": "The bridge is gone",
        "card": "Access to people in detention",
        "table": "Levels",
        "head": "Level",
        "source": "A study, 2016.",
    },
    "lo": {
        "course": "ຫຼັກສູດທົດລອງ",
        "before": "ກ່ອນເກີດວິກິດການ",
        "during": "ໃນເວລາເກີດວິກິດການ",
        "after": "ຫຼັງວິກິດການ",
        "title": "ນ້ຳຖ້ວມ",
        "summary": "ທຸກຢ່າງກ່ຽວກັບນ້ຳຖ້ວມ",
        "objective": "ບອກສາມສັນຍານ",
        "intro": "ຍ້ອນຫຍັງຈຶ່ງມີໂມດູນນີ້.",
        "text": "ນ້ຳຂຶ້ນໄວ.",
        "key": "ຄົນມາກ່ອນ.",
        "steps": "ໃນກາງຄືນ",
        "step": "ປຸກທຸກຄົນ",
        "checklist": "ກ່ອນອອກໄປ",
        "item": "ເອົານ້ຳໄປນຳ",
        "case": "ຂົວ",
        "question": "ທ່ານຈະເຮັດຫຍັງ?",
        "answer": "ໂທຫາຜູ້ປະສານງານ.",
        "ask": "ທ່ານໂທຫາໃຜກ່ອນ?",
        "wrong": "ໜັງສືພິມ",
        "why_wrong": "ລໍຖ້າໄດ້.",
        "right": "ຜູ້ປະສານງານ",
        "why_right": "ຜູ້ປະສານງານຢູ່ໃກ້.",
        "caption": "ຂັ້ນໄດ",
        "exercise": "ຄືນທີ່ຍາວນານ",
        "inject": "ຂົວພັງແລ້ວ",
        "card": "ການເຂົ້າຢ້ຽມຜູ້ຖືກກັກຂັງ",
        "table": "ລະດັບ",
        "head": "ຂັ້ນ",
        "source": "ການສຶກສາ, ປີ 2016.",
    },
}


def write_course(folder: Path, lessons: dict[str, int] | None = None) -> Path:
    """Write a course in both languages: module code -> number of its lessons."""
    phases = {"B": "before", "D": "during", "A": "after"}
    for language, words in WORDS.items():
        (folder / f"course.{language}.md").write_text(COURSE.format(**words), encoding="utf-8")
        for module, number in (lessons or {"B1": 3, "D1": 1}).items():
            place = folder / module.lower()
            place.mkdir(exist_ok=True)
            values = words | {"code": module, "phase": phases[module[0]]}
            (place / f"module.{language}.md").write_text(MODULE.format(**values), encoding="utf-8")
            for each in range(1, number + 1):
                values = words | {"code": f"{module}.{each}", "title": f"{words['title']} {each}"}
                name = f"{module.lower()}-{each}.{language}.md"
                (place / name).write_text(LESSON.format(**values), encoding="utf-8")
        for name, text in (("tabletops/t1-night", SCENARIO), ("cards/l1-access", CARD)):
            path = folder / f"{name}.{language}.md"
            path.parent.mkdir(exist_ok=True)
            path.write_text(text.format(**words), encoding="utf-8")
    return folder


def default_site() -> Site:
    """The default site, made when there is none."""
    found = Site.objects.filter(is_default_site=True).first()
    if found is None:
        root = Page.objects.get(depth=1)
        home = root.get_children().first() or root.add_child(instance=Page(title="H", slug="h"))
        found = Site.objects.create(hostname="localhost", root_page=home, is_default_site=True)
    return found


@pytest.fixture
def site(db) -> Site:
    """A default site with a root page, as every installation has."""
    return default_site()


@pytest.fixture
def course_files(tmp_path) -> Path:
    """Three lessons before, one during a crisis."""
    return write_course(tmp_path)


@pytest.fixture
def course_page(site, course_files) -> CoursePage:
    """The small course, loaded and published."""
    rows_of("the small course", lambda: load_curriculum(folder=course_files))
    forget_what_is_kept()
    return CoursePage.objects.get()


@pytest.fixture
def course(course_page) -> Course:
    """Its outline in Lao."""
    found = course_outline("test", "lo")
    assert found is not None
    return found


@pytest.fixture
def our_course(site) -> Course:
    """The outline in Lao of the course that the project's own content makes."""
    rows_of("our course", load_curriculum)
    forget_what_is_kept()
    found = course_outline("micic", "lo")
    assert found is not None
    return found
