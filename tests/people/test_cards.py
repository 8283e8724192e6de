"""Access cards: what opens, what does not, and what a card never gives."""

import uuid
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.models import AuditLine
from people import roles
from people.enums import ConsentKind
from people.models import AccessCard, User
from people.pdf import CardFace, CardSheets, render_cards
from people.selectors import PRIVACY_VERSION, my_data
from people.services import (
    FreshCard,
    issue_cards,
    record_consent,
    revoke_cards,
    unlock_card,
)
from people.services.cards import plain_digits
from tests.factories import make_person

pytestmark = pytest.mark.django_db


def print_card(person: User, **values) -> FreshCard:
    options = {
        "purpose": "workshop:1",
        "expires_at": timezone.now() + timedelta(days=7),
        "batch": uuid.uuid4(),
        "actor": None,
    }
    return issue_cards(people=[person], **(options | values))[0]


@pytest.fixture
def owner(db) -> User:
    """Somebody without e-mail or password, who has agreed to the notice."""
    person = make_person(given_name_lo="ແສງຈັນ", given_name_latin="Sengchanh")
    record_consent(
        person=person, kind=ConsentKind.PRIVACY_NOTICE, version=PRIVACY_VERSION, language="lo"
    )
    return person


@pytest.fixture
def card(owner) -> FreshCard:
    return print_card(owner)


def scan(client: Client, card: FreshCard, pin: str | None = None, language: str = "lo"):
    """Scan the card's code and type a PIN, the right one unless told otherwise."""
    return client.post(
        f"/{language}/card/{card.number}/", {"pin": card.pin if pin is None else pin}
    )


def is_in(client: Client) -> bool:
    return client.get("/lo/account/profile/").status_code == 200


def wrong(pin: str) -> str:
    return f"{(int(pin) + 1) % 10**6:06d}"


@pytest.mark.parametrize("language", ["lo", "en"])
def test_scan_and_pin_open_the_door(stranger, card, owner, language):
    page = stranger.get(f"/{language}/card/{card.number}/")
    assert page.status_code == 200
    assert (owner.given_name_lo if language == "lo" else "Sengchanh") in page.content.decode()
    response = scan(stranger, card, language=language)
    assert (response.status_code, response["Location"]) == (302, "/lo/my/")
    assert stranger.session["_auth_user_id"] == str(owner.pk)
    line = AuditLine.objects.get(verb="sign_in_with_card")
    assert (line.actor, line.target_id) == (owner, str(owner.pk))


@pytest.mark.parametrize("between", ["", " ", "-", "  "])
def test_without_a_camera_the_number_is_typed(stranger, card, between):
    typed = between.join(card.number[at : at + 4] for at in range(0, 16, 4))
    pin = between.join([card.pin[:3], card.pin[3:]])
    assert stranger.post("/lo/card/", {"number": typed, "pin": pin}).status_code == 302
    assert is_in(stranger)


def test_lao_digits_are_digits():
    assert plain_digits("໔໘ 21") == "4821"
    assert plain_digits("4²½x") == "4"


def test_the_short_address_leads_to_lao_whatever_the_phone_says(stranger):
    response = stranger.get("/card", headers={"accept-language": "en"}, follow=True)
    assert response.redirect_chain[-1][0] == "/lo/card/"


def test_neither_number_nor_pin_is_kept(card):
    row = AccessCard.objects.values().get()
    words = " ".join(str(value) for value in row.values())
    audits = str(list(AuditLine.objects.values_list("data", flat=True)))
    for secret in (card.number, card.pin):
        assert secret not in words
        assert secret not in audits


def test_a_stolen_card_without_pin_stays_closed_and_locks(stranger, card, owner):
    for left in (4, 3, 2, 1):
        response = scan(stranger, card, wrong(card.pin))
        assert response.status_code == 422
        if left < 4:
            assert f"{left} ເທື່ອ" in response.content.decode()
    assert "ຖືກລັອກ" in scan(stranger, card, wrong(card.pin)).content.decode()
    # From now on even the right PIN does not open it, from whatever browser.
    assert scan(Client(), card).status_code == 422
    assert not is_in(stranger)
    assert AuditLine.objects.filter(verb="lock_card", target_id=str(owner.pk)).count() == 1
    assert "ຖືກລັອກ" in Client().get(f"/lo/card/{card.number}/").content.decode()


def test_a_thousand_guesses_are_five(card):
    clients = [Client() for _ in range(10)]
    for number in range(100):
        pin = f"{number:06d}"
        if pin != card.pin:
            scan(clients[number % 10], card, pin)
    assert AccessCard.objects.get().failed_tries == AccessCard.TRIES


def test_a_right_pin_forgets_the_wrong_ones(stranger, card):
    for _ in range(3):
        for _ in range(AccessCard.TRIES - 1):
            scan(Client(), card, wrong(card.pin))
        assert scan(stranger, card).status_code == 302


def test_a_facilitator_lifts_the_lock(stranger, card, facilitator):
    for _ in range(AccessCard.TRIES):
        scan(stranger, card, wrong(card.pin))
    unlock_card(card=AccessCard.objects.get(), actor=facilitator)
    assert scan(stranger, card).status_code == 302
    assert AuditLine.objects.get(verb="unlock_card").actor == facilitator
    unlock_card(card=AccessCard.objects.get(), actor=facilitator)
    assert AuditLine.objects.filter(verb="unlock_card").count() == 1


def test_a_revoked_card_opens_nothing_and_signs_out(stranger, card, facilitator):
    assert scan(stranger, card).status_code == 302
    assert is_in(stranger)
    assert revoke_cards(cards=[AccessCard.objects.get()], actor=facilitator) == 1
    assert not is_in(stranger)
    assert scan(Client(), card).status_code == 410
    assert Client().get(f"/lo/card/{card.number}/").status_code == 410
    typed = Client().post("/lo/card/", {"number": card.number, "pin": card.pin})
    assert typed.status_code == 422
    assert revoke_cards(cards=[AccessCard.objects.get()], actor=facilitator) == 0


def test_printing_again_makes_a_new_pin_and_ends_the_old_card(stranger, owner, card):
    assert scan(stranger, card).status_code == 302
    again = print_card(owner)
    assert (again.number, again.pin) != (card.number, card.pin)
    assert not is_in(stranger)
    assert scan(Client(), card).status_code == 410
    assert scan(Client(), again).status_code == 302
    verbs = list(AuditLine.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs.count("issue_card") == 2
    assert verbs.count("revoke_card") == 1


def test_the_same_form_sent_twice_prints_once(owner):
    batch = uuid.uuid4()
    print_card(owner, batch=batch)
    with pytest.raises(ValidationError):
        print_card(owner, batch=batch)
    assert AccessCard.objects.filter(revoked_at=None).count() == 1


def test_an_expired_card_opens_nothing_and_signs_out(stranger, owner):
    card = print_card(owner)
    assert scan(stranger, card).status_code == 302
    AccessCard.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert not is_in(stranger)
    assert scan(stranger, card).status_code == 410


@pytest.mark.parametrize("role", list(roles.ALL_ROLE_NAMES))
def test_no_card_for_people_with_a_role(role):
    with pytest.raises(ValidationError):
        print_card(make_person(role=role))


@pytest.mark.parametrize("field", ["is_staff", "is_superuser"])
def test_no_card_for_staff(field):
    with pytest.raises(ValidationError):
        print_card(make_person(**{field: True}))


def test_no_card_for_closed_and_merged_accounts(owner):
    for values in ({"is_active": False}, {"merged_into": owner}):
        with pytest.raises(ValidationError):
            print_card(make_person(**values))


def test_a_role_given_later_does_not_come_with_the_card(stranger, card, owner):
    assert scan(stranger, card).status_code == 302
    owner.groups.add(Group.objects.get_or_create(name=roles.FACILITATOR)[0])
    assert stranger.get("/lo/workshops/").status_code == 302
    assert not is_in(stranger)
    assert scan(Client(), card).status_code == 410


def test_a_card_does_not_lead_to_owning_the_account(stranger, card, owner):
    scan(stranger, card)
    for name in ("account_set_password", "account_change_password"):
        assert stranger.get(reverse(name)).status_code == 404
        answer = stranger.post(reverse(name), {"password1": "x" * 12, "password2": "x" * 12})
        assert answer.status_code == 404
    page = stranger.get("/lo/account/profile/").content.decode()
    assert reverse("account_set_password") not in page
    form = {
        **{name: getattr(owner, name) for name in ("given_name_lo", "given_name_latin", "title")},
        "gender": "female",
        "level": "central",
        "preferred_language": "lo",
        "email": "thief@example.la",
        "phone": "020 5555 9999",
    }
    assert stranger.post("/lo/account/profile/", form).status_code == 302
    owner.refresh_from_db()
    assert (owner.email, owner.phone, owner.gender) == ("", "", "female")
    assert not owner.has_usable_password()


def test_a_sign_in_by_card_does_not_outlive_the_day(stranger, card):
    scan(stranger, card)
    assert stranger.session.get_expiry_age() <= 60 * 60 * 12


def test_another_person_takes_over_the_phone(browser_of, participant, card, owner):
    phone = browser_of(participant)
    phone.session["secret"] = "of the first"
    page = phone.get(f"/lo/card/{card.number}/").content.decode()
    assert participant.given_name_lo in page
    assert scan(phone, card).status_code == 302
    assert phone.session["_auth_user_id"] == str(owner.pk)
    assert "secret" not in phone.session


def test_somebody_new_reads_the_privacy_notice_first(stranger):
    card = print_card(make_person())
    response = scan(stranger, card)
    assert response["Location"].startswith("/lo/account/privacy/")


@pytest.mark.parametrize(
    "number", ["0" * 16, "1", "abc", "9" * 60, "4821907533162840x"], ids=lambda number: number[:9]
)
def test_a_number_nobody_has(stranger, db, number):
    assert stranger.get(f"/lo/card/{number}/").status_code == 410
    assert stranger.post(f"/lo/card/{number}/", {"pin": "123456"}).status_code == 410
    typed = stranger.post("/lo/card/", {"number": number[:30], "pin": "123456"})
    assert typed.status_code == 422


def test_nonsense_is_answered_politely(stranger, card):
    for pin in ("", "x", "\x00", "໑" * 6, "1" * 500):
        assert scan(stranger, card, pin).status_code == 422


def test_the_owner_reads_about_the_card_in_their_data(card, owner):
    assert len(my_data(owner)["access_cards"]) == 1


def test_eight_cards_a_sheet_with_both_names_and_the_pin():
    import io

    import pdfplumber

    faces = [
        CardFace("ດວງໃຈ", f"Person {n}", f"{n:016d}", f"{n:06d}", f"https://x.la/lo/card/{n:016d}/")
        for n in range(9)
    ]
    sheets = CardSheets(
        title_lo="ກອງປະຊຸມ",
        title_en="Workshop",
        until_lo="27 ມິຖຸນາ 2026",
        until_en="27 June 2026",
        typed="x.la/card",
        faces=tuple(faces),
    )
    with pdfplumber.open(io.BytesIO(render_cards(sheets))) as paper:
        texts = [page.extract_text() for page in paper.pages]
        images = [len(page.images) for page in paper.pages]
    assert images == [8, 1]
    assert texts[0].count("PIN") == 8
    assert "000 007" in texts[0]
    assert "Person 8" in texts[1]
