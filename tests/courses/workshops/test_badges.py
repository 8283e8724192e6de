"""Name badges, measured: every word in its own box, marks to cut along, nobody forgotten."""

import unicodedata
from io import BytesIO

import pdfplumber
import pytest
from django.urls import reverse

from courses.workshops.badges import Badge, BadgeSheets, _badge, build_badges, render_badges
from courses.workshops.enums import ParticipantType
from people.enums import Title
from people.models import User
from tests.factories import make_organisation, make_person, make_registration, make_workshop

MM = 72 / 25.4
LAO = "ແກ້ວມະນີສີສຸວັນດວງໃຈພົມມະຈັນ"
LATIN = "Keomanivong Sisouvannaphone "
LONG = Badge(
    (LAO * 10)[:250],
    (LATIN * 10)[:250],
    (LAO * 9)[:200],
    (LATIN * 9)[:200],
    "ຜູ້ສັງເກດການ",
    "Observer",
)
BADGES = (
    Badge("ທ່ານ ນາງ ນ້ຳຝົນ ຈັນທະລາ", "Ms Namfon Chanthala", "ກະຊວງການຕ່າງປະເທດ", "MoFA"),
    LONG,
    Badge("ກ" * 240, "M" * 240, "ຫ" * 100, "W" * 100),
    Badge("Anna Muster", "", "ອົງການ IOM", "IOM", "ວິທະຍາກອນ", "Facilitator"),
    Badge(),
)
#: Badges on a sheet -> width and height of one, and the corner of the first, in mm.
BOXES = {8: (90, 65, 15, 18.25), 10: (90, 54, 15, 13.25)}


def sheets(size: int) -> BadgeSheets:
    title = "ຜູ້ເຄື່ອນຍ້າຍຖິ່ນຖານໃນປະເທດທີ່ປະສົບວິກິດການ (MICIC)"
    badges = (*BADGES, *[BADGES[1]] * (size - len(BADGES)), BADGES[0])
    return BadgeSheets("MICIC-2024-06", title, "19-20 ມິຖຸນາ 2024", badges, size)


@pytest.fixture(scope="module", params=[8, 10])
def paper(request, django_db_setup):
    """A full sheet and one badge on a second, with the size of the boxes."""
    with pdfplumber.open(BytesIO(render_badges(sheets(request.param)))) as pdf:
        yield pdf, request.param


def squeezed(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text)
    return "".join(c for c in parts if not c.isspace() and c != "\u200b")


def box_of(size: int, index: int) -> tuple[float, float, float, float]:
    width, height, left, top = BOXES[size]
    x, y = left + width * (index % 2), top + height * (index // 2)
    return x * MM, y * MM, (x + width) * MM, (y + height) * MM


def test_every_letter_stands_within_its_badge(paper):
    pdf, size = paper
    page = pdf.pages[0]
    safe = 2 * MM
    boxes = [box_of(size, index) for index in range(size)]
    for letter in page.chars:
        if letter["text"].isspace():
            continue
        middle = (letter["x0"] + letter["x1"]) / 2, (letter["top"] + letter["bottom"]) / 2
        home = [b for b in boxes if b[0] <= middle[0] <= b[2] and b[1] <= middle[1] <= b[3]]
        assert home, letter
        left, top, right, bottom = home[0]
        assert left + safe <= letter["x0"] + 0.5, letter
        assert letter["x1"] <= right - safe + 0.5, letter
        assert letter["top"] >= top, letter
        assert letter["bottom"] <= bottom, letter


def test_words_and_foot_do_not_meet_and_nothing_is_left_out(paper):
    pdf, size = paper
    for index, badge in enumerate(BADGES):
        text = squeezed(pdf.pages[0].crop(box_of(size, index)).extract_text(y_tolerance=1))
        for words in (badge.name_latin, badge.organisation_en, badge.role_en, "MICIC-2024-06"):
            assert squeezed(words) in text, (index, words)
        left, _top, right, bottom = box_of(size, index)
        foot = bottom - 9.5 * MM
        area = pdf.pages[0].crop((left, foot, right, bottom)).extract_text()
        assert squeezed(area).startswith("MICIC-2024-06"), area


def test_lao_names_are_whole(paper):
    pdf, size = paper
    first = pdf.pages[0].crop(box_of(size, 0))
    written = sorted(c for c in squeezed(first.extract_text()) if "\u0e80" <= c <= "\u0eff")
    for letter in squeezed(BADGES[0].name_lo):
        assert letter in written or not "\u0e80" <= letter <= "\u0eff"


def test_marks_to_cut_along_stand_in_the_margin_only(paper):
    pdf, size = paper
    width, height, left, top = BOXES[size]
    rows = size // 2
    marks = [
        one
        for one in pdf.pages[0].rects
        if min(one["width"], one["height"]) < 1 and max(one["width"], one["height"]) < 20
    ]
    assert len(marks) == 2 * 3 + 2 * (rows + 1)
    inner = left * MM, top * MM, (left + 2 * width) * MM, (top + rows * height) * MM
    for one in marks:
        outside = (
            one["x1"] <= inner[0]
            or one["x0"] >= inner[2]
            or one["bottom"] <= inner[1]
            or one["top"] >= inner[3]
        )
        assert outside, one


def test_two_sheets_of_a4(paper):
    pdf, _size = paper
    assert len(pdf.pages) == 2
    assert {(round(page.width), round(page.height)) for page in pdf.pages} == {(595, 842)}


@pytest.mark.django_db
def test_who_has_a_badge(facilitator):
    workshop = make_workshop(facilitator=facilitator)
    for status in ("confirmed", "walk_in", "nominated", "waiting", "cancelled", "declined"):
        person = make_person(organisation=make_organisation(), given_name_latin=status)
        make_registration(workshop, person, status=status)
    made = build_badges(workshop, size=10)
    names = " ".join(badge.name_latin for badge in made.badges)
    assert "confirmed" in names
    assert "walk_in" in names
    assert not {"nominated", "waiting", "cancelled", "declined"} & set(names.split())
    assert [badge.role_en for badge in made.badges if badge.role_en] == ["Facilitator"]
    assert len(made.badges) == 10


@pytest.mark.django_db
def test_an_empty_workshop_has_a_sheet_of_empty_badges():
    assert build_badges(make_workshop()).badges == (Badge(),) * 8


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["", "?size=10", "?size=zebra"])
def test_the_sheet_can_be_had(facilitator, browser_of, query):
    workshop = make_workshop(facilitator=facilitator)
    answer = browser_of(facilitator).get(reverse("workshop_badges", args=[workshop.code]) + query)
    assert answer.content[:4] == b"%PDF"
    assert answer["Cache-Control"] == "no-store"


def consonants(text: str) -> list[str]:
    return sorted(letter for letter in squeezed(text) if "\u0e81" <= letter <= "\u0eae")


@pytest.mark.parametrize("size", [8, 10])
@pytest.mark.parametrize(
    ("given", "family"),
    [
        ("ບຸນມີ", "ບຸບຜາວັນ"),
        ("ສຸພາພອນ", "ບຸບຜາວັນສີສຸວັນນະລາດ"),
        ("ແກ້ວມະນີວອນວິໄລສັກສິດ", "ພົມມະຈັນອິນທະວົງແສງດາລາສີບຸນເຮືອງ"),
    ],
)
def test_a_name_breaks_before_the_family_name_only(size, given, family):
    person = User(
        title=Title.THAN_NANG,
        given_name_lo=given,
        family_name_lo=family,
        given_name_latin="Vongphachanh-Souvannaphoumaly",
        family_name_latin="Sisouvannaphone-Keomanivong",
    )
    badge = _badge(person, None, ParticipantType.OFFICIAL)
    made = render_badges(BadgeSheets("W-1", "", "", (badge,) * size, size))
    with pdfplumber.open(BytesIO(made)) as pdf:
        letters = pdf.pages[0].crop(box_of(size, 0)).chars
    largest = max(letter["size"] for letter in letters)
    lines: dict[int, str] = {}
    for letter in letters:
        if letter["size"] > largest - 0.1 and letter["text"].strip():
            line = round(letter["matrix"][5] / largest)
            lines[line] = lines.get(line, "") + letter["text"]
    written = [consonants(line) for line in lines.values() if consonants(line)]
    before = consonants(f"ທ່ານ ນາງ {given}")
    assert written in ([before, consonants(family)], [sorted(before + consonants(family))])
