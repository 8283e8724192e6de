"""A link to sign in with, for people whom a facilitator put on the list."""

import re

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import translation

from core.models import AuditLine
from courses.workshops.models import Registration
from tests.conftest import PASSWORD
from tests.factories import make_person, make_registration, make_workshop

pytestmark = pytest.mark.django_db
LINK = re.compile(r"https?://[\w.]+(/(?:lo|en)/account/password/reset/key/[^<\s]+)")


@pytest.fixture
def registration(facilitator) -> Registration:
    """Somebody of a roster: on the list, without a password and without an e-mail address."""
    return make_registration(make_workshop(facilitator=facilitator))


@pytest.fixture
def room(facilitator, browser_of):
    """The facilitator's browser."""
    return browser_of(facilitator)


def address_of(registration: Registration) -> str:
    return reverse("sign_in_link", args=[registration.workshop.code, registration.pk])


def test_somebody_of_a_roster_signs_in_by_the_link(registration, room, stranger):
    page = room.get(
        reverse("registration_edit", args=[registration.workshop.code, registration.pk])
    )
    assert address_of(registration) in page.content.decode()
    page = room.post(address_of(registration), {"action": "show"}).content.decode()
    assert 'src="data:image/png;base64,' in page
    form = stranger.get(LINK.search(page)[1], follow=True).redirect_chain[-1][0]
    assert stranger.post(form, {"password1": PASSWORD, "password2": PASSWORD}).status_code == 302
    assert stranger.session["_auth_user_id"] == str(registration.person_id)


@pytest.mark.parametrize("language", ["lo", "en"])
def test_the_link_is_shown_once_and_speaks_the_persons_language(registration, room, language):
    registration.person.preferred_language = language
    registration.person.save()
    for reader in ("lo", "en"):
        with translation.override(reader):
            assert not LINK.search(room.get(address_of(registration)).content.decode())
            page = room.post(address_of(registration), {"action": "show"}).content.decode()
        assert f'<html lang="{reader}"' in page
        assert LINK.search(page)[1].startswith(f"/{language}/")
    assert AuditLine.objects.filter(verb="invite").count() == 2


@pytest.mark.parametrize(("language", "words"), [("lo", "ສະບາຍດີ"), ("en", "Good day")])
def test_the_link_goes_by_mail_in_the_persons_language(
    registration, room, stranger, language, words
):
    person = registration.person
    person.email, person.preferred_language = "paper@example.la", language
    person.save()
    assert "paper@example.la" in room.get(address_of(registration)).content.decode()
    assert room.post(address_of(registration), {"action": "mail"}).status_code == 302
    [message] = mail.outbox
    assert message.to == ["paper@example.la"]
    assert words in message.body
    assert person.username in message.body
    path = LINK.search(message.body)[1]
    assert path.startswith(f"/{language}/")
    assert stranger.get(path, follow=True).context["form"]


def test_without_an_address_no_mail_is_offered_or_sent(registration, room):
    assert 'value="mail"' not in room.get(address_of(registration)).content.decode()
    page = room.post(address_of(registration), {"action": "mail"})
    assert page.status_code == 200
    assert "ບໍ່ມີອີເມວ" in page.content.decode()
    assert mail.outbox == []


def test_the_link_of_a_closed_account_is_refused_with_a_word(registration, room):
    registration.person.is_active = False
    registration.person.save()
    page = room.post(address_of(registration), {"action": "show"}).content.decode()
    assert not LINK.search(page)
    assert "ບັນຊີນີ້ຖືກປິດແລ້ວ" in page


def test_nobody_gets_the_link_of_somebody_with_a_role(room, facilitator, other_facilitator):
    colleague = make_registration(make_workshop(facilitator=facilitator), other_facilitator)
    edit = reverse("registration_edit", args=[colleague.workshop.code, colleague.pk])
    assert address_of(colleague) not in room.get(edit).content.decode()
    assert room.post(address_of(colleague), {"action": "show"}).status_code == 404


@pytest.mark.parametrize("who", ["participant", "editor", "reporting_officer", "other_facilitator"])
def test_others_do_not_enter(request, browser_of, registration, who):
    browser = browser_of(request.getfixturevalue(who))
    for action in ("show", "mail"):
        assert browser.post(address_of(registration), {"action": action}).status_code == 404
    assert not AuditLine.objects.filter(verb="invite").exists()


def test_a_stranger_is_sent_to_sign_in(registration, stranger):
    assert stranger.post(address_of(registration))["Location"].startswith("/lo/account/login/")


def test_only_people_of_this_workshop(registration, room):
    elsewhere = make_registration(make_workshop(), make_person())
    address = reverse("sign_in_link", args=[registration.workshop.code, elsewhere.pk])
    assert room.post(address, {"action": "show"}).status_code == 404
