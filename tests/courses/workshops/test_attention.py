"""Whatever needs somebody's attention is listed with the page where it is settled."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from courses.workshops.models import HeldEvent, RoomDevice
from courses.workshops.selectors.attention import Attention, attention_of
from courses.workshops.selectors.sign_off import open_points
from courses.workshops.services.attendance import MarkInput, mark_attendance
from courses.workshops.services.sign_off import sign_off_session
from people.enums import Gender
from tests.factories import make_organisation, make_person, make_registration, make_workshop

pytestmark = pytest.mark.django_db


def needs(workshop) -> dict[str, int]:
    (found,) = attention_of([workshop])
    return {kind: len(items) for kind, items in found.items.items() if items}


@pytest.fixture
def ahead(facilitator):
    """A workshop next week."""
    start = timezone.localdate() + timedelta(days=7)
    return make_workshop(facilitator=facilitator, start_date=start)


def test_a_workshop_in_order_needs_nothing(ahead):
    person = make_person(
        organisation=make_organisation(), gender=Gender.FEMALE, email="k@example.la"
    )
    make_registration(ahead, person)
    assert needs(ahead) == {}


def test_what_is_missing_about_people_is_listed(ahead):
    person = make_person(gender=Gender.NOT_STATED, organisation=None)
    make_registration(ahead, person)
    make_registration(ahead, make_person(gender=Gender.NOT_STATED), status="cancelled")
    assert needs(ahead) == {
        Attention.NO_GENDER: 1,
        Attention.NO_ORGANISATION: 1,
        Attention.NO_SIGN_IN: 1,
    }


def test_sessions_are_asked_for_from_the_day_after(facilitator):
    workshop = make_workshop(
        facilitator=facilitator, start_date=timezone.localdate() - timedelta(days=1)
    )
    assert needs(workshop) == {Attention.NOT_SIGNED_OFF: 2}
    sign_off_session(session=workshop.sessions.first(), actor=facilitator)
    assert needs(workshop) == {Attention.NOT_SIGNED_OFF: 1}


def test_people_entered_twice_are_listed_once(ahead):
    names = {"given_name_lo": "ຄຳ", "family_name_lo": "ວົງສາ", "email": ""}
    values = {"organisation": make_organisation(), "gender": Gender.FEMALE, "password": "x-2024-y"}
    make_registration(ahead, make_person(**names, **values))
    elsewhere = make_person(**names, given_name_latin="", family_name_latin="")
    assert needs(ahead) == {Attention.DUPLICATES: 1}
    make_registration(ahead, elsewhere, status="cancelled")
    assert needs(ahead) == {Attention.DUPLICATES: 1}


@pytest.mark.parametrize("size", [1, 3])
def test_many_workshops_and_people_take_as_many_queries_as_one(
    facilitator, django_assert_num_queries, size
):
    workshops = [make_workshop(facilitator=facilitator) for _number in range(size)]
    for workshop in workshops:
        for _number in range(size):
            make_registration(workshop, make_person(), organisation=None)
    with django_assert_num_queries(8):
        assert len(attention_of(workshops)) == size


@pytest.mark.parametrize("language", ["lo", "en"])
def test_the_pages_lead_to_where_it_is_settled(ahead, facilitator, browser_of, language):
    registration = make_registration(ahead, make_person(organisation=None))
    browser = browser_of(facilitator)
    page = browser.get(f"/{language}/workshops/{ahead.code}/attention/").content.decode()
    assert f"/{language}/workshops/{ahead.code}/people/{registration.pk}/" in page
    listed = browser.get(f"/{language}/workshops/attention/").content.decode()
    assert f"/{language}/workshops/{ahead.code}/attention/" in listed
    room = browser.get(f"/{language}/workshops/{ahead.code}/").content.decode()
    assert f"/{language}/workshops/{ahead.code}/attention/" in room


def test_everybody_else_stays_outside(
    ahead, browser_of, participant, other_facilitator, reporting_officer, editor, stranger
):
    make_registration(ahead, make_person(organisation=None))
    page = f"/lo/workshops/{ahead.code}/attention/"
    for each in (participant, other_facilitator, reporting_officer, editor):
        assert browser_of(each).get(page).status_code == 404
    for each in (participant, reporting_officer, editor):
        assert browser_of(each).get("/lo/workshops/attention/").status_code == 404
    own = browser_of(other_facilitator).get("/lo/workshops/attention/").content.decode()
    assert ahead.code not in own
    assert stranger.get(page).status_code == 302
    assert stranger.get("/lo/workshops/attention/").status_code == 302


def test_marks_that_differ_do_not_count_or_have_not_arrived_are_listed(ahead, facilitator):
    session = ahead.sessions.first()
    person = make_person(
        organisation=make_organisation(), gender=Gender.FEMALE, email="k@example.la"
    )
    registration = make_registration(ahead, person)
    for status in ("present", "absent"):
        mark_attendance(
            session=session, marks=[MarkInput(registration.pk, status)], actor=facilitator
        )
    RoomDevice.objects.create(uuid=uuid.uuid4(), workshop=ahead, person=facilitator, waiting=3)
    HeldEvent.objects.create(
        event_id=uuid.uuid4(),
        workshop=ahead,
        session=session,
        registration=registration,
        ref=registration.ref,
        why="locked",
        event={},
    )
    assert needs(ahead) == {
        Attention.DISPUTED: 1,
        Attention.HELD: 1,
        Attention.DEVICES: 1,
    }
    assert open_points(session).counts == {"disputed": 1, "held": 1, "devices": 1}
