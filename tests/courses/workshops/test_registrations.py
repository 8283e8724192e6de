"""Who is on the list: places, snapshots, walk-ins, cancelling and replacing."""

import threading
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from core.models import AuditLine
from courses.workshops.enums import AttendanceStatus, ParticipantType, RegistrationStatus
from courses.workshops.models import Attendance, AttendanceMark, Registration
from courses.workshops.places import places_left
from courses.workshops.services.registrations import (
    cancel_registration,
    change_registration,
    register,
    register_walk_in,
    replace_registration,
)
from people.enums import Gender, OrganisationKind
from people.models import User
from tests.factories import make_organisation, make_person, make_registration, make_workshop

pytestmark = pytest.mark.django_db


def official(**values) -> User:
    return make_person(organisation=make_organisation(), gender=Gender.FEMALE, **values)


def attend(registration: Registration) -> None:
    session = registration.workshop.sessions.first()
    mark = AttendanceMark.objects.create(
        registration=registration, session=session, status=AttendanceStatus.LATE
    )
    Attendance.objects.create(
        registration=registration, session=session, status=mark.status, mark=mark
    )


def test_the_snapshot_stays_when_the_person_moves_on(facilitator):
    person = official(position_lo="ວິຊາການ")
    registration = register(workshop=make_workshop(), person=person, actor=facilitator)
    ministry = person.organisation
    person.organisation, person.position_lo = make_organisation(), "ຫົວໜ້າກົມ"
    person.save()
    registration.refresh_from_db()
    assert (registration.organisation, registration.position_lo) == (ministry, "ວິຊາການ")
    assert registration.gender == Gender.FEMALE


def test_registering_twice_is_once(facilitator):
    workshop, person = make_workshop(), official()
    first = register(workshop=workshop, person=person, actor=facilitator)
    assert register(workshop=workshop, person=person, actor=facilitator) == first
    assert AuditLine.objects.filter(verb="register").count() == 1


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (OrganisationKind.MINISTRY, ParticipantType.OFFICIAL),
        (OrganisationKind.MASS_ORGANISATION, ParticipantType.MASS_ORGANISATION),
        (OrganisationKind.INTERNATIONAL, ParticipantType.UN_STAFF),
        (OrganisationKind.OTHER, ParticipantType.OBSERVER),
    ],
)
def test_the_organisation_suggests_the_capacity(facilitator, kind, expected):
    person = make_person(organisation=make_organisation(kind=kind))
    registration = register(workshop=make_workshop(), person=person, actor=facilitator)
    assert registration.participant_type == expected


def test_beyond_the_places_people_wait(facilitator):
    workshop = make_workshop(places=1)
    interpreter = register(
        workshop=workshop, person=official(), actor=facilitator, participant_type="interpreter"
    )
    first = register(workshop=workshop, person=official(), actor=facilitator)
    second = register(workshop=workshop, person=official(), actor=facilitator)
    assert [one.status for one in (interpreter, first, second)] == [
        "confirmed",
        "confirmed",
        "waiting",
    ]
    assert places_left(workshop) == 0
    with pytest.raises(ValidationError):
        change_registration(registration=second, actor=facilitator, status="confirmed")
    cancel_registration(registration=first, actor=facilitator)
    moved_up = change_registration(registration=second, actor=facilitator, status="confirmed")
    assert moved_up.status == RegistrationStatus.CONFIRMED


def test_a_closed_workshop_takes_nobody(facilitator):
    workshop = make_workshop(state="closed")
    with pytest.raises(ValidationError):
        register(workshop=workshop, person=official(), actor=facilitator)
    with pytest.raises(ValidationError):
        walk_in(workshop, facilitator)


def test_somebody_who_cancelled_comes_back_with_a_fresh_snapshot(facilitator):
    workshop, person = make_workshop(), official()
    registration = register(workshop=workshop, person=person, actor=facilitator)
    cancel_registration(registration=registration, actor=facilitator)
    person.organisation = make_organisation()
    person.save()
    again = register(workshop=workshop, person=person, actor=facilitator)
    assert again.pk == registration.pk
    assert (again.status, again.organisation) == ("confirmed", person.organisation)


def walk_in(workshop, actor, client_id=None, **values) -> Registration:
    details = {
        "gender": Gender.MALE,
        "organisation": make_organisation(),
        "given_name_lo": "ບຸນມີ",
        "family_name_lo": "ແສງດາລາ",
    }
    return register_walk_in(
        workshop=workshop, actor=actor, client_id=client_id or uuid4(), **(details | values)
    )


def test_a_walk_in_is_a_person_and_a_registration_in_one_go(facilitator):
    registration = walk_in(make_workshop(places=0), facilitator)
    assert registration.status == RegistrationStatus.WALK_IN
    assert registration.gender == Gender.MALE
    assert registration.person.name_lo == "ບຸນມີ ແສງດາລາ"
    assert not registration.person.has_usable_password()


def test_the_same_form_sent_twice_adds_nobody_twice(facilitator):
    workshop, client_id = make_workshop(), uuid4()
    people = User.objects.count()
    first = walk_in(workshop, facilitator, client_id)
    assert walk_in(workshop, facilitator, client_id) == first
    assert User.objects.count() == people + 1


def test_a_form_of_another_workshop_is_refused(facilitator):
    client_id = uuid4()
    walk_in(make_workshop(), facilitator, client_id)
    with pytest.raises(ValidationError):
        walk_in(make_workshop(), facilitator, client_id)


def test_somebody_we_know_walks_in_and_who_waited_is_there_now(facilitator):
    workshop = make_workshop(places=0)
    person = official()
    register(workshop=workshop, person=person, actor=facilitator)
    registration = walk_in(workshop, facilitator, person=person)
    assert (registration.person, registration.status) == (person, RegistrationStatus.WALK_IN)


def test_a_walk_in_without_a_name_is_refused(facilitator):
    with pytest.raises(ValidationError):
        walk_in(make_workshop(), facilitator, given_name_lo="", family_name_lo="")


@pytest.mark.parametrize("letter", ["ກ", "K"])
def test_a_name_of_120_letters_is_taken_and_one_of_121_refused(facilitator, letter):
    field = "given_name_lo" if letter == "ກ" else "given_name_latin"
    empty = {"given_name_lo": "", "family_name_lo": ""}
    registration = walk_in(make_workshop(), facilitator, **(empty | {field: letter * 120}))
    assert len(getattr(registration.person, field)) == 120
    with pytest.raises(ValidationError):
        walk_in(make_workshop(), facilitator, **(empty | {field: letter * 121}))


def test_who_attended_cannot_be_cancelled(facilitator):
    registration = make_registration(make_workshop())
    attend(registration)
    with pytest.raises(ValidationError):
        cancel_registration(registration=registration, actor=facilitator)
    registration.refresh_from_db()
    assert registration.status == RegistrationStatus.CONFIRMED


def test_a_replacement_takes_the_place_and_leaves_the_attendance(facilitator):
    workshop = make_workshop(places=1)
    registration = make_registration(workshop)
    attend(registration)
    person = official()
    successor = replace_registration(registration=registration, person=person, actor=facilitator)
    registration.refresh_from_db()
    assert (registration.status, successor.status) == ("replaced", "confirmed")
    assert registration.attendance.count() == 1
    assert successor.attendance.count() == 0
    again = replace_registration(registration=registration, person=person, actor=facilitator)
    assert again == successor
    with pytest.raises(ValidationError):
        replace_registration(registration=registration, person=official(), actor=facilitator)


def test_nobody_replaces_who_is_on_the_list(facilitator):
    workshop = make_workshop()
    one, other = make_registration(workshop), make_registration(workshop)
    with pytest.raises(ValidationError):
        replace_registration(registration=one, person=other.person, actor=facilitator)
    one.refresh_from_db()
    assert one.status == RegistrationStatus.CONFIRMED


@pytest.mark.parametrize("status", ["cancelled", "replaced"])
def test_some_statuses_have_a_service_of_their_own(facilitator, status):
    registration = make_registration(make_workshop())
    with pytest.raises(ValidationError):
        change_registration(registration=registration, actor=facilitator, status=status)


def test_correcting_the_snapshot_leaves_the_person_alone(facilitator):
    registration = make_registration(make_workshop())
    ministry = make_organisation()
    change_registration(registration=registration, actor=facilitator, organisation=ministry)
    registration.refresh_from_db()
    assert registration.organisation == ministry
    assert registration.person.organisation != ministry


@pytest.mark.django_db(transaction=True)
def test_two_at_once_do_not_take_the_same_last_place():
    workshop = make_workshop(places=1)
    people = [official(), official(), official()]
    barrier = threading.Barrier(len(people))

    def come(person: User) -> None:
        barrier.wait()
        try:
            register(workshop=workshop, person=person, actor=None)
        finally:
            connection.close()

    threads = [threading.Thread(target=come, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    statuses = sorted(workshop.registrations.values_list("status", flat=True))
    assert statuses == ["confirmed", "waiting", "waiting"]


@pytest.mark.django_db(transaction=True)
def test_two_taps_at_once_add_one_person():
    workshop, client_id = make_workshop(), uuid4()
    organisation = make_organisation()
    barrier = threading.Barrier(2)

    def tap() -> None:
        barrier.wait()
        try:
            walk_in(workshop, None, client_id, organisation=organisation)
        finally:
            connection.close()

    threads = [threading.Thread(target=tap) for _twice in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert workshop.registrations.count() == 1
    assert User.objects.count() == 1
