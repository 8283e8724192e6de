"""The donor sentence, word for word, in both languages."""

from dataclasses import replace
from datetime import date

import pytest

from people.enums import Level
from reports import figures, narrative
from reports.figures import Body, GenderCount, Words
from reports.narrative import Facts, PairedTests
from reports.selectors import records_of_workshop

MOFA = Body(1, Words("Ministry of Foreign Affairs", "ກະຊວງການຕ່າງປະເທດ"), Words("MoFA", "ກຕທ"), 1)
MOLSW = Body(
    2,
    Words("Ministry of Labour and Social Welfare", "ກະຊວງແຮງງານ ແລະ ສະຫວັດດີການສັງຄົມ"),
    Words("MoLSW", "ຮສສ"),
    2,
)
MOPS = Body(3, Words("Ministry of Public Security", "ກະຊວງປ້ອງກັນຄວາມສະຫງົບ"), Words("MoPS", "ປກສ"), 3)
LWU = Body(4, Words("Lao Women's Union", "ສະຫະພັນແມ່ຍິງລາວ"), Words("LWU", "ສຍລ"), 4)
RED_CROSS = Body(5, Words("Lao Red Cross", "ອົງການກາແດງລາວ"), Words("LRC", ""), 5)
OLD_MINISTRY = Body(6, Words("Ministry of Information, Culture and Tourism", ""), Words(), 6)

JUNE = Facts(
    title=Words("Migrants in Countries in Crisis", "ຜູ້ເຄື່ອນຍ້າຍຖິ່ນຖານໃນປະເທດທີ່ປະສົບວິກິດການ"),
    city=Words("Vientiane", "ນະຄອນຫຼວງວຽງຈັນ"),
    first_day=date(2024, 6, 19),
    last_day=date(2024, 6, 20),
    attended=GenderCount(9, 15, 0),
    levels=(Level.CENTRAL,),
    bodies=(MOFA, MOLSW, MOPS, LWU),
    session_attendance=93.8,
    participation_certificates=22,
)


def test_the_english_sentence_of_june_2024():
    assert narrative.sentence(JUNE, "en") == (
        "24 government officials (9 females) at central level representing "
        "MoFA, MoLSW, MoPS and LWU"
    )


def test_the_lao_sentence_of_june_2024():
    assert narrative.sentence(JUNE, "lo") == (
        "ຜູ້ເຂົ້າຮ່ວມທັງໝົດ 24 ທ່ານ, ຍິງ 9 ທ່ານ, ແມ່ນພະນັກງານ-ລັດຖະກອນຂັ້ນສູນກາງ ຈາກ ກຕທ, ຮສສ, ປກສ ແລະ ສຍລ"
    )


def test_the_english_paragraph_of_june_2024():
    assert narrative.paragraph(JUNE, "en") == (
        "On 19–20 June 2024, 24 government officials (9 females, 15 males) at central level from "
        "four institutions – Ministry of Foreign Affairs (MoFA), Ministry of Labour and Social "
        "Welfare (MoLSW), Ministry of Public Security (MoPS) and Lao Women's Union (LWU) – took "
        "part in the two-day workshop “Migrants in Countries in Crisis” in Vientiane. Average "
        "attendance of the sessions was 93.8%. 22 certificates of participation were issued."
    )


def test_the_lao_paragraph_of_june_2024():
    assert narrative.paragraph(JUNE, "lo") == (
        "ລະຫວ່າງວັນທີ 19-20 ມິຖຸນາ 2024, ພະນັກງານ-ລັດຖະກອນຂັ້ນສູນກາງ 24 ທ່ານ, ຍິງ 9 ທ່ານ, "
        "ຈາກ 4 ພາກສ່ວນ (ກະຊວງການຕ່າງປະເທດ, ກະຊວງແຮງງານ ແລະ ສະຫວັດດີການສັງຄົມ, "
        "ກະຊວງປ້ອງກັນຄວາມສະຫງົບ ແລະ ສະຫະພັນແມ່ຍິງລາວ) ໄດ້ເຂົ້າຮ່ວມກອງປະຊຸມຝຶກອົບຮົມ 2 ວັນ ກ່ຽວກັບ "
        "“ຜູ້ເຄື່ອນຍ້າຍຖິ່ນຖານໃນປະເທດທີ່ປະສົບວິກິດການ” ທີ່ ນະຄອນຫຼວງວຽງຈັນ. "
        "ອັດຕາການເຂົ້າຮ່ວມແຕ່ລະພາກ ສະເລ່ຍ 93,8%. ໄດ້ອອກໃບຢັ້ງຢືນການເຂົ້າຮ່ວມ 22 ໃບ."
    )


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (GenderCount(1, 0, 0), "1 government official (female) at"),
        (GenderCount(0, 1, 0), "1 government official (male) at"),
        (GenderCount(0, 0, 1), "1 government official at"),
        (GenderCount(1, 1, 0), "2 government officials (1 female) at"),
        (GenderCount(0, 3, 0), "3 government officials (no females) at"),
        (GenderCount(3, 0, 0), "3 government officials (all female) at"),
        (GenderCount(2, 1, 1), "4 government officials (2 females) at"),
    ],
)
def test_one_and_many_women_in_english(count, words):
    assert narrative.sentence(replace(JUNE, attended=count), "en").startswith(words)


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (GenderCount(2, 3, 1), "(2 females, 3 males, 1 other or not stated)"),
        (GenderCount(0, 3, 2), "(3 males, 2 other or not stated)"),
        (GenderCount(0, 3, 0), "(all male)"),
        (GenderCount(3, 0, 0), "(all female)"),
    ],
)
def test_the_english_paragraph_names_every_gender_there_is(count, words):
    assert words in narrative.paragraph(replace(JUNE, attended=count), "en")


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (GenderCount(1, 0, 0), "1 ທ່ານ, ຍິງ 1 ທ່ານ,"),
        (GenderCount(0, 3, 0), "3 ທ່ານ, ບໍ່ມີຍິງ,"),
        (GenderCount(3, 0, 0), "3 ທ່ານ, ຍິງ 3 ທ່ານ,"),
    ],
)
def test_women_in_lao(count, words):
    facts = replace(JUNE, attended=count)
    assert words in narrative.sentence(facts, "lo")
    assert words in narrative.paragraph(facts, "lo")


def test_people_of_no_stated_gender_are_named_in_the_lao_paragraph():
    facts = replace(JUNE, attended=GenderCount(2, 1, 1))
    assert "ເພດອື່ນໆ ຫຼື ບໍ່ໄດ້ລະບຸ 1 ທ່ານ," in narrative.paragraph(facts, "lo")


@pytest.mark.parametrize(
    ("levels", "english", "lao"),
    [
        ((), "(9 females) representing", "ແມ່ນພະນັກງານ-ລັດຖະກອນ ຈາກ"),
        ((Level.DISTRICT,), "at district level rep", "ລັດຖະກອນຂັ້ນເມືອງ ຈາກ"),
        (
            (Level.CENTRAL, Level.PROVINCE),
            "at central and provincial levels rep",
            "ຂັ້ນສູນກາງ ແລະ ຂັ້ນແຂວງ ຈາກ",
        ),
        (
            (Level.CENTRAL, Level.PROVINCE, Level.DISTRICT),
            "at central, provincial and district levels rep",
            "ຂັ້ນສູນກາງ, ຂັ້ນແຂວງ ແລະ ຂັ້ນເມືອງ ຈາກ",
        ),
        ((Level.ABROAD,), "at posts abroad rep", "ລັດຖະກອນປະຈຳຢູ່ຕ່າງປະເທດ ຈາກ"),
        (
            (Level.CENTRAL, Level.ABROAD),
            "at central level and at posts abroad rep",
            "ຂັ້ນສູນກາງ ແລະ ປະຈຳຢູ່ຕ່າງປະເທດ ຈາກ",
        ),
    ],
)
def test_levels(levels, english, lao):
    facts = replace(JUNE, levels=levels)
    assert english in narrative.sentence(facts, "en")
    assert lao in narrative.sentence(facts, "lo")


@pytest.mark.parametrize(
    ("bodies", "english", "lao"),
    [
        ((), "at central level", "ຂັ້ນສູນກາງ"),
        ((MOFA,), "representing MoFA", "ຈາກ ກຕທ"),
        ((MOFA, LWU), "representing MoFA and LWU", "ຈາກ ກຕທ ແລະ ສຍລ"),
        ((MOFA, RED_CROSS), "representing MoFA and LRC", "ຈາກ ກຕທ ແລະ ອົງການກາແດງລາວ"),
        (
            (MOFA, OLD_MINISTRY, LWU),
            "representing MoFA; Ministry of Information, Culture and Tourism; and LWU",
            "ຈາກ ກຕທ; Ministry of Information, Culture and Tourism ແລະ ສຍລ",
        ),
    ],
)
def test_institutions(bodies, english, lao):
    facts = replace(JUNE, bodies=bodies)
    assert narrative.sentence(facts, "en").endswith(english)
    assert narrative.sentence(facts, "lo").endswith(lao)


def test_one_institution_in_the_paragraph():
    facts = replace(JUNE, bodies=(MOFA,))
    assert "from one institution – Ministry of Foreign Affairs (MoFA) – took" in (
        narrative.paragraph(facts, "en")
    )
    assert "ຈາກ 1 ພາກສ່ວນ (ກະຊວງການຕ່າງປະເທດ) ໄດ້" in narrative.paragraph(facts, "lo")


def test_nobody_at_all():
    nobody = replace(JUNE, attended=GenderCount(), levels=(), bodies=(), session_attendance=None)
    assert narrative.sentence(nobody, "en") == (
        "No attendance of government officials has been recorded."
    )
    assert narrative.paragraph(nobody, "en") == (
        "No attendance of government officials has been recorded for the two-day workshop "
        "“Migrants in Countries in Crisis” in Vientiane, 19–20 June 2024."
    )
    for text in (narrative.sentence(nobody, "lo"), narrative.paragraph(nobody, "lo")):
        assert text.startswith("ຍັງບໍ່ມີການບັນທຶກການເຂົ້າຮ່ວມ")


def test_a_single_day():
    facts = replace(JUNE, last_day=JUNE.first_day)
    assert "On 19 June 2024, 24" in narrative.paragraph(facts, "en")
    assert "one-day workshop" in narrative.paragraph(facts, "en")
    assert narrative.paragraph(facts, "lo").startswith("ໃນວັນທີ 19 ມິຖຸນາ 2024,")


@pytest.mark.parametrize(
    ("participation", "completion", "english", "lao"),
    [
        (1, 0, " 1 certificate of participation was issued.", "ໃບຢັ້ງຢືນການເຂົ້າຮ່ວມ 1 ໃບ."),
        (
            3,
            1,
            " 3 certificates of participation and 1 certificate of completion were issued.",
            "ໃບຢັ້ງຢືນການເຂົ້າຮ່ວມ 3 ໃບ ແລະ ໃບຢັ້ງຢືນສຳເລັດຫຼັກສູດ 1 ໃບ.",
        ),
        (0, 0, " sessions was 93.8%.", "ສະເລ່ຍ 93,8%."),
    ],
)
def test_certificates(participation, completion, english, lao):
    facts = replace(
        JUNE, participation_certificates=participation, completion_certificates=completion
    )
    assert narrative.paragraph(facts, "en").endswith(english)
    assert narrative.paragraph(facts, "lo").endswith(lao)


@pytest.mark.parametrize(
    ("after", "english", "lao"),
    [
        (72.5, "the mean rose from 45% to 72.5%.", "ຄະແນນສະເລ່ຍເພີ່ມຂຶ້ນຈາກ 45% ເປັນ 72,5%."),
        (40, "the mean fell from 45% to 40%.", "ຄະແນນສະເລ່ຍຫຼຸດລົງຈາກ 45% ເປັນ 40%."),
        (45, "the mean stayed at 45%.", "ຄະແນນສະເລ່ຍເທົ່າເດີມ 45%."),
    ],
)
def test_test_results_when_there_are_any(after, english, lao):
    facts = replace(JUNE, tests=PairedTests(20, 17, 45, after))
    assert "Of 20 participants who sat both tests, 17 (85%) improved their score; " + english in (
        narrative.paragraph(facts, "en")
    )
    assert lao in narrative.paragraph(facts, "lo")


def test_no_word_about_tests_when_nobody_sat_both():
    facts = replace(JUNE, tests=PairedTests(0, 0, 0, 0))
    assert narrative.paragraph(facts, "en") == narrative.paragraph(JUNE, "en")
    assert narrative.paragraph(facts, "lo") == narrative.paragraph(JUNE, "lo")


@pytest.mark.parametrize("language", ["lo", "en"])
def test_the_records_of_june_give_the_sentence(june, language):
    found = figures.workshop_figures(records_of_workshop(june))
    facts = narrative.facts_of(
        found,
        title=JUNE.title,
        city=JUNE.city,
        first_day=june.start_date,
        last_day=june.end_date,
    )
    assert narrative.sentence(facts, language) == narrative.sentence(JUNE, language)
    assert "24" in narrative.paragraph(facts, language)
