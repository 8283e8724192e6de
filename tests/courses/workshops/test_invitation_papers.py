"""Printed invitations, read and measured: the words of the mail, in the reader's language."""

from io import BytesIO

import pdfplumber
import pytest

from courses.workshops.enums import RoundKind
from courses.workshops.invitation_paper import build_papers, render_papers
from courses.workshops.models import Invitation, MailRound, Workshop
from tests.factories import make_organisation, make_person, make_registration, make_workshop

pytestmark = pytest.mark.django_db
MM = 72 / 25.4
LONG_LAO = "ຜູ້ເຄື່ອນຍ້າຍຖິ່ນຖານໃນປະເທດທີ່ປະສົບວິກິດການແລະການຊ່ວຍເຫຼືອດ້ານກົງສູນ"


@pytest.fixture
def workshop(facilitator) -> Workshop:
    return make_workshop(
        facilitator=facilitator,
        state="open",
        title_en="Consular planning",
        title_lo="ການວາງແຜນກົງສູນ",
        venue_en="Big hall",
        venue_lo="ຫ້ອງໃຫຍ່",
    )


def invited(workshop: Workshop, kind: str = RoundKind.INVITATION, **values) -> Invitation:
    person = make_person(organisation=make_organisation(name_en="Ministry of Tests"), **values)
    entry = make_registration(workshop, person)
    mails = MailRound.objects.create(
        workshop=workshop, kind=kind, key=f"{entry.pk}", calendar="made"
    )
    return Invitation.objects.create(round=mails, registration=entry, state="no_address")


def printed(workshop: Workshop, *invitations: Invitation) -> list:
    with pdfplumber.open(BytesIO(render_papers(build_papers(workshop, invitations)))) as pdf:
        return [(page.extract_text(), page.chars) for page in pdf.pages]


def test_an_english_invitation_says_what_the_mail_says(workshop):
    one = invited(
        workshop,
        preferred_language="en",
        given_name_latin="Namfon",
        family_name_latin="Chanthala",
    )
    [(text, _letters)] = printed(workshop, one)
    for words in (
        "Invitation: Consular planning, 19–20 June 2024",
        "Ministry of Tests",
        "Namfon Chanthala",
        "Wednesday 19 June 2024, 08:30–16:00",
        "Thursday 20 June 2024, 08:30–16:00",
        "Big hall, Vientiane",
        "If you cannot come, please tell us early",
    ):
        assert words in text, text
    assert "attached" not in text
    assert "calendar" not in text


def test_a_lao_invitation_is_in_lao(workshop):
    [(text, letters)] = printed(workshop, invited(workshop))
    said = "".join(text.split()).replace("\u200b", "")
    assert "08:30-16:00" in said
    assert "2024" in said
    assert not [word for word in ("June", "hall", "Invitation", "Ministry") if word in said]
    assert len([one for one in letters if "\u0e80" <= one["text"][0] <= "\u0eff"]) > 100


def test_a_cancellation_on_paper_speaks_of_no_days_to_come(workshop):
    one = invited(workshop, RoundKind.CALLED_OFF, preferred_language="en")
    [(text, _letters)] = printed(workshop, one)
    assert "does not take place" in text
    assert "08:30" not in text
    assert "Agenda" not in text


def test_each_is_somebodys_own_and_bears_no_number_of_a_pile(workshop):
    pages = printed(workshop, *(invited(workshop, preferred_language="en") for _number in range(3)))
    assert len(pages) == 3
    assert not any("/ 3" in text for text, _letters in pages)


def test_the_longest_names_and_titles_stay_on_the_paper(workshop):
    Workshop.objects.filter(pk=workshop.pk).update(
        title_lo=(LONG_LAO * 4)[:250],
        title_en=("Internationalisation" * 13)[:250],
        venue_lo=(LONG_LAO * 4)[:250],
        venue_en=("Conventioncentre" * 16)[:250],
    )
    workshop.refresh_from_db()
    ones = [
        invited(
            workshop,
            preferred_language=language,
            given_name_lo=(LONG_LAO * 2)[:60],
            family_name_lo=(LONG_LAO * 2)[:60],
            given_name_latin="Keomanivong" * 5,
            family_name_latin="Sisouvannaphone" * 4,
        )
        for language in ("lo", "en")
    ]
    pages = printed(workshop, *ones)
    assert len(pages) == 2
    for _text, letters in pages:
        for letter in letters:
            if letter["text"].strip():
                assert letter["x0"] >= 24 * MM, letter
                assert letter["x1"] <= (210 - 19) * MM, letter
                assert letter["bottom"] <= (297 - 14) * MM, letter
