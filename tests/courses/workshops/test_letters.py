"""The letter to a ministry: what is missing stands in it, its words are kept, its paper is measured."""

from datetime import date
from io import BytesIO

import pdfplumber
import pytest
from django.urls import reverse
from django.utils import translation

from core.models import AuditLine
from core.pages import ReviewState
from courses.workshops.letters import (
    LetterWords,
    compose,
    draft_letter,
    render_letter,
    standing_text,
)
from courses.workshops.models import LetterText, NominationLetter, Workshop
from courses.workshops.services.nomination_plan import QuotaInput, plan_nominations
from people.models import Organisation
from people.services import ensure_roles
from tests.factories import make_organisation, make_person, make_registration, make_workshop

pytestmark = pytest.mark.django_db
MM = 72 / 25.4
FAR = date(2100, 6, 16)
LAO = "ກະຊວງແຮງງານແລະສະຫວັດດີການສັງຄົມ"


@pytest.fixture
def ministry(db) -> Organisation:
    return make_organisation(name_lo="ກະຊວງຕົວຢ່າງ", name_en="Ministry of Samples")


@pytest.fixture
def workshop(facilitator, ministry) -> Workshop:
    workshop = make_workshop(
        facilitator=facilitator,
        state="open",
        start_date=FAR,
        title_en="Consular planning",
        title_lo="ການວາງແຜນກົງສູນ",
        venue_en="Big hall",
        venue_lo="ຫ້ອງໃຫຍ່",
    )
    workshop.organisers.add(make_organisation(name_lo="ກະຊວງການຕ່າງປະເທດ", name_en="MoFA"))
    plan_nominations(
        workshop=workshop,
        actor=facilitator,
        quotas=[QuotaInput(ministry, 5, 3)],
        closes_on=date(2100, 6, 1),
        contact="020 5555 1234",
    )
    for gender in ("female", "male"):
        person = make_person(organisation=ministry, gender=gender)
        make_registration(workshop, person, status="nominated")
    return workshop


def letter_of(workshop: Workshop, ministry: Organisation, **changes: str) -> LetterWords:
    return compose(
        workshop,
        ministry,
        written=draft_letter(workshop, ministry) | changes,
        number="12/ກຕທ",
        day=date(2100, 5, 2),
        with_state_heading=True,
    )


def test_what_is_missing_stands_in_it_in_both_languages(workshop, ministry):
    letter = letter_of(workshop, ministry)
    facts = {language: dict(getattr(letter, language).facts) for language in ("lo", "en")}
    assert facts["en"] == {
        "Quota": "5, of whom 3 women",
        "Nominated so far": "2, of whom 1 women",
        "Places left": "3",
        "Women still asked for": "2",
        "Dates": "16–17 June 2100",
        "Venue": "Big hall, Vientiane",
        "Names by": "1 June 2100",
        "How to answer": "020 5555 1234",
    }
    assert facts["lo"]["ບ່ອນທີ່ຍັງເຫຼືອ"] == "3 ທ່ານ"
    assert facts["lo"]["ໂຄຕາ"] == "5 ທ່ານ, ຍິງ 3 ທ່ານ"
    assert "16-17 ມິຖຸນາ 2100" in letter.lo.body
    assert "ແມ່ຍິງຢ່າງໜ້ອຍ 2 ທ່ານ" in letter.lo.body
    assert "Ministry of Samples" in letter.en.body
    assert letter.lo.place_and_date == "ນະຄອນຫຼວງວຽງຈັນ, ວັນທີ 2 ພຶດສະພາ 2100"
    for side in (letter.lo, letter.en):
        assert "{" not in side.body + side.subject


def test_the_standing_text_is_for_editors_and_its_lao_awaits_review(workshop, ministry):
    text = standing_text()
    assert text.lao_review == ReviewState.DRAFT
    LetterText.objects.all().delete()
    assert standing_text().body_en == text.body_en
    LetterText.objects.create(
        kind="nominations",
        subject_en="Names, {organisation}",
        subject_lo="ລາຍຊື່, {organisation}",
        body_en="A {brace} stays",
        body_lo="…",
    )
    drafted = draft_letter(workshop, ministry)
    assert drafted["subject_en"] == "Names, Ministry of Samples"
    assert drafted["body_en"] == "A {brace} stays"


def words_of(paper: bytes) -> tuple[str, list]:
    with pdfplumber.open(BytesIO(paper)) as pdf:
        text = "".join(page.extract_text() for page in pdf.pages)
        letters = [letter for page in pdf.pages for letter in page.chars]
        pages = len(pdf.pages)
    return "".join(text.split()).replace("\u200b", ""), [pages, letters]


@pytest.mark.parametrize("is_long", [False, True])
def test_the_paper_has_both_sides_and_nothing_outside(workshop, ministry, is_long):
    changes = (
        {"body_lo": LAO * 60, "body_en": "Responsibility " * 200, "to_lo": LAO * 9}
        if is_long
        else {}
    )
    text, (pages, letters) = words_of(
        render_letter(letter_of(workshop, ministry, **changes), title="Letter")
    )
    assert pages == 2 if not is_long else pages >= 2
    for words in ("12/", "Letterofrequest", "PeaceIndependenceDemocracy", "02055551234", "Bighall"):
        assert words in text
    for letter in letters:
        if not letter["text"].isspace():
            assert letter["x0"] >= 24 * MM, letter
            assert letter["x1"] <= (210 - 18) * MM, letter
            assert letter["bottom"] <= (297 - 5) * MM, letter


@pytest.mark.parametrize("language", ["lo", "en"])
def test_a_letter_is_read_changed_kept_and_never_changes(
    workshop, ministry, facilitator, browser_of, language
):
    room = browser_of(facilitator)
    with translation.override(language):
        address = reverse("letter_new", args=[workshop.code, ministry.pk])
        form = room.get(address).context["form"]
        sent = {
            name: form.get_initial_for_field(field, name) for name, field in form.fields.items()
        }
        sent = {name: "on" if value is True else value or "" for name, value in sent.items()}
        refused = room.post(address, sent | {"body_lo": ""})
        assert "body_lo" in refused.context["form"].errors
        sent["body_en"] = "These are our own words."
        for _twice in range(2):
            assert room.post(address, sent).status_code == 302
        listed = room.get(reverse("workshop_letters", args=[workshop.code])).content.decode()
    kept = NominationLetter.objects.get()
    assert reverse("letter_pdf", args=[workshop.code, kept.pk]).split("/", 2)[2] in listed
    assert AuditLine.objects.filter(verb="keep_letter").count() == 1
    before = LetterWords.from_json(kept.words)
    Workshop.objects.filter(pk=workshop.pk).update(title_en="Another", venue_en="Elsewhere")
    kept.refresh_from_db()
    assert LetterWords.from_json(kept.words) == before
    paper = room.get(reverse("letter_pdf", args=[workshop.code, kept.pk]))
    text, _rest = words_of(paper.content)
    assert "Theseareourownwords." in text
    assert "Elsewhere" not in text


def test_no_letter_to_whoever_was_not_asked(workshop, facilitator, browser_of):
    address = reverse("letter_new", args=[workshop.code, make_organisation().pk])
    assert browser_of(facilitator).get(address).status_code == 404


def test_an_editor_finds_the_text_in_the_cms(editor, browser_of):
    browser = browser_of(editor)
    ensure_roles()
    standing = LetterText.objects.get()
    listed = browser.get(reverse("wagtailsnippets_workshops_lettertext:list"))
    assert listed.status_code == 200
    edit = reverse("wagtailsnippets_workshops_lettertext:edit", args=[standing.pk])
    values = {
        name: getattr(standing, name)
        for name in ("kind", "subject_en", "subject_lo", "body_en", "body_lo")
    }
    assert browser.post(edit, values | {"lao_review": "reviewed"}).status_code == 302
    standing.refresh_from_db()
    assert standing.lao_review == ReviewState.REVIEWED
    assert AuditLine.objects.filter(verb="save_letter_text", actor=editor).exists()


def test_a_place_that_nothing_fills_is_refused_and_the_places_are_named(editor, browser_of):
    browser = browser_of(editor)
    ensure_roles()
    standing = LetterText.objects.get()
    edit = reverse("wagtailsnippets_workshops_lettertext:edit", args=[standing.pk])
    assert "{closes_on}" in browser.get(edit).content.decode()
    values = {
        name: getattr(standing, name)
        for name in ("kind", "subject_en", "subject_lo", "body_en", "body_lo")
    }
    sent = values | {"body_en": "Dear {organisaton}, come.", "lao_review": "draft"}
    answer = browser.post(edit, sent)
    assert answer.status_code == 200
    assert "{organisaton}" in answer.content.decode()
    standing.refresh_from_db()
    assert standing.body_en == values["body_en"]


def test_the_english_letter_asks_the_ministry(workshop, ministry):
    assert f"We kindly ask the {ministry.name_en} to" in draft_letter(workshop, ministry)["body_en"]
