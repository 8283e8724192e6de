"""The shell of the room: who may open it, and that a phone may keep it."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from courses.workshops.enums import AttendanceStatus
from tests.factories import make_registration, make_workshop

pytestmark = pytest.mark.django_db


@pytest.fixture
def workshop(facilitator):
    """A workshop that began today."""
    return make_workshop(facilitator=facilitator, start_date=timezone.localdate())


def room_of(workshop, language: str = "lo") -> str:
    with translation.override(language):
        return reverse("workshop_room", args=[workshop.code])


def words_of(answer) -> dict:
    text = answer.content.decode()
    start = text.index('<script id="room-words" type="application/json">')
    return json.loads(text[text.index(">", start) + 1 : text.index("</script>", start)])


def test_only_the_workshops_own_facilitators_may_enter(
    workshop, participant, other_facilitator, reporting_officer, browser_of, stranger
):
    for person in (participant, other_facilitator, reporting_officer):
        assert browser_of(person).get(room_of(workshop)).status_code == 404
    answer = stranger.get(room_of(workshop))
    assert (answer.status_code, "/account/" in answer["Location"]) == (302, True)


@pytest.mark.parametrize(("language", "present"), [("lo", "ມາ"), ("en", "Present")])
def test_the_shell_has_all_its_words_in_both_languages(
    language, present, workshop, facilitator, browser_of
):
    answer = browser_of(facilitator).get(room_of(workshop, language))
    words = words_of(answer)
    assert words["status"]["present"] == present
    assert set(words["status"]) == {"", *AttendanceStatus.values}
    assert all(words.values())
    assert reverse("workshop_attendance", args=[workshop.code])[3:] in answer.content.decode()


def test_the_shell_that_a_phone_keeps_holds_nobodys_name(workshop, facilitator, browser_of):
    registration = make_registration(workshop)
    text = browser_of(facilitator).get(room_of(workshop)).content.decode()
    for person in (facilitator, registration.person):
        assert person.given_name_lo not in text
        assert person.family_name_latin not in text
    assert registration.organisation.name_lo not in text


def test_queries_do_not_grow_with_people(
    workshop, facilitator, browser_of, django_assert_num_queries
):
    client = browser_of(facilitator)
    make_registration(workshop)
    client.get(room_of(workshop))  # What the frame keeps for later is asked once.
    with CaptureQueriesContext(connection) as one:
        client.get(room_of(workshop))
    for _ in range(2):
        make_registration(workshop)
    with django_assert_num_queries(len(one)):
        client.get(room_of(workshop))


def test_no_intermediary_keeps_the_shell(workshop, facilitator, browser_of):
    answer = browser_of(facilitator).get(room_of(workshop))
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("language", ["lo", "en"])
def test_the_room_is_two_taps_from_signing_in_on_the_days_of_the_workshop(
    language, workshop, facilitator, other_facilitator, browser_of
):
    with translation.override(language):
        landing, room = reverse("my_learning"), room_of(workshop, language)
    assert f'href="{room}"' in browser_of(facilitator).get(landing).content.decode()
    assert room not in browser_of(other_facilitator).get(landing).content.decode()
    later = make_workshop(facilitator=facilitator)
    assert room_of(later, language) not in browser_of(facilitator).get(landing).content.decode()


def test_the_workshop_leads_to_the_room_while_a_phone_may_carry_the_list(
    workshop, facilitator, browser_of
):
    client = browser_of(facilitator)
    for current, is_open in ((workshop, True), (make_workshop(facilitator=facilitator), False)):
        for name in ("workshop", "workshop_attendance"):
            text = client.get(reverse(name, args=[current.code])).content.decode()
            assert (room_of(current) in text) == is_open


# --- installed on a phone ---------------------------------------------------------------------


@pytest.mark.parametrize("language", ["lo", "en"])
def test_the_room_is_installed_under_a_name_of_its_own(
    language, workshop, facilitator, browser_of, stranger
):
    page = browser_of(facilitator).get(room_of(workshop, language)).content.decode()
    address = f"/room.{language}.webmanifest"
    assert f'<link rel="manifest" href="{address}">' in page
    answer = stranger.get(address)
    assert answer["Content-Type"] == "application/manifest+json"
    room, site = answer.json(), stranger.get(f"/manifest.{language}.webmanifest").json()
    assert room["id"] != site["id"]
    assert room["start_url"] == f"/{language}/workshops/today/"
    assert room["start_url"] in [each["url"] for each in site["shortcuts"]]
    assert stranger.get("/room.xx.webmanifest").status_code == 404


def test_today_leads_everybody_to_where_they_work(workshop, facilitator, participant, browser_of):
    today = reverse("workshop_today")
    assert browser_of(facilitator).get(today)["Location"] == room_of(workshop)
    assert browser_of(participant).get(today)["Location"] == reverse("self_check_in")


def test_on_a_day_without_a_workshop_today_leads_to_the_list(facilitator, browser_of):
    make_workshop(facilitator=facilitator, start_date=timezone.localdate() + timedelta(days=3))
    answer = browser_of(facilitator).get(reverse("workshop_today"))
    assert answer["Location"] == reverse("workshops")


def test_strangers_sign_in_before_today(stranger, db):
    answer = stranger.get(reverse("workshop_today"))
    assert (answer.status_code, "/account/" in answer["Location"]) == (302, True)
