"""The facilitator's rooms: who may enter, what they show in both languages, what forms do."""

from datetime import date
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from courses.workshops.enums import RegistrationStatus
from courses.workshops.models import Donor, Registration, Workshop
from courses.workshops.services.sessions import AgendaLine, save_agenda
from people.enums import Gender
from people.models import User
from tests.factories import make_organisation, make_person, make_registration, make_workshop

pytestmark = pytest.mark.django_db

ROOMS = (
    "workshop",
    "workshop_edit",
    "workshop_sessions",
    "workshop_facilitators",
    "workshop_people",
    "walk_in",
    "workshop_import",
)


@pytest.fixture
def workshop(facilitator) -> Workshop:
    return make_workshop(
        facilitator=facilitator, title_lo="ກອງປະຊຸມທົດລອງ", title_en="Trial workshop"
    )


@pytest.fixture
def room(facilitator, browser_of) -> Client:
    """The facilitator's browser."""
    return browser_of(facilitator)


def doors(workshop: Workshop) -> list[str]:
    """Every address of the rooms of one workshop that can be opened."""
    registration = make_registration(workshop)
    session = workshop.sessions.first()
    return [
        *(reverse(name, args=[workshop.code]) for name in ROOMS),
        reverse("workshop_agenda", args=[workshop.code]),
        reverse("import_template", args=[workshop.code]),
        reverse("import_preview", args=[workshop.code, uuid4()]),
        reverse("session_edit", args=[workshop.code, session.pk]),
        reverse("registration_edit", args=[workshop.code, registration.pk]),
    ]


def test_strangers_are_asked_to_sign_in(workshop, stranger):
    for door in [*doors(workshop), reverse("workshops"), reverse("workshop_new")]:
        response = stranger.get(door)
        assert response.status_code == 302, door
        assert reverse("account_login") in response["Location"], door


@pytest.mark.parametrize("who", ["participant", "other_facilitator", "reporting_officer", "editor"])
def test_the_rooms_of_others_do_not_exist(workshop, who, request, browser_of):
    browser = browser_of(request.getfixturevalue(who))
    for door in doors(workshop):
        assert browser.get(door).status_code == 404, door
        assert browser.post(door).status_code in (404, 405), door


@pytest.mark.parametrize("who", ["participant", "reporting_officer", "editor"])
def test_only_facilitators_have_a_list(who, request, browser_of):
    browser = browser_of(request.getfixturevalue(who))
    assert browser.get(reverse("workshops")).status_code == 404
    assert browser.get(reverse("workshop_new")).status_code == 404


def test_buttons_of_others_do_nothing(workshop, other_facilitator, browser_of):
    registration = make_registration(workshop)
    browser = browser_of(other_facilitator)
    cancel = reverse("registration_cancel", args=[workshop.code, registration.pk])
    state = reverse("workshop_state", args=[workshop.code])
    assert browser.post(cancel).status_code == 404
    assert browser.post(state, {"state": "closed"}).status_code == 404
    registration.refresh_from_db()
    workshop.refresh_from_db()
    assert (registration.status, workshop.state) == ("confirmed", "running")


def test_administrators_may_open_every_room(workshop, administrator, browser_of):
    assert (
        browser_of(administrator).get(reverse("workshop", args=[workshop.code])).status_code == 200
    )


@pytest.mark.parametrize("language", ["lo", "en"])
def test_every_page_opens_in_both_languages(workshop, room, language):
    with translation.override(language):
        title = {"lo": "ກອງປະຊຸມທົດລອງ", "en": "Trial workshop"}[language]
        for door in doors(workshop):
            if "template.xlsx" in door:
                continue
            page = room.get(door, follow=True)
            assert page.status_code == 200, door
            assert title in page.content.decode(), door
            assert f'<html lang="{language}">' in page.content.decode(), door
        assert title in room.get(reverse("workshops")).content.decode()
        assert room.get(reverse("workshop_new")).status_code == 200


def test_without_workshops_the_list_says_what_to_do(room):
    page = room.get(reverse("workshops")).content.decode()
    assert reverse("workshop_new") in page
    assert "ທ່ານຍັງບໍ່ທັນມີກອງປະຊຸມ" in page


def test_a_draft_without_people_or_sessions_says_what_to_do(facilitator, room):
    workshop = make_workshop(facilitator=facilitator, sessions=False, state="draft")
    page = room.get(reverse("workshop", args=[workshop.code])).content.decode()
    assert "ຍັງບໍ່ມີລາຍຊື່" in page
    assert "ຍັງບໍ່ມີພາກ" in page


# --- Query counts -----------------------------------------------------------------------------


def queries_of(client: Client, url: str, counter) -> int:
    client.get(url)
    with counter() as counted:
        assert client.get(url).status_code == 200
    return len(counted)


@pytest.fixture
def counter():
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    return lambda: CaptureQueriesContext(connection)


def test_the_list_asks_the_same_for_three_workshops_as_for_one(facilitator, room, counter):
    make_registration(make_workshop(facilitator=facilitator))
    one = queries_of(room, reverse("workshops"), counter)
    for _two in range(2):
        make_registration(make_workshop(facilitator=facilitator))
    assert queries_of(room, reverse("workshops"), counter) == one


@pytest.mark.parametrize("name", ["workshop", "workshop_people", "workshop_sessions"])
def test_a_room_asks_the_same_for_three_people_as_for_one(workshop, room, counter, name):
    workshop.sessions.all().delete()
    growing = make_workshop(facilitator=workshop.facilitators.get().person, days=1)

    def grow() -> None:
        make_registration(growing, person=make_person(organisation=make_organisation()))
        session = growing.sessions.filter(agenda__isnull=True).first()
        if session is not None:
            save_agenda(
                session=session,
                actor=None,
                lines=[AgendaLine(session.starts_at, title_en="Opening")],
            )

    grow()
    one = queries_of(room, reverse(name, args=[growing.code]), counter)
    grow()
    grow()
    assert queries_of(room, reverse(name, args=[growing.code]), counter) == one


def test_the_agenda_asks_the_same_for_more_sessions(facilitator, room, counter):
    short = make_workshop(facilitator=facilitator, days=1)
    long = make_workshop(facilitator=facilitator, days=3)
    address = reverse("workshop_agenda", args=[short.code])
    one = queries_of(room, address, counter)
    assert queries_of(room, reverse("workshop_agenda", args=[long.code]), counter) == one


# --- Workshop form ----------------------------------------------------------------------------


def workshop_data(**values) -> dict:
    return {
        "client_id": str(uuid4()),
        "title_lo": "ກອງປະຊຸມ",
        "title_en": "Workshop",
        "start_date": "2026-12-01",
        "end_date": "2026-12-02",
        "city_lo": "ນະຄອນຫຼວງວຽງຈັນ",
        "city_en": "Vientiane",
        "rule_kind": "sessions",
        "rule_sessions": "3",
        "rule_share": "75",
        "sdgs": ["5", "10"],
        "gcm_objectives": ["2", "7"],
    } | values


def test_a_workshop_is_made_with_a_new_donor(room):
    data = workshop_data(donor_name_en="A donor", donor_acronym="AD")
    response = room.post(reverse("workshop_new"), data)
    workshop = Workshop.objects.get()
    assert response["Location"] == reverse("workshop_sessions", args=[workshop.code])
    assert (workshop.code, workshop.sdgs) == ("MICIC-2026-12", [5, 10])
    assert workshop.donor == Donor.objects.get(acronym_en="AD")
    assert workshop.sessions.count() == 4


def test_sending_the_form_twice_makes_one_workshop(room):
    data = workshop_data()
    first = room.post(reverse("workshop_new"), data)
    assert room.post(reverse("workshop_new"), data)["Location"] == first["Location"]
    assert Workshop.objects.count() == 1


def test_going_back_to_the_form_for_another_workshop_makes_another_one(room):
    data = workshop_data()
    room.post(reverse("workshop_new"), data)
    room.post(reverse("workshop_new"), data | {"title_lo": "ກອງປະຊຸມອື່ນ"})
    titles = set(Workshop.objects.values_list("title_lo", flat=True))
    assert titles == {"ກອງປະຊຸມ", "ກອງປະຊຸມອື່ນ"}


def test_a_form_that_somebody_else_has_sent_makes_ones_own_workshop(
    room, browser_of, other_facilitator
):
    data = workshop_data()
    first = room.post(reverse("workshop_new"), data)
    response = browser_of(other_facilitator).post(reverse("workshop_new"), data)
    assert response.status_code == 302
    assert response["Location"] != first["Location"]
    assert Workshop.objects.filter(created_by=other_facilitator).count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"title_lo": "", "title_en": ""},
        {"end_date": "2026-11-01"},
        {"start_date": "ມື້ອື່ນ"},
        {"sdgs": ["99"]},
        {"places": "-1"},
        {"places": "99999999999999999999"},
        {"donor": "77"},
        {"code": "a/b"},
        {"rule_share": "0"},
        {"title_lo": "ກ" * 251},
        {"client_id": "x"},
    ],
)
@pytest.mark.parametrize("language", ["lo", "en"])
def test_a_wrong_form_comes_back_with_everything_typed(room, wrong, language):
    with translation.override(language):
        response = room.post(reverse("workshop_new"), workshop_data(venue_en="Hotel") | wrong)
    assert response.status_code == 200
    assert 'value="Hotel"' in response.content.decode()
    assert not Workshop.objects.exists()
    assert not Donor.objects.exists()


def test_names_of_120_letters_are_kept(room):
    long = {"city_lo": "ກ" * 120, "city_en": "W" * 120}
    room.post(reverse("workshop_new"), workshop_data(**long))
    workshop = Workshop.objects.get()
    assert (workshop.city_lo, workshop.city_en) == ("ກ" * 120, "W" * 120)
    assert "W" * 120 in room.get(f"/en/workshops/{workshop.code}/").content.decode()


def test_editing_changes_what_is_said(workshop, room):
    data = workshop_data(code=workshop.code, start_date="2024-06-19", end_date="2024-06-20")
    response = room.post(reverse("workshop_edit", args=[workshop.code]), data)
    assert response["Location"] == reverse("workshop", args=[workshop.code])
    workshop.refresh_from_db()
    assert (workshop.title_en, workshop.gcm_objectives) == ("Workshop", [2, 7])


def test_the_code_of_another_workshop_is_refused(workshop, room):
    make_workshop(code="TAKEN")
    data = workshop_data(code="TAKEN", start_date="2024-06-19", end_date="2024-06-20")
    response = room.post(reverse("workshop_edit", args=[workshop.code]), data)
    assert response.status_code == 200
    workshop.refresh_from_db()
    assert workshop.code != "TAKEN"


def test_a_step_is_taken_and_a_wrong_one_explained(workshop, room):
    address = reverse("workshop_state", args=[workshop.code])
    page = room.post(address, {"state": "closed"}, follow=True)
    workshop.refresh_from_db()
    assert workshop.state == "closed"
    for wrong in ("draft", "nonsense", ""):
        page = room.post(address, {"state": wrong}, follow=True)
        assert page.status_code == 200
        assert 'role="alert"' in page.content.decode()
    assert room.get(address)["Location"] == reverse("workshop", args=[workshop.code])


def test_a_draft_is_deleted_by_its_facilitator_only(
    facilitator, room, other_facilitator, browser_of
):
    workshop = make_workshop(facilitator=facilitator, state="draft")
    address = reverse("workshop_delete", args=[workshop.code])
    assert browser_of(other_facilitator).post(address).status_code == 404
    assert room.get(address)["Location"] == reverse("workshop_edit", args=[workshop.code])
    assert room.post(address)["Location"] == reverse("workshops")
    assert not Workshop.objects.exists()


def test_what_has_begun_is_not_deleted(workshop, room):
    page = room.post(reverse("workshop_delete", args=[workshop.code]), follow=True)
    assert 'role="alert"' in page.content.decode()
    assert Workshop.objects.exists()


# --- Sessions and facilitators ----------------------------------------------------------------


def agenda_data(lines: list[dict], **values) -> dict:
    data = {
        "day": "2024-06-19",
        "part": "morning",
        "starts_at": "08:30",
        "ends_at": "12:00",
        "agenda-TOTAL_FORMS": str(len(lines)),
        "agenda-INITIAL_FORMS": "0",
    }
    for number, line in enumerate(lines):
        data |= {f"agenda-{number}-{name}": value for name, value in line.items()}
    return data | values


def test_the_agenda_is_written_in_a_plain_form(workshop, room):
    session = workshop.sessions.first()
    address = reverse("session_edit", args=[workshop.code, session.pk])
    lines = [
        {"starts_at": "09:00", "title_lo": "ເປີດ", "title_en": "Opening", "speaker": "MoFA"},
        {"starts_at": "", "title_lo": "", "title_en": "", "speaker": ""},
    ]
    assert room.post(address, agenda_data(lines, title_en="Day one")).status_code == 302
    session.refresh_from_db()
    assert session.title_en == "Day one"
    assert session.agenda.get().title_lo == "ເປີດ"
    assert "ເປີດ" in room.get(address).content.decode()


@pytest.mark.parametrize(
    "lines",
    [
        [{"starts_at": "", "title_lo": "ເປີດ"}],
        [{"starts_at": "09:00"}],
        [{"starts_at": "25:00", "title_lo": "ເປີດ"}],
    ],
)
def test_a_wrong_agenda_line_saves_nothing(workshop, room, lines):
    session = workshop.sessions.first()
    address = reverse("session_edit", args=[workshop.code, session.pk])
    page = room.post(address, agenda_data(lines, title_en="Day one"))
    assert page.status_code == 200
    assert "Day one" in page.content.decode()
    session.refresh_from_db()
    assert not session.title_en
    assert not session.agenda.exists()


def test_a_form_without_its_agenda_is_no_failure(workshop, room):
    session = workshop.sessions.first()
    address = reverse("session_edit", args=[workshop.code, session.pk])
    assert room.post(address, {"day": "2024-06-19"}).status_code == 200


def test_sessions_are_planned_added_and_deleted(facilitator, room):
    workshop = make_workshop(facilitator=facilitator, sessions=False)
    address = reverse("workshop_sessions", args=[workshop.code])
    room.post(address, {"action": "plan"})
    assert workshop.sessions.count() == 4
    session = workshop.sessions.last()
    room.post(reverse("session_edit", args=[workshop.code, session.pk]), {"action": "delete"})
    assert workshop.sessions.count() == 3
    data = {"day": "2024-06-20", "part": "afternoon", "starts_at": "13:00", "ends_at": "16:00"}
    room.post(address, data)
    again = room.post(address, data)
    assert again.status_code == 200
    assert workshop.sessions.count() == 4


def test_facilitators_come_and_go(workshop, room, facilitator, other_facilitator):
    address = reverse("workshop_facilitators", args=[workshop.code])
    room.post(address, {"person": other_facilitator.pk, "mission": "IOM"})
    for _twice in range(2):
        room.post(address, {"guest_name": "Citra Sample", "mission": "IOM Indonesia"})
    guest = User.objects.get(given_name_latin="Citra")
    assert not guest.has_usable_password()
    assert workshop.facilitators.count() == 3
    room.post(address, {"remove": guest.pk})
    assert workshop.facilitators.count() == 2
    assert room.post(address, {"remove": "9" * 30}).status_code == 404
    assert room.post(address, {}).status_code == 200
    assert room.post(address, {"remove": facilitator.pk})["Location"] == reverse("workshops")


# --- Participants -----------------------------------------------------------------------------


def test_who_takes_part_reads_the_agenda(workshop, participant, browser_of):
    registration = make_registration(workshop, person=participant)
    browser = browser_of(participant)
    address = reverse("workshop_agenda", args=[workshop.code])
    assert "ກອງປະຊຸມທົດລອງ" in browser.get(address).content.decode()
    assert browser.get(reverse("workshop", args=[workshop.code])).status_code == 404
    Workshop.objects.filter(pk=workshop.pk).update(state="draft")
    assert browser.get(address).status_code == 404
    Workshop.objects.filter(pk=workshop.pk).update(state="open")
    Registration.objects.filter(pk=registration.pk).update(status=RegistrationStatus.CANCELLED)
    assert browser.get(address).status_code == 404


@pytest.mark.parametrize("language", ["lo", "en"])
def test_my_learning_shows_my_workshops(workshop, participant, browser_of, language, counter):
    make_registration(workshop, person=participant)
    browser = browser_of(participant)
    with translation.override(language):
        address = reverse("my_learning")
        title = {"lo": "ກອງປະຊຸມທົດລອງ", "en": "Trial workshop"}[language]
        page = browser.get(address).content.decode()
        assert title in page
        assert reverse("workshop_agenda", args=[workshop.code]) in page
        one = queries_of(browser, address, counter)
        for _two in range(2):
            make_registration(make_workshop(), person=participant)
        assert queries_of(browser, address, counter) == one


def test_a_draft_is_not_announced(rf):
    from courses.workshops.panels import _upcoming

    ahead = {"start_date": date(2100, 1, 1), "days": 1}
    make_workshop(state="draft", **ahead)
    make_workshop(state="running")
    assert _upcoming(rf.get("/"), None) is None
    announced = make_workshop(state="open", **ahead)
    shown = _upcoming(rf.get("/"), None)
    assert shown is not None
    assert shown["workshops"] == [announced]


# --- Donors in the CMS ------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["editor", "administrator"])
def test_editors_keep_donors_in_the_cms(who, request, browser_of):
    from people.services import ensure_roles

    ensure_roles()
    browser = browser_of(request.getfixturevalue(who))
    assert browser.get(reverse("wagtailsnippets_workshops_donor:list")).status_code == 200
    names = {"name_en": "A donor", "name_lo": "ຜູ້ໃຫ້ທຶນ", "acronym_en": "AD", "acronym_lo": ""}
    browser.post(reverse("wagtailsnippets_workshops_donor:add"), names)
    assert Donor.objects.get().name_lo == "ຜູ້ໃຫ້ທຶນ"


def test_facilitators_have_no_business_in_the_cms(facilitator, browser_of):
    page = browser_of(facilitator).get(reverse("wagtailsnippets_workshops_donor:list"))
    assert page.status_code == 302


def test_gender_is_shown_in_words(workshop, room):
    make_registration(workshop, gender=Gender.FEMALE)
    page = room.get(reverse("workshop_people", args=[workshop.code])).content.decode()
    assert "ຍິງ" in page
