"""The list of people and the walk-in: three answers, nobody twice."""

from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import translation

from courses.workshops.enums import ParticipantType, RegistrationStatus
from courses.workshops.models import Registration, Workshop
from courses.workshops.names import take_apart
from people.enums import Gender, Title
from people.models import User
from tests.factories import make_organisation, make_person, make_registration, make_workshop

pytestmark = pytest.mark.django_db


@pytest.fixture
def workshop(facilitator) -> Workshop:
    return make_workshop(facilitator=facilitator)


@pytest.fixture
def room(facilitator, browser_of):
    """The facilitator's browser."""
    return browser_of(facilitator)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ແກ້ວມະນີ ສີສຸວັນ", ("lo", "", "ແກ້ວມະນີ", "ສີສຸວັນ")),
        ("ທ່ານ ນາງ ແກ້ວມະນີ ສີສຸວັນ", ("lo", Title.THAN_NANG, "ແກ້ວມະນີ", "ສີສຸວັນ")),
        ("ທ່ານນາງ ແກ້ວມະນີ", ("lo", Title.THAN_NANG, "ແກ້ວມະນີ", "")),
        ("ທ່ານ ບຸນມີ ແສງດາລາ", ("lo", Title.THAN, "ບຸນມີ", "ແສງດາລາ")),
        ("  Keomany   Sisouvanh ", ("latin", "", "Keomany", "Sisouvanh")),
        ("Dr. Keomany de la Cruz", ("latin", Title.DOCTOR, "Keomany", "de la Cruz")),
        ("Mr Bounmy", ("latin", "", "Bounmy", "")),
        ("ນ້ຳຝົນ", ("lo", "", "ນ້ຳຝົນ", "")),
    ],
)
def test_a_name_is_taken_apart_the_lao_way(text, expected):
    written = take_apart(text)
    assert (written.script, written.title, written.given, written.family) == expected


# --- The list ---------------------------------------------------------------------------------


def people_page(room, workshop, **asked) -> str:
    page = room.get(reverse("workshop_people", args=[workshop.code]), asked).content.decode()
    return page.partition("<main")[2]


def test_people_stand_in_lao_order(workshop, room):
    for given in ("ໄຊຍະ", "ບຸນມີ", "ແກ້ວມະນີ"):
        make_registration(workshop, person=make_person(given_name_lo=given))
    page = people_page(room, workshop)
    assert page.index("ແກ້ວມະນີ") < page.index("ໄຊຍະ") < page.index("ບຸນມີ")


@pytest.mark.parametrize("words", ["ນ້ຳຝົນ", "ນໍ້າຝົນ", "namfon", "CHANTHALA", "ຈັນທະລາ ນ້ຳ"])
def test_search_finds_any_spelling(workshop, room, words):
    found = make_person(
        given_name_lo="ນ້ຳຝົນ",
        family_name_lo="ຈັນທະລາ",
        given_name_latin="Namfon",
        family_name_latin="Chanthala",
    )
    other = make_person(
        given_name_lo="ບຸນມີ",
        family_name_lo="ແສງດາລາ",
        given_name_latin="Bounmy",
        family_name_latin="Sengdala",
    )
    make_registration(workshop, person=found)
    make_registration(workshop, person=other)
    page = people_page(room, workshop, q=words)
    assert "ນ້ຳຝົນ" in page
    assert "ບຸນມີ" not in page


def test_filters_narrow_the_list_and_the_counts_stay(workshop, room):
    observer = make_registration(
        workshop,
        person=make_person(given_name_lo="ດວງໃຈ"),
        participant_type=ParticipantType.OBSERVER,
    )
    official = make_registration(
        workshop,
        person=make_person(given_name_lo="ບຸນມີ", organisation=make_organisation()),
        gender=Gender.FEMALE,
    )
    by_kind = people_page(room, workshop, kind="observer")
    assert observer.person.given_name_lo in by_kind
    assert official.person.given_name_lo not in by_kind
    by_organisation = people_page(room, workshop, organisation=official.organisation_id)
    assert official.person.given_name_lo in by_organisation
    assert observer.person.given_name_lo not in by_organisation
    assert "<b>2</b>" in by_organisation


@pytest.mark.parametrize("asked", [{"organisation": "x"}, {"kind": "x"}, {"q": "ກ" * 500}])
def test_a_filter_that_makes_no_sense_is_no_failure(workshop, room, asked):
    make_registration(workshop)
    assert room.get(reverse("workshop_people", args=[workshop.code]), asked).status_code == 200


def test_nobody_found_says_what_to_do(workshop, room):
    make_registration(workshop)
    assert "ບໍ່ພົບຜູ້ໃດ" in people_page(room, workshop, q="zzz")


@pytest.mark.parametrize(("language", "shown"), [("lo", "ວິຊາການ"), ("en", "Technical officer")])
def test_the_position_is_shown_in_the_readers_language(workshop, room, language, shown):
    make_registration(workshop, position_lo="ວິຊາການ", position_en="Technical officer")
    with translation.override(language):
        assert shown in people_page(room, workshop)


# --- Walk-in ----------------------------------------------------------------------------------


def walk_in_data(**values) -> dict:
    return {
        "client_id": str(uuid4()),
        "name": "ທ່ານ ນາງ ມະນີວັນ ສຸກສະຫວັດ",
        "gender": "female",
        "organisation": make_organisation().pk,
    } | values


def add(room, workshop, data, query=""):
    return room.post(reverse("walk_in", args=[workshop.code]) + query, data)


def test_a_walk_in_is_on_the_list_after_one_form(workshop, room):
    response = add(room, workshop, walk_in_data())
    assert response["Location"] == reverse("workshop_people", args=[workshop.code])
    registration = workshop.registrations.get()
    assert (registration.status, registration.gender) == (RegistrationStatus.WALK_IN, "female")
    person = registration.person
    assert (person.name_lo, person.title) == ("ມະນີວັນ ສຸກສະຫວັດ", Title.THAN_NANG)


def test_a_double_tap_adds_one_person(workshop, room):
    data = walk_in_data()
    people = User.objects.count()
    for _twice in range(2):
        assert add(room, workshop, data).status_code == 302
    assert User.objects.count() == people + 1
    assert workshop.registrations.count() == 1


def test_going_back_to_the_form_for_somebody_else_adds_them_too(workshop, room):
    data = walk_in_data()
    add(room, workshop, data)
    add(room, workshop, data | {"name": "ບຸນມີ ແສງດາລາ"})
    names = {each.person.name_lo for each in workshop.registrations.all()}
    assert names == {"ມະນີວັນ ສຸກສະຫວັດ", "ບຸນມີ ແສງດາລາ"}


def test_somebody_alike_is_proposed_and_can_be_chosen(workshop, room):
    known = make_person(given_name_lo="ມະນີວັນ", family_name_lo="ສຸກສະຫວັດ", gender="female")
    data = walk_in_data()
    page = add(room, workshop, data)
    assert page.status_code == 200
    assert f'value="{known.pk}"' in page.content.decode()
    assert not Registration.objects.exists()
    assert add(room, workshop, data | {"match": known.pk}).status_code == 302
    assert workshop.registrations.get().person == known


def test_the_same_name_can_be_a_new_person(workshop, room):
    known = make_person(given_name_lo="ມະນີວັນ", family_name_lo="ສຸກສະຫວັດ", gender="female")
    add(room, workshop, walk_in_data(match="new"))
    assert workshop.registrations.get().person != known


def test_nobody_who_was_not_proposed_can_be_chosen(workshop, room, participant):
    known = make_person(given_name_lo="ມະນີວັນ", family_name_lo="ສຸກສະຫວັດ", gender="female")
    page = add(room, workshop, walk_in_data(match=str(participant.pk)))
    assert page.status_code == 200
    assert f'value="{known.pk}"' in page.content.decode()
    assert not Registration.objects.exists()


def test_nobody_is_chosen_when_nobody_was_proposed(workshop, room, participant):
    add(room, workshop, walk_in_data(match=str(participant.pk)))
    add(room, workshop, walk_in_data(name="Vilayphone Keobounphanh", match="9" * 30))
    assert workshop.registrations.count() == 2
    assert not workshop.registrations.filter(person=participant).exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"gender": ""},
        {"gender": "x"},
        {"organisation": ""},
        {"organisation": "x"},
        {"client_id": "x"},
        {"name": "ກ" * 121},
        {"name": "K " + "W" * 121},
    ],
)
def test_a_wrong_form_adds_nobody(workshop, room, wrong):
    people = User.objects.count()
    assert add(room, workshop, walk_in_data(**wrong)).status_code == 200
    assert User.objects.count() == people


@pytest.mark.parametrize("letter", ["ກ", "W"])
@pytest.mark.parametrize("language", ["lo", "en"])
def test_a_name_of_120_letters_is_kept_and_shown(workshop, room, letter, language):
    name = f"{letter * 120} {letter * 120}"
    with translation.override(language):
        assert add(room, workshop, walk_in_data(name=name)).status_code == 302
        assert name in people_page(room, workshop)


def test_from_a_session_one_comes_back_to_it(workshop, room):
    session = workshop.sessions.first()
    response = add(room, workshop, walk_in_data(), f"?session={session.pk}")
    assert response["Location"] == reverse("session_attendance", args=[workshop.code, session.pk])


@pytest.mark.parametrize("query", ["?session=x", "?session=²", "?replaces=" + "9" * 40])
def test_an_address_that_makes_no_sense_is_no_failure(workshop, room, query):
    assert room.get(reverse("walk_in", args=[workshop.code]) + query).status_code == 200


def test_a_closed_workshop_says_what_to_do(workshop, room):
    Workshop.objects.update(state="closed")
    page = add(room, workshop, walk_in_data())
    assert page.status_code == 200
    assert "ກອງປະຊຸມນີ້ປິດແລ້ວ" in page.content.decode()
    assert "ມະນີວັນ ສຸກສະຫວັດ" in page.content.decode()


def test_somebody_comes_instead(workshop, room):
    gone = make_registration(workshop)
    data = walk_in_data()
    for _twice in range(2):
        assert add(room, workshop, data, f"?replaces={gone.pk}").status_code == 302
    gone.refresh_from_db()
    assert gone.status == RegistrationStatus.REPLACED
    assert gone.replaced_by.person.given_name_lo == "ມະນີວັນ"
    assert workshop.registrations.count() == 2


def test_one_form_replaces_one_person(workshop, room):
    one, two = make_registration(workshop), make_registration(workshop)
    data = walk_in_data()
    add(room, workshop, data, f"?replaces={one.pk}")
    page = add(room, workshop, data, f"?replaces={two.pk}")
    assert (page.status_code, workshop.registrations.count()) == (200, 3)


# --- One registration -------------------------------------------------------------------------


def registration_data(registration, **values) -> dict:
    person = registration.person
    return {
        "participant_type": registration.participant_type,
        "status": registration.status,
        "organisation": registration.organisation_id or "",
        "gender": registration.gender,
        "level": registration.level,
        "person-given_name_lo": person.given_name_lo,
        "person-family_name_lo": person.family_name_lo,
        "person-given_name_latin": person.given_name_latin,
        "person-family_name_latin": person.family_name_latin,
        "person-title": person.title,
    } | values


def address_of(registration) -> str:
    return reverse("registration_edit", args=[registration.workshop.code, registration.pk])


def test_the_snapshot_and_the_name_are_corrected_in_one_form(workshop, room):
    registration = make_registration(workshop)
    data = registration_data(
        registration, **{"position_lo": "ຫົວໜ້າພະແນກ", "person-given_name_latin": "Corrected"}
    )
    assert room.post(address_of(registration), data).status_code == 302
    registration.refresh_from_db()
    assert registration.position_lo == "ຫົວໜ້າພະແນກ"
    assert registration.person.given_name_latin == "Corrected"


def test_a_wrong_contact_saves_nothing_and_loses_nothing(workshop, room):
    taken = make_person(email="taken@example.la")
    registration = make_registration(workshop)
    data = registration_data(
        registration, **{"position_lo": "ຫົວໜ້າພະແນກ", "person-email": taken.email}
    )
    page = room.post(address_of(registration), data)
    assert page.status_code == 200
    assert "ຫົວໜ້າພະແນກ" in page.content.decode()
    registration.refresh_from_db()
    assert not registration.position_lo


def test_the_name_of_somebody_with_an_account_is_theirs(workshop, room, participant):
    registration = make_registration(workshop, person=participant)
    data = registration_data(registration, **{"person-given_name_latin": "Changed"})
    assert room.post(address_of(registration), data).status_code == 302
    participant.refresh_from_db()
    assert participant.given_name_latin != "Changed"


@pytest.mark.parametrize(
    "wrong", [{"status": "cancelled"}, {"status": "x"}, {"level": "x"}, {"organisation": "999999"}]
)
def test_a_wrong_registration_comes_back(workshop, room, wrong):
    registration = make_registration(workshop)
    assert (
        room.post(address_of(registration), registration_data(registration, **wrong)).status_code
        == 200
    )


def test_cancelling_takes_somebody_off_the_list(workshop, room):
    registration = make_registration(workshop)
    address = reverse("registration_cancel", args=[workshop.code, registration.pk])
    for _twice in range(2):
        room.post(address, {"reason": "\x00" + "x" * 1000})
    registration.refresh_from_db()
    assert registration.status == RegistrationStatus.CANCELLED
    assert room.get(address)["Location"] == address_of(registration)


def test_the_registration_of_another_workshop_is_not_here(workshop, room):
    registration = make_registration(make_workshop())
    address = reverse("registration_edit", args=[workshop.code, registration.pk])
    assert room.get(address).status_code == 404
