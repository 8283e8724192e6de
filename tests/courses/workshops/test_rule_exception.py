"""The form of an exception to the attendance rule."""

import pytest
from django.urls import reverse
from django.utils import translation

from courses.workshops.models import RuleOverride
from courses.workshops.services.attendance import override_rule
from tests.factories import make_registration, make_workshop

pytestmark = pytest.mark.django_db


@pytest.fixture
def registration(facilitator):
    return make_registration(make_workshop(facilitator=facilitator))


def page_of(registration, language: str = "lo") -> str:
    with translation.override(language):
        return reverse("rule_exception", args=[registration.workshop.code, registration.pk])


@pytest.mark.parametrize(
    ("language", "word"), [("lo", "ຢ່າງໜ້ອຍ 3 ໃນ 4 ພາກ"), ("en", "at least 3 of 4 sessions")]
)
def test_the_page_in_both_languages(language, word, registration, facilitator, browser_of):
    text = browser_of(facilitator).get(page_of(registration, language)).content.decode()
    assert word in text


def test_an_exception_is_made_and_taken_back(registration, facilitator, browser_of):
    client = browser_of(facilitator)
    client.post(page_of(registration), {"reason": "ຂົນສົ່ງຊັກຊ້າ"})
    assert RuleOverride.objects.get().decided_by == facilitator
    assert "ຂົນສົ່ງຊັກຊ້າ" in client.get(page_of(registration)).content.decode()
    client.post(page_of(registration), {"reason": "ຜິດຄົນ", "withdraw": "1"})
    assert not RuleOverride.objects.exists()


@pytest.mark.parametrize("reason", ["", "  ", "ກ" * 301])
def test_without_a_good_reason_nothing_happens(reason, registration, facilitator, browser_of):
    answer = browser_of(facilitator).post(page_of(registration), {"reason": reason})
    assert answer.status_code == 200
    assert not RuleOverride.objects.exists()


def test_an_exception_whose_author_is_gone_still_shows(registration, facilitator, browser_of):
    override_rule(registration=registration, reason="ຂົນສົ່ງຊັກຊ້າ", actor=None)
    assert browser_of(facilitator).get(page_of(registration)).status_code == 200


def test_only_the_workshops_own_facilitators_may_enter(
    registration, participant, other_facilitator, reporting_officer, browser_of, stranger
):
    for person in (participant, other_facilitator, reporting_officer):
        assert browser_of(person).get(page_of(registration)).status_code == 404
    assert stranger.get(page_of(registration)).status_code == 302


@pytest.mark.parametrize(
    ("target", "lands"),
    [
        ("/lo/workshops/", "/lo/workshops/"),
        ("https://elsewhere.example/", "/attendance/"),
        ("javascript:alert(1)", "/attendance/"),
    ],
)
def test_one_returns_to_where_one_came_from(target, lands, registration, facilitator, browser_of):
    url = f"{page_of(registration)}?next={target}"
    answer = browser_of(facilitator).post(url, {"reason": "ຂົນສົ່ງຊັກຊ້າ"})
    assert answer["Location"].endswith(lands)
