"""The course as it stands in the repository: both languages match, and the Lao is Lao."""

import csv
import io
import re

import pytest

from courses.curriculum.enums import Guideline, Principle
from courses.curriculum.files import CONTENT, read_curriculum
from courses.curriculum.models import LessonPage
from courses.curriculum.reading_time import minutes_to_read

#: Words that are Thai, or wrong for us, and have a Lao word of their own. Inside a longer Lao word
#: a match can be by chance, so only those are listed that cannot be.
AVOID = csv.DictReader(
    io.StringIO(
        """avoid,use
ໄມ່,ບໍ່
ອະໄຣ,ຫຍັງ
ທຳໄມ,ຍ້ອນຫຍັງ
ຢ່າງໄຣ,ແນວໃດ
ເທົ່າໄຣ,ເທົ່າໃດ
ເມື່ອໄຣ,ເມື່ອໃດ
ທີ່ໄຫນ,ຢູ່ໃສ
ກອກຂໍ້ມູນ,ຕື່ມຂໍ້ມູນ
ປະທັບຕາ,ຈ້ຳກາ
ວຸດທິບັດ,ໃບຢັ້ງຢືນ
ຂ້າລາຊະການ,ພະນັກງານ-ລັດຖະກອນ
ໂຮງພະຍາບານ,ໂຮງໝໍ
ຈັງຫວັດ,ແຂວງ
ອຳເພີ,ເມືອງ
ໝູ່ບ້ານ,ບ້ານ
ໜັງສືເດີນທາງ,ໜັງສືຜ່ານແດນ
ເອກະສານແນບ,ເອກະສານຄັດຕິດ
ຈຸດລວມພົນ,ຈຸດເຕົ້າໂຮມ
ພຣຸ່ງນີ້,ມື້ອື່ນ
ເມື່ອວານນີ້,ມື້ວານນີ້
ທຳງານ,ເຮັດວຽກ
ພ.ສ.,ຄ.ສ.
ຜິດກົດໝາຍ,ບໍ່ມີເອກະສານຖືກຕ້ອງ
"""
    )
)
LAO_FILES = sorted(CONTENT.rglob("*.lo.md"))
AVOIDED = list(AVOID)


def test_the_whole_course_can_be_read_and_its_languages_match():
    course = read_curriculum()
    assert [module.code for module in course.modules if module.code in ("B1", "D3", "A2")] == [
        *("A2", "B1", "D3")
    ]
    assert all(module.lessons for module in course.modules)


@pytest.mark.parametrize("path", LAO_FILES, ids=lambda path: path.name)
def test_lao_files_hold_lao_letters_and_lao_words(path):
    text = path.read_text(encoding="utf-8")
    thai = re.search(r"[\u0e01-\u0e5b]", text)
    assert thai is None, text[thai.start() - 20 : thai.end() + 20]
    found = [f"{row['avoid']} → {row['use']}" for row in AVOIDED if row["avoid"] in text]
    assert not found


@pytest.mark.parametrize("language", ["en", "lo"])
def test_no_lesson_is_shorter_than_its_objectives_need(language):
    """At least two minutes of reading for each objective."""
    block = LessonPage._meta.get_field("body_en").stream_block
    for module in read_curriculum().modules:
        for lesson in module.lessons:
            body = block.to_python(lesson.values[f"body_{language}"])
            objectives = len(lesson.values["objectives_en"].splitlines())
            assert minutes_to_read(body, language) >= 2 * objectives, lesson.path


def test_numbers_and_titles_of_the_guidelines_are_complete():
    assert Guideline.values == list(range(1, 16))
    assert Principle.values == list(range(1, 11))
