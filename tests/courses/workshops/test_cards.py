"""The cards of a workshop: printed, revoked and unlocked by its facilitators, by nobody else."""

import io
import re
import uuid
from datetime import timedelta

import pdfplumber
import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from courses.workshops.enums import RegistrationStatus
from courses.workshops.services.cards import print_cards
from people import roles
from people.models import AccessCard
from people.services import issue_cards
from tests.factories import make_person, make_registration, make_workshop

pytestmark = pytest.mark.django_db


@pytest.fixture
def workshop(facilitator):
    return make_workshop(facilitator=facilitator, start_date=timezone.localdate(), code="CARDS")


def page(client: Client, language: str = "lo"):
    return client.get(f"/{language}/workshops/CARDS/cards/")


def send(client: Client, **data):
    return client.post("/lo/workshops/CARDS/cards/", data)


def print_for(client: Client, *entries, batch: object = None):
    numbers = [entry.pk for entry in entries]
    return send(client, action="print", registration=numbers, batch=str(batch or uuid.uuid4()))


def read(response) -> str:
    with pdfplumber.open(io.BytesIO(response.content)) as paper:
        return "\n".join(each.extract_text() for each in paper.pages)


@pytest.mark.parametrize("language", ["lo", "en"])
def test_people_without_an_account_are_proposed(browser_of, facilitator, workshop, language):
    without = make_registration(workshop)
    with_account = make_registration(workshop, make_person(password="sabaidee-2024"))
    leader = make_registration(workshop, make_person(role=roles.FACILITATOR))
    content = page(browser_of(facilitator), language).content.decode()
    assert re.search(rf'value="{without.pk}" checked', content)
    assert re.search(rf'value="{with_account.pk}">', content)
    assert not re.search(rf'name="registration" value="{leader.pk}"', content)


def test_the_sheet_opens_the_door_and_is_kept_nowhere(browser_of, facilitator, workshop):
    entry = make_registration(workshop)
    response = print_for(browser_of(facilitator), entry)
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment")
    assert "no-store" in response["Cache-Control"]
    words = read(response)
    number = re.search(r"(\d{4} ){3}\d{4}", words)[0]
    pin = re.search(r"\b\d{3} \d{3}\b", words)[0]
    assert "testserver/card" in words
    phone = Client()
    assert phone.post("/lo/card/", {"number": number, "pin": pin}).status_code == 302
    assert phone.session["_auth_user_id"] == str(entry.person_id)
    card = AccessCard.objects.get()
    assert card.purpose == f"workshop:{workshop.pk}"
    assert timezone.localdate(card.expires_at) == workshop.end_date + timedelta(days=7)


def test_the_form_sent_twice_prints_one_sheet(browser_of, facilitator, workshop):
    entry, browser, batch = make_registration(workshop), browser_of(facilitator), uuid.uuid4()
    assert print_for(browser, entry, batch=batch).status_code == 200
    assert print_for(browser, entry, batch=batch).status_code == 422
    assert AccessCard.objects.count() == 1


def test_nobody_chosen_is_said(browser_of, facilitator, workshop):
    make_registration(workshop)
    response = print_for(browser_of(facilitator))
    assert response.status_code == 422
    assert "ກະລຸນາເລືອກຄົນ" in response.content.decode()


def test_only_people_of_this_workshop_get_cards(browser_of, facilitator, workshop):
    elsewhere = make_registration(make_workshop())
    gone = make_registration(workshop, status=RegistrationStatus.CANCELLED)
    leader = make_registration(workshop, make_person(role=roles.EDITOR))
    for entry in (elsewhere, gone, leader):
        assert print_for(browser_of(facilitator), entry).status_code in (404, 422)
    assert not AccessCard.objects.exists()


def test_a_long_past_workshop_prints_no_cards(facilitator):
    old = make_workshop(facilitator=facilitator)
    with pytest.raises(ValidationError):
        print_cards(
            workshop=old,
            registrations=[make_registration(old)],
            batch=uuid.uuid4(),
            actor=facilitator,
        )


def test_revoking_one_and_all(browser_of, facilitator, workshop):
    first, second, third = (make_registration(workshop) for _ in range(3))
    browser = browser_of(facilitator)
    print_for(browser, first, second, third)
    send(browser, revoke=first.pk)
    standing = AccessCard.objects.filter(revoked_at=None)
    assert set(standing.values_list("person", flat=True)) == {second.person_id, third.person_id}
    second.status = RegistrationStatus.CANCELLED
    second.save()
    assert second.person.full_name in page(browser).content.decode()
    send(browser, action="revoke_all")
    assert not standing.exists()


def test_revoking_all_leaves_the_cards_of_other_workshops(browser_of, facilitator, workshop):
    entry = make_registration(workshop)
    issue_cards(
        people=[entry.person],
        purpose="workshop:0",
        expires_at=timezone.now() + timedelta(days=1),
        batch=uuid.uuid4(),
        actor=None,
    )
    send(browser_of(facilitator), action="revoke_all")
    assert AccessCard.objects.filter(revoked_at=None).count() == 1


def test_unlocking(browser_of, facilitator, workshop):
    entry, browser = make_registration(workshop), browser_of(facilitator)
    print_for(browser, entry)
    AccessCard.objects.update(failed_tries=AccessCard.TRIES)
    assert "ຖືກລັອກ" in page(browser).content.decode()
    send(browser, unlock=entry.pk)
    assert AccessCard.objects.get().failed_tries == 0


@pytest.mark.parametrize("value", ["x", "", "9" * 40, "\x00"])
def test_strange_values_do_nothing(browser_of, facilitator, workshop, value):
    make_registration(workshop)
    browser = browser_of(facilitator)
    for data in ({"revoke": value}, {"unlock": value}, {"action": value}):
        assert send(browser, **data).status_code == 302
    answer = send(browser, action="print", registration=[value], batch=value)
    assert answer.status_code == 422


def test_nobody_else_opens_the_page(
    browser_of, stranger, participant, other_facilitator, reporting_officer, editor, workshop
):
    entry = make_registration(workshop, participant)
    for person in (participant, other_facilitator, reporting_officer, editor):
        assert page(browser_of(person)).status_code == 404
        assert print_for(browser_of(person), entry).status_code == 404
    assert page(stranger).status_code == 302
    assert print_for(stranger, entry).status_code == 302
    assert not AccessCard.objects.exists()


def test_the_page_asks_the_same_of_the_database_for_one_and_three(
    browser_of, facilitator, workshop
):
    browser, counts = browser_of(facilitator), []
    page(browser)
    for more in (1, 2):
        for _ in range(more):
            print_for(browser, make_registration(workshop))
        with CaptureQueriesContext(connection) as queries:
            page(browser)
        counts.append(len(queries))
    assert counts[0] == counts[1]
