"""The paper itself, measured: one tagged page, both scripts, nothing outside its place."""

import unicodedata
from dataclasses import replace
from io import BytesIO

import pdfplumber
import pikepdf
import pytest

from assessments.certificates import pdf
from assessments.certificates.words import CertificateWords, SignatoryWords

MM = 72 / 25.4
#: Unicode categories of letters and digits that take a place of their own.
WRITTEN = {"Lo", "Lu", "Ll", "Nd"}
LAO = "ແກ້ວມະນີສີສຸວັນ ດວງໃຈພົມມະຈັນ "
LATIN = "Keomanivong Sisouvannaphone "
SIGNERS = (
    SignatoryWords("", "", "ຫົວໜ້າກົມກົງສູນ", "Director General", "ກະຊວງ", "Ministry"),
    SignatoryWords("ນາງ ຕົວຢ່າງ", "Sample Signer", "ຫົວໜ້າອົງການ", "Chief of Mission", "", "IOM"),
)
WORDS = CertificateWords(
    kind="participation",
    number="MICIC-2024-LAO-0007",
    code="7K3M9QX2VD",
    verify_url="https://training.example.la/v/7K3M9QX2VD",
    heading_lo="ໃບຢັ້ງຢືນ",
    heading_en="Certificate of Participation",
    state_heading_lo=("ສາທາລະນະລັດ ປະຊາທິປະໄຕ ປະຊາຊົນລາວ", "ສັນຕິພາບ ເອກະລາດ"),
    state_heading_en=("Lao People’s Democratic Republic", "Peace Independence"),
    issuing_body_lo=("ກະຊວງການຕ່າງປະເທດ", "ກົມກົງສູນ"),
    issuing_body_en=("Ministry of Foreign Affairs", "Consular Department"),
    place_and_date_lo="ນະຄອນຫຼວງວຽງຈັນ, ວັນທີ 20 ມິຖຸນາ 2024",
    place_and_date_en="Vientiane, 20 June 2024",
    intro_lo="ກົມກົງສູນ ຂໍຢັ້ງຢືນວ່າ",
    intro_en="This is to certify that",
    name_lo="ທ່ານ ນາງ ນ້ຳຝົນ ຈັນທະລາ",
    name_latin="Ms Namfon Chanthala",
    position_lo="ວິຊາການ",
    position_en="Technical officer",
    organisation_lo="ກະຊວງການຕ່າງປະເທດ",
    organisation_en="Ministry of Foreign Affairs",
    text_lo="ໄດ້ເຂົ້າຮ່ວມກອງປະຊຸມຝຶກອົບຮົມ\nລະຫວ່າງວັນທີ 19-20 ມິຖຸນາ 2024, ທີ່ ນະຄອນຫຼວງວຽງຈັນ.",
    text_en="took part in the two-day workshop,\nheld in Vientiane, 19–20 June 2024.",
    closing_lo="ດັ່ງນັ້ນ, ຈຶ່ງອອກໃບຢັ້ງຢືນສະບັບນີ້ໄວ້ ເພື່ອເປັນຫຼັກຖານ.",
    event_lo="ກອງປະຊຸມ",
    event_en="Workshop",
    first_day="2024-06-19",
    last_day="2024-06-20",
    funded_by_lo="ສະໜັບສະໜູນທຶນໂດຍ ຜູ້ໃຫ້ທຶນ",
    funded_by_en="Funded by a donor",
    signatories=SIGNERS,
    logo_left="",
    logo_right="",
)
LONGEST = {
    "name_lo": f"ທ່ານ {LAO * 4}"[:120],
    "name_latin": f"Mr {LATIN * 5}"[:120],
}
VARIANTS = {
    "plain": WORDS,
    "no state heading": replace(WORDS, state_heading_lo=(), state_heading_en=()),
    "long names": replace(WORDS, **LONGEST),
    "names that cannot break": replace(WORDS, name_lo="ກ" * 120, name_latin="M" * 120),
    "everything long": replace(
        WORDS,
        name_lo=f"ພັນຕຳຫຼວດເອກ {LAO * 8}"[:280],
        name_latin=f"Police Colonel {LATIN * 10}"[:280],
        position_lo=(LAO * 8)[:200],
        position_en=(LATIN * 8)[:200],
        organisation_lo=(LAO * 14)[:400],
        organisation_en=(LATIN * 15)[:400],
        text_lo=(LAO * 17)[:500],
        text_en=(LATIN * 18)[:500],
        intro_lo=(LAO * 14)[:400],
        is_sample=True,
    ),
    "three signatories": replace(WORDS, signatories=(*SIGNERS, SIGNERS[0])),
    "one signatory": replace(WORDS, signatories=SIGNERS[:1]),
    "nobody signs": replace(WORDS, signatories=()),
    "Latin only": replace(WORDS, name_lo="", kind="completion"),
    "Lao only": replace(WORDS, name_latin=""),
    "sample": replace(WORDS, is_sample=True),
    "long heads": replace(
        WORDS,
        issuing_body_lo=((LAO * 4)[:100], (LAO * 4)[:100], "ກົມກົງສູນ"),
        issuing_body_en=((LATIN * 4)[:100], (LATIN * 4)[:100], "Consular Department"),
        place_and_date_lo=f"{(LAO * 5)[:120]}, ວັນທີ 20 ມິຖຸນາ 2024",
        place_and_date_en=f"{(LATIN * 5)[:120]}, 20 June 2024",
        intro_lo=(LAO * 5)[:140],
    ),
}


@pytest.fixture(scope="module")
def papers(django_db_setup) -> dict[str, bytes]:
    """All variants, laid out as one batch and split."""
    return dict(zip(VARIANTS, pdf.render(list(VARIANTS.values())), strict=True))


def squeezed(text: str) -> str:
    """Without the spaces and break marks that copying from a PDF adds or loses; ຳ in its two parts."""
    parts = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in parts if not letter.isspace() and letter != "\u200b")


@pytest.mark.parametrize("name", VARIANTS)
def test_it_is_one_page_and_nothing_stands_outside(papers, name):
    with pdfplumber.open(BytesIO(papers[name])) as paper:
        assert len(paper.pages) == 1
        (page,) = paper.pages
        assert (round(page.width), round(page.height)) == (842, 595)
        left, right = 29 * MM, page.width - 17 * MM
        outside = [
            letter["text"]
            for letter in page.chars
            if not letter["text"].isspace()
            and (
                letter["x0"] < left
                or letter["x1"] > right
                or letter["top"] < 5 * MM
                or letter["bottom"] > page.height - 4 * MM
            )
        ]
    assert outside == []


@pytest.mark.parametrize("name", [name for name in VARIANTS if name != "nobody signs"])
def test_four_centimetres_stay_clear_above_each_signature(papers, name):
    with pdfplumber.open(BytesIO(papers[name])) as paper:
        (page,) = paper.pages
        title = page.search("Director General", regex=False)[0]
        line = title["top"] - 9 * MM
        above = [
            letter["bottom"]
            for letter in page.chars
            if not letter["text"].isspace()
            and letter["bottom"] < line
            and title["x0"] < letter["x0"] < title["x1"]
        ]
    assert max(above) < title["top"] - 40 * MM


@pytest.mark.parametrize("name", VARIANTS)
def test_it_is_tagged_titled_and_its_fonts_are_embedded(papers, name):
    with pikepdf.open(BytesIO(papers[name])) as paper:
        assert bool(paper.Root.MarkInfo.Marked)
        assert str(paper.Root.Lang) == "lo"
        assert len(paper.Root.StructTreeRoot.K) > 0
        assert bool(paper.Root.ViewerPreferences.DisplayDocTitle)
        with paper.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["dc:title"].startswith("MICIC-2024-LAO-0007")
        fonts = [font for font in paper.objects if _is_descendant_font(font)]
        assert len(fonts) >= 2
        assert all("/FontFile2" in font or "/FontFile3" in font for font in fonts)


def _is_descendant_font(thing: pikepdf.Object) -> bool:
    return isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/FontDescriptor"


@pytest.mark.parametrize("name", ["plain", "long names"])
def test_both_names_can_be_copied_from_it(papers, name):
    words = VARIANTS[name]
    with pdfplumber.open(BytesIO(papers[name])) as paper:
        text = squeezed(paper.pages[0].extract_text())
    assert squeezed(words.name_latin) in text
    drawn = set(squeezed(words.name_lo))
    assert drawn <= set(text)
    for said in (words.number, "7K3M9-QX2VD", words.place_and_date_en):
        assert squeezed(said) in text


def test_the_state_heading_is_an_option(papers):
    found = {}
    for name in ("plain", "no state heading"):
        with pdfplumber.open(BytesIO(papers[name])) as paper:
            found[name] = "Democratic Republic" in paper.pages[0].extract_text()
    assert found == {"plain": True, "no state heading": False}


def test_only_the_paper_of_an_invented_person_says_that_it_is_a_sample(papers):
    found = {}
    for name in ("plain", "sample", "everything long"):
        with pdfplumber.open(BytesIO(papers[name])) as paper:
            found[name] = "SAMPLE" in paper.pages[0].extract_text()
    assert found == {"plain": False, "sample": True, "everything long": True}


def test_markup_in_a_name_is_printed_not_obeyed():
    evil = "<img src=file:///etc/passwd><b>Bold</b>&amp;"
    (paper,) = pdf.render([replace(WORDS, name_latin=evil)])
    with pdfplumber.open(BytesIO(paper)) as read:
        assert squeezed(evil) in squeezed(read.pages[0].extract_text())


def test_all_in_one_file_keeps_every_page(papers):
    merged = pdf.merge(list(papers.values()), title="MICIC-2024-06")
    with pikepdf.open(BytesIO(merged)) as whole:
        assert len(whole.pages) == len(VARIANTS)


def test_words_survive_their_storage():
    import json

    assert CertificateWords.from_json(json.loads(json.dumps(WORDS.to_json()))) == WORDS


@pytest.mark.parametrize("name", VARIANTS)
def test_no_letter_stands_on_another(papers, name):
    """Heads, names and text keep apart, also the parts that are placed by their own measure."""
    with pdfplumber.open(BytesIO(papers[name])) as paper:
        letters = sorted(
            (
                letter
                for letter in paper.pages[0].chars
                # Vowel and tone marks belong on their letter.
                if letter["width"] > 0.5 and unicodedata.category(letter["text"][0]) in WRITTEN
            ),
            key=lambda letter: letter["x0"],
        )
    collisions = []
    for index, one in enumerate(letters):
        for other in letters[index + 1 :]:
            if other["x0"] >= one["x1"]:
                break
            wide = min(one["x1"], other["x1"]) - other["x0"]
            high = min(one["bottom"], other["bottom"]) - max(one["top"], other["top"])
            if high > 0 and wide * high > 0.4 * min(area(one), area(other)):
                collisions.append(one["text"] + other["text"])
    assert collisions == []


def area(letter) -> float:
    return letter["width"] * letter["height"]
