"""The attendance page: a plain form that loses nothing, and the door of its script."""

import re
import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from courses.workshops.models import Attendance, AttendanceMark
from courses.workshops.services.attendance import MarkInput, mark_all_present, mark_attendance
from people.enums import ConsentKind
from people.selectors import PRIVACY_VERSION
from people.services.consent import record_consent
from tests.conftest import PASSWORD
from tests.factories import make_organisation, make_person, make_registration, make_workshop

pytestmark = pytest.mark.django_db


@pytest.fixture
def session(facilitator):
    """The first session of a workshop that began today."""
    return make_workshop(facilitator=facilitator, start_date=timezone.localdate()).sessions.first()


@pytest.fixture
def over(facilitator):
    """A session of 2024."""
    return make_workshop(facilitator=facilitator).sessions.first()


def page_of(session, language: str = "lo", name: str = "session_attendance") -> str:
    with translation.override(language):
        return reverse(name, args=[session.workshop.code, session.pk])


def form_for(*rows, form_id=None, **more) -> dict[str, str]:
    """What a browser posts: (registration, status, seen mark)."""
    data = {"form": str(form_id or uuid.uuid4()), "action": "save", **more}
    for registration, status, seen in rows:
        data[f"status-{registration.pk}"] = status
        seen = [seen] if isinstance(seen, AttendanceMark) else seen or []
        data[f"seen-{registration.pk}"] = ",".join(str(each.client_id) for each in seen)
    return data


def mark(session, registration, status, actor=None, seen=None) -> AttendanceMark:
    tap = MarkInput(registration.pk, status, seen=(seen.client_id,) if seen else ())
    return mark_attendance(session=session, marks=[tap], actor=actor).applied[0]


def statuses(session) -> dict[int, str]:
    return dict(Attendance.objects.filter(session=session).values_list("registration_id", "status"))


# --- who may enter ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    ["session_attendance", "session_disputes", "mark_history", "workshop_attendance"],
)
def test_only_the_workshops_own_facilitators_may_enter(
    name, session, participant, other_facilitator, reporting_officer, browser_of, stranger
):
    registration = make_registration(session.workshop)
    args = {
        "session_attendance": [session.workshop.code, session.pk],
        "session_disputes": [session.workshop.code, session.pk],
        "mark_history": [session.workshop.code, session.pk, registration.pk],
        "workshop_attendance": [session.workshop.code],
    }[name]
    url = reverse(name, args=args)
    for person in (participant, other_facilitator, reporting_officer):
        assert browser_of(person).get(url).status_code == 404
    answer = stranger.get(url)
    assert (answer.status_code, "/account/" in answer["Location"]) == (302, True)


def test_a_session_of_another_workshop_is_not_found(session, facilitator, browser_of):
    other = make_workshop(facilitator=facilitator)
    url = reverse("session_attendance", args=[other.code, session.pk])
    assert browser_of(facilitator).get(url).status_code == 404


# --- the page --------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "word"), [("lo", "ມາທັງໝົດ"), ("en", "All present")])
def test_the_page_in_both_languages(language, word, session, facilitator, browser_of):
    registration = make_registration(session.workshop)
    answer = browser_of(facilitator).get(page_of(session, language))
    text = answer.content.decode()
    assert word in text
    with translation.override(language):
        assert registration.person.full_name in text
    assert f'name="status-{registration.pk}"' in text


@pytest.mark.parametrize("name", ["session_attendance", "workshop_attendance"])
def test_queries_do_not_grow_with_people(
    name, session, facilitator, browser_of, django_assert_num_queries
):
    args = [session.workshop.code, session.pk][: 2 if name == "session_attendance" else 1]
    url, client = reverse(name, args=args), browser_of(facilitator)
    mark(session, make_registration(session.workshop), "present", facilitator)
    client.get(url)  # What the frame keeps for later is asked once.
    with CaptureQueriesContext(connection) as one:
        client.get(url)
    for _ in range(2):
        mark(session, make_registration(session.workshop), "present", facilitator)
    with django_assert_num_queries(len(one)):
        client.get(url)
    assert len(one) < 15


def test_the_page_of_200_people_is_light(session, facilitator, browser_of):
    organisation = make_organisation()
    for _ in range(200):
        make_registration(session.workshop, make_person(organisation=organisation))
    mark_all_present(session=session, actor=facilitator)
    content = browser_of(facilitator).get(page_of(session)).content
    assert len(content) < 320_000


def test_an_empty_list_says_what_to_do(session, facilitator, browser_of):
    text = browser_of(facilitator).get(page_of(session)).content.decode()
    assert reverse("workshop_people", args=[session.workshop.code]) in text


def test_names_of_120_letters_do_no_harm(session, facilitator, browser_of):
    person = make_person(given_name_lo="ຄຳ" * 60, family_name_latin="<b>" * 40)
    registration = make_registration(session.workshop, person)
    client = browser_of(facilitator)
    client.post(page_of(session), form_for((registration, "late", None)))
    text = client.get(page_of(session)).content.decode()
    assert "ຄຳ" * 60 in text
    assert "<b><b>" not in text


# --- the plain form --------------------------------------------------------------------------


def test_the_form_saves_and_says_so(session, facilitator, browser_of):
    one, two, three = (make_registration(session.workshop) for _ in range(3))
    answer = browser_of(facilitator).post(
        page_of(session),
        form_for((one, "present", None), (two, "absent", None), (three, "", None)),
        follow=True,
    )
    assert statuses(session) == {one.pk: "present", two.pk: "absent"}
    assert "ບັນທຶກ 2 ການໝາຍແລ້ວ" in answer.content.decode()


def test_all_present_keeps_the_exceptions(session, facilitator, browser_of):
    one, two, three = (make_registration(session.workshop) for _ in range(3))
    mark(session, one, "excused")
    browser_of(facilitator).post(
        page_of(session), form_for((two, "absent", None), action="all_present")
    )
    assert statuses(session) == {one.pk: "excused", two.pk: "absent", three.pk: "present"}


def test_sending_the_form_twice_is_harmless(session, facilitator, browser_of):
    registration = make_registration(session.workshop)
    client, data = browser_of(facilitator), form_for((registration, "present", None))
    client.post(page_of(session), data)
    answer = client.post(page_of(session), data)
    assert answer.status_code == 302
    assert AttendanceMark.objects.count() == 1


def test_a_row_left_as_it_was_is_no_decision(session, facilitator, other_facilitator, browser_of):
    """The form sends all rows; another facilitator's newer mark must win over an untouched one."""
    registration = make_registration(session.workshop)
    seen = mark(session, registration, "present", facilitator)
    mark(session, registration, "left_early", other_facilitator, seen)
    answer = browser_of(facilitator).post(
        page_of(session), form_for((registration, "present", seen))
    )
    assert answer.status_code == 302
    assert statuses(session) == {registration.pk: "left_early"}


@pytest.mark.parametrize(
    ("language", "word"), [("lo", "ການໝາຍໃດຖືກຕ້ອງ"), ("en", "Which one is right?")]
)
def test_a_dispute_shows_both_marks_and_lets_one_choose(
    language, word, session, facilitator, other_facilitator, browser_of
):
    registration, other = make_registration(session.workshop), make_registration(session.workshop)
    theirs = mark(session, registration, "absent", other_facilitator)
    client = browser_of(facilitator)
    answer = client.post(
        page_of(session, language), form_for((registration, "present", None), (other, "late", None))
    )
    text = answer.content.decode()
    assert answer.status_code == 409
    assert word in text
    with translation.override(language):
        assert other_facilitator.full_name in text
        assert facilitator.full_name in text
    assert 'value="absent"' in text
    # Nothing is lost by leaving the page: it can be opened again.
    page = client.get(page_of(session, language)).content.decode()
    assert page_of(session, language, "session_disputes") in page
    assert client.get(page_of(session, language, "session_disputes")).status_code == 200
    both = [theirs, AttendanceMark.objects.get(status="present")]
    client.post(page_of(session), form_for((registration, "absent", both)))
    assert statuses(session) == {registration.pk: "absent", other.pk: "late"}
    assert not Attendance.objects.filter(is_disputed=True).exists()
    page = client.get(page_of(session, language)).content.decode()
    assert page_of(session, language, "session_disputes") not in page


def test_disputes_take_a_constant_number_of_queries(
    session, facilitator, other_facilitator, browser_of, django_assert_num_queries
):
    client, url = browser_of(facilitator), page_of(session, name="session_disputes")

    def differ() -> None:
        registration = make_registration(session.workshop)
        mark(session, registration, "absent", other_facilitator)
        mark(session, registration, "late", facilitator)

    differ()
    client.get(url)
    with CaptureQueriesContext(connection) as one:
        client.get(url)
    differ()
    differ()
    with django_assert_num_queries(len(one)):
        assert client.get(url).content.decode().count("<fieldset") == 3


def test_correcting_a_past_mark_asks_for_a_reason_and_keeps_what_was_typed(
    over, facilitator, browser_of
):
    registration = make_registration(over.workshop)
    seen = mark(over, registration, "absent", facilitator)
    client = browser_of(facilitator)
    answer = client.post(page_of(over), form_for((registration, "late", seen)))
    text = answer.content.decode()
    assert answer.status_code == 409
    assert f'name="status-{registration.pk}" value="late"' in text
    assert "ກະລຸນາບອກເຫດຜົນຂອງການແກ້ໄຂ" in text
    client.post(page_of(over), form_for((registration, "late", seen), reason="ອ່ານໃບເຊັນຜິດ"))
    assert statuses(over) == {registration.pk: "late"}
    url = reverse("mark_history", args=[over.workshop.code, over.pk, registration.pk])
    page = client.get(url).content.decode()
    assert "ອ່ານໃບເຊັນຜິດ" in page
    assert page.index("ມາຊ້າ") < page.index("ຂາດ")


@pytest.mark.parametrize("language", ["lo", "en"])
def test_the_history_of_somebody_without_a_mark(language, session, facilitator, browser_of):
    registration = make_registration(session.workshop)
    with translation.override(language):
        url = reverse("mark_history", args=[session.workshop.code, session.pk, registration.pk])
    assert browser_of(facilitator).get(url).status_code == 200


@pytest.mark.parametrize(
    "data",
    [
        {"status-x": "present"},
        {"status-99999999999999999999": "present"},
        {"status-0": "present"},
        {"status-7": "asleep", "seen-7": "²"},
        {"form": "not-an-id", "status-7": "present\x00"},
        {},
    ],
)
def test_a_form_of_nonsense_changes_nothing(data, session, facilitator, browser_of):
    answer = browser_of(facilitator).post(page_of(session), data)
    assert answer.status_code in (302, 409)
    assert not AttendanceMark.objects.exists()


# --- the sign-in has expired ---------------------------------------------------------------------


def test_marks_typed_before_the_sign_in_expired_are_offered_again(session, facilitator):
    one, two = make_registration(session.workshop), make_registration(session.workshop)
    client = Client(enforce_csrf_checks=True)
    client.force_login(facilitator)
    page = client.get(page_of(session))
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.content.decode())[1]
    del client.cookies["sessionid"]
    data = form_for((one, "late", None), (two, "absent", None))
    answer = client.post(page_of(session), data | {"csrfmiddlewaretoken": token})
    assert answer.status_code == 302
    assert not AttendanceMark.objects.exists()
    client.force_login(facilitator)
    text = client.get(page_of(session)).content.decode()
    assert "ຍັງບໍ່ທັນບັນທຶກ 2 ການໝາຍ" in text
    for registration, status in ((one, "late"), (two, "absent")):
        assert f'name="status-{registration.pk}" value="{status}" checked' in text
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', text)[1]
    client.post(page_of(session), data | {"csrfmiddlewaretoken": token})
    assert statuses(session) == {one.pk: "late", two.pk: "absent"}
    assert "data-kept" not in client.get(page_of(session)).content.decode()


def test_kept_marks_survive_the_real_sign_in_page(session, facilitator, stranger):
    registration = make_registration(session.workshop)
    record_consent(
        person=facilitator,
        kind=ConsentKind.PRIVACY_NOTICE,
        version=PRIVACY_VERSION,
        language="lo",
    )
    answer = stranger.post(page_of(session), form_for((registration, "late", None)))
    answer = stranger.post(
        answer["Location"], {"login": facilitator.username, "password": PASSWORD}, follow=True
    )
    assert answer.redirect_chain[-1][0] == page_of(session)
    assert f'name="status-{registration.pk}" value="late" checked' in answer.content.decode()


def test_kept_marks_are_shown_to_nobody_who_may_not_see_them(session, other_facilitator, stranger):
    registration = make_registration(session.workshop)
    stranger.post(page_of(session), form_for((registration, "late", None)))
    stranger.force_login(other_facilitator)
    assert stranger.get(page_of(session)).status_code == 404


def test_kept_marks_can_be_discarded(session, facilitator, stranger):
    registration = make_registration(session.workshop)
    stranger.post(page_of(session), form_for((registration, "late", None)))
    stranger.force_login(facilitator)
    stranger.post(page_of(session), {"discard": "1"})
    assert 'value="late" checked' not in stranger.get(page_of(session)).content.decode()
    assert not AttendanceMark.objects.exists()


def test_a_form_that_is_out_of_date_comes_back_with_its_marks(session, facilitator):
    """Signed in again in another tab, the old tab's token is no longer valid."""
    registration = make_registration(session.workshop)
    client = Client(enforce_csrf_checks=True)
    client.force_login(facilitator)
    client.get(page_of(session))
    data = form_for((registration, "late", None))
    answer = client.post(page_of(session), data | {"csrfmiddlewaretoken": "x" * 64})
    text = answer.content.decode()
    assert f'name="status-{registration.pk}" value="late" checked' in text
    assert not AttendanceMark.objects.exists()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', text)[1]
    client.post(page_of(session), data | {"csrfmiddlewaretoken": token})
    assert statuses(session) == {registration.pk: "late"}


def test_a_forged_form_of_a_stranger_is_not_kept(session, facilitator):
    registration = make_registration(session.workshop)
    client = Client(enforce_csrf_checks=True)
    client.post(page_of(session), form_for((registration, "late", None)))
    client.force_login(facilitator)
    assert "data-kept" not in client.get(page_of(session)).content.decode()


@pytest.mark.parametrize(
    ("language", "word"), [("lo", "ບັນທຶກການເຂົ້າຮ່ວມ"), ("en", "Record attendance")]
)
def test_the_sessions_of_a_workshop(language, word, session, facilitator, browser_of):
    with translation.override(language):
        url = reverse("workshop_attendance", args=[session.workshop.code])
    text = browser_of(facilitator).get(url).content.decode()
    assert word in text
    assert page_of(session, language) in text
