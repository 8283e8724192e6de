"""Before the door: quotas, the waiting list, decisions, replacements; every edge of the services."""

import threading
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connections

from core.models import AuditLine
from courses.workshops.enums import AttendanceStatus, MovesUp, RegistrationStatus
from courses.workshops.models import Registration, Workshop
from courses.workshops.places import line_of, places_left, quotas_left
from courses.workshops.services.attendance import MarkInput, mark_attendance
from courses.workshops.services.deciding import approve, approve_all, decline, put_on_waiting_list
from courses.workshops.services.nomination_plan import QuotaInput, plan_nominations
from courses.workshops.services.nominations import nominate, replace_nominee, withdraw_nominee
from courses.workshops.services.registrations import (
    cancel_registration,
    change_registration,
    register,
)
from courses.workshops.services.waiting import change_order, move_up
from courses.workshops.services.workshops import update_workshop
from people.models import FocalPoint, Organisation, User
from people.services import give_focal_point
from tests.factories import make_organisation, make_person, make_workshop

pytestmark = pytest.mark.django_db
FAR = date(2100, 6, 20)


class Ministry:
    """A ministry with its focal point and any number of people."""

    def __init__(self, organisation: Organisation | None = None) -> None:
        self.organisation = organisation or make_organisation()
        self.contact = make_person(organisation=self.organisation)
        self.focal = give_focal_point(
            person=self.contact, organisation=self.organisation, actor=None
        )

    def person(self, **values) -> User:
        return make_person(**({"organisation": self.organisation, "gender": "female"} | values))

    def nominates(self, workshop: Workshop, person: User | None = None) -> Registration:
        return nominate(
            workshop=workshop,
            person=person or self.person(),
            focal=self.focal,
            actor=self.contact,
        )


@pytest.fixture
def workshop(facilitator) -> Workshop:
    return make_workshop(facilitator=facilitator, state="open", start_date=FAR, places=3)


@pytest.fixture
def ours(db) -> Ministry:
    return Ministry()


@pytest.fixture
def theirs(db) -> Ministry:
    return Ministry()


@pytest.fixture
def plan(workshop, ours, theirs, facilitator):
    """Three places: two for us, two for them; who waits moves up by itself."""
    return plan_with(workshop, facilitator, ours, theirs)


def plan_with(workshop, actor, ours, theirs, **values):
    quotas = [QuotaInput(ours.organisation, 2, 1), QuotaInput(theirs.organisation, 2)]
    return plan_nominations(workshop=workshop, actor=actor, **({"quotas": quotas} | values))


def status_of(registration: Registration) -> str:
    registration.refresh_from_db()
    return registration.status


def statuses(workshop: Workshop) -> list[str]:
    return list(workshop.registrations.order_by("pk").values_list("status", flat=True))


def test_a_ministry_nominates_within_its_quota(workshop, ours, plan):
    first = ours.nominates(workshop)
    assert (first.status, first.registered_by) == ("nominated", ours.contact)
    assert quotas_left(workshop)[ours.organisation.pk] == 1
    assert AuditLine.objects.filter(verb="register", actor=ours.contact).count() == 1


def test_twice_is_once(workshop, ours, plan):
    person = ours.person()
    assert ours.nominates(workshop, person) == ours.nominates(workshop, person)
    assert workshop.registrations.count() == 1


def test_beyond_the_quota_they_wait_in_order(workshop, ours, plan):
    made = [ours.nominates(workshop) for _person in range(4)]
    assert statuses(workshop) == ["nominated", "nominated", "waiting", "waiting"]
    assert [each.waiting_order for each in made] == [None, None, 1, 2]
    assert places_left(workshop) == 1
    assert line_of(workshop) == []


def test_a_full_workshop_lets_everybody_wait(workshop, ours, theirs, plan):
    for ministry in (ours, ours, theirs, theirs):
        ministry.nominates(workshop)
    assert statuses(workshop) == ["nominated"] * 3 + ["waiting"]
    assert line_of(workshop) == [workshop.registrations.get(status="waiting")]


def test_departments_share_the_quota_of_their_ministry(workshop, ours, plan):
    department = make_organisation(parent=ours.organisation)
    people = [ours.person(organisation=department) for _one in range(3)]
    for person in people:
        ours.nominates(workshop, person)
    assert statuses(workshop) == ["nominated", "nominated", "waiting"]


def test_without_departments_only_its_very_own_people(workshop, ours, plan):
    department = make_organisation(parent=ours.organisation)
    ours.focal.delete()
    ours.focal = give_focal_point(
        person=ours.contact, organisation=ours.organisation, with_departments=False, actor=None
    )
    with pytest.raises(ValidationError, match=str(ours.organisation)):
        ours.nominates(workshop, ours.person(organisation=department))


def test_a_ministry_nominates_only_its_own(workshop, ours, theirs, plan):
    stranger = theirs.person()
    for snapshot in ({}, {"organisation": ours.organisation}):
        with pytest.raises(ValidationError):
            nominate(
                workshop=workshop,
                person=stranger,
                focal=ours.focal,
                actor=ours.contact,
                **snapshot,
            )
    assert workshop.registrations.count() == 0


def test_two_ministries_cannot_nominate_the_same_person(workshop, ours, theirs, plan):
    person = ours.person()
    kept = ours.nominates(workshop, person)
    # The person has moved to the other ministry since.
    person.organisation = theirs.organisation
    person.save()
    with pytest.raises(ValidationError, match="ອົງການອື່ນ"):
        theirs.nominates(workshop, person)
    assert kept == workshop.registrations.get()
    assert kept.organisation == ours.organisation


@pytest.mark.parametrize("state", ["draft", "running", "closed"])
def test_a_workshop_that_is_not_open_takes_no_nominations(workshop, ours, plan, state):
    Workshop.objects.filter(pk=workshop.pk).update(state=state)
    with pytest.raises(ValidationError):
        ours.nominates(workshop)


def test_after_the_last_day_nominations_are_closed(workshop, facilitator, ours, theirs):
    plan_with(workshop, facilitator, ours, theirs, closes_on=date(2024, 1, 31))
    with pytest.raises(ValidationError):
        ours.nominates(workshop)


def test_a_ministry_that_was_not_asked_cannot_nominate(workshop, plan):
    with pytest.raises(ValidationError):
        Ministry().nominates(workshop)


def test_a_place_that_becomes_free_goes_to_the_next(workshop, facilitator, ours, theirs, plan):
    first, _second = ours.nominates(workshop), ours.nominates(workshop)
    waits = ours.nominates(workshop)
    cancel_registration(registration=first, actor=facilitator, reason="ill")
    assert status_of(waits) == RegistrationStatus.NOMINATED
    assert waits.waiting_order is None
    assert AuditLine.objects.get(verb="move_up").data["automatic"] is True


def test_the_quota_is_kept_when_somebody_moves_up(workshop, facilitator, ours, theirs, plan):
    kept = [ours.nominates(workshop), ours.nominates(workshop)]
    over = ours.nominates(workshop)
    other = theirs.nominates(workshop)
    late = theirs.nominates(workshop)
    assert (status_of(over), status_of(late)) == ("waiting", "waiting")
    cancel_registration(registration=other, actor=facilitator)
    # Ours is first in the list, but our quota is used up.
    assert (status_of(over), status_of(late)) == ("waiting", "nominated")
    withdraw_nominee(registration=kept[0], focal=ours.focal, actor=ours.contact)
    assert status_of(over) == "nominated"


def test_where_it_is_asked_for_nobody_moves_by_themselves(workshop, facilitator, ours, theirs):
    plan_with(workshop, facilitator, ours, theirs, moves_up=MovesUp.ASKED)
    first = ours.nominates(workshop)
    for ministry in (ours, theirs, theirs):
        ministry.nominates(workshop)
    waits = workshop.registrations.get(status="waiting")
    cancel_registration(registration=first, actor=facilitator)
    assert status_of(waits) == "waiting"
    assert places_left(workshop) == 1
    # Nobody overtakes whoever waits.
    assert ours.nominates(workshop).status == "waiting"
    move_up(registration=waits, actor=facilitator)
    assert status_of(waits) == "nominated"
    move_up(registration=waits, actor=facilitator)
    with pytest.raises(ValidationError):
        move_up(registration=workshop.registrations.get(status="waiting"), actor=facilitator)


def test_more_places_let_people_move_up(workshop, facilitator, ours, theirs, plan):
    for ministry in (ours, ours, theirs, theirs):
        ministry.nominates(workshop)
    update_workshop(workshop=workshop, actor=facilitator, places=4)
    assert statuses(workshop) == ["nominated"] * 4


def test_a_larger_quota_lets_people_move_up(workshop, facilitator, ours, theirs, plan):
    for _person in range(3):
        ours.nominates(workshop)
    quotas = [QuotaInput(ours.organisation, 3), QuotaInput(theirs.organisation, 2)]
    plan_nominations(workshop=workshop, actor=facilitator, quotas=quotas)
    assert statuses(workshop) == ["nominated"] * 3


def test_the_order_of_the_list_can_be_changed(workshop, facilitator, ours, plan):
    one, two = [ours.nominates(workshop) for _person in range(4)][2:]
    change_order(registration=two, actor=facilitator, earlier=True)
    assert list(workshop.registrations.waiting()) == [two, one]
    change_order(registration=two, actor=facilitator, earlier=True)
    change_order(registration=one, actor=facilitator, earlier=False)
    assert list(workshop.registrations.waiting()) == [two, one]


def test_the_facilitator_confirms_once(workshop, facilitator, ours, plan):
    nominee = ours.nominates(workshop)
    for _twice in range(2):
        approve(registration=nominee, actor=facilitator)
    assert status_of(nominee) == "confirmed"
    assert (nominee.decided_by, nominee.decision_reason) == (facilitator, "")
    assert AuditLine.objects.filter(verb="decide").count() == 1


def test_the_quota_does_not_bind_the_facilitator_but_the_places_do(
    workshop, facilitator, ours, theirs, plan
):
    for _person in range(4):
        ours.nominates(workshop)
    over, last = workshop.registrations.waiting()
    approve(registration=over, actor=facilitator)
    assert status_of(over) == "confirmed"
    with pytest.raises(ValidationError, match="3"):
        approve_all(registrations=[over, last], actor=facilitator)
    assert status_of(last) == "waiting"


def test_declining_needs_a_reason_that_is_kept(workshop, facilitator, ours, plan):
    nominee = ours.nominates(workshop)
    waits = [ours.nominates(workshop), ours.nominates(workshop)][1]
    with pytest.raises(ValidationError) as refused:
        decline(registration=nominee, actor=facilitator, reason="  ")
    assert "reason" in refused.value.message_dict
    for _twice in range(2):
        decline(registration=nominee, actor=facilitator, reason="ບໍ່ຢູ່ໃນກຸ່ມເປົ້າໝາຍ")
    assert (status_of(nominee), nominee.decision_reason) == ("declined", "ບໍ່ຢູ່ໃນກຸ່ມເປົ້າໝາຍ")
    assert status_of(waits) == "nominated"
    with pytest.raises(ValidationError):
        ours.nominates(workshop, nominee.person)


def test_a_reserve_waits_behind_the_others_and_comes_confirmed(workshop, facilitator, ours, plan):
    nominee = ours.nominates(workshop)
    other = ours.nominates(workshop)
    put_on_waiting_list(registration=nominee, actor=facilitator)
    # There are places, but being a reserve was the decision.
    assert (status_of(nominee), status_of(other)) == ("waiting", "nominated")
    cancel_registration(registration=other, actor=facilitator)
    assert status_of(nominee) == "confirmed"


def test_a_new_nominee_is_not_held_up_by_a_reserve_while_there_are_places(
    workshop, facilitator, ours, theirs, plan
):
    put_on_waiting_list(registration=ours.nominates(workshop), actor=facilitator)
    assert theirs.nominates(workshop).status == "nominated"


def test_replacing_keeps_the_place_and_asks_for_a_new_approval(
    workshop, facilitator, ours, theirs, plan
):
    first = approve(registration=ours.nominates(workshop), actor=facilitator)
    for ministry in (ours, theirs, theirs):
        ministry.nominates(workshop)
    come = ours.person()
    second = replace_nominee(registration=first, person=come, focal=ours.focal, actor=ours.contact)
    assert (second.status, second.replaces, status_of(first)) == ("nominated", first, "replaced")
    assert workshop.registrations.filter(status="waiting").count() == 1
    assert (
        replace_nominee(registration=first, person=come, focal=ours.focal, actor=ours.contact)
        == second
    )
    with pytest.raises(ValidationError):
        replace_nominee(
            registration=first, person=ours.person(), focal=ours.focal, actor=ours.contact
        )
    third = replace_nominee(
        registration=second, person=ours.person(), focal=ours.focal, actor=ours.contact
    )
    assert (third.replaces, third.replaces.replaces) == (second, first)


def test_whoever_replaces_somebody_who_waits_takes_their_place_in_the_line(workshop, ours, plan):
    waiting = [ours.nominates(workshop) for _person in range(4)][2:]
    successor = replace_nominee(
        registration=waiting[0], person=ours.person(), focal=ours.focal, actor=ours.contact
    )
    assert successor.status == "waiting"
    assert list(workshop.registrations.waiting()) == [successor, waiting[1]]


def test_coming_back_for_ones_own_replacement_makes_no_circle(workshop, ours, plan):
    first = ours.nominates(workshop)
    values = {"focal": ours.focal, "actor": ours.contact}
    second = replace_nominee(registration=first, person=ours.person(), **values)
    third = replace_nominee(registration=second, person=ours.person(), **values)
    back = replace_nominee(registration=third, person=first.person, **values)
    assert back == first
    chain, link = [], back
    while link is not None:
        chain.append(link.pk)
        link = link.replaces
    assert chain == [first.pk, third.pk, second.pk]


def test_a_ministry_touches_only_its_own_nominees(workshop, ours, theirs, plan):
    nominee = theirs.nominates(workshop)
    with pytest.raises(ValidationError):
        withdraw_nominee(registration=nominee, focal=ours.focal, actor=ours.contact)
    with pytest.raises(ValidationError):
        replace_nominee(
            registration=nominee, person=ours.person(), focal=ours.focal, actor=ours.contact
        )
    mine = ours.nominates(workshop)
    with pytest.raises(ValidationError):
        replace_nominee(
            registration=mine, person=theirs.person(), focal=ours.focal, actor=ours.contact
        )
    assert set(statuses(workshop)) == {"nominated"}


def test_withdrawing_twice_is_once_and_not_after_the_beginning(workshop, ours, plan):
    nominee, other = ours.nominates(workshop), ours.nominates(workshop)
    for _twice in range(2):
        withdraw_nominee(registration=nominee, focal=ours.focal, actor=ours.contact, reason="ຕິດວຽກ")
    assert (status_of(nominee), nominee.decision_reason) == ("cancelled", "ຕິດວຽກ")
    assert AuditLine.objects.filter(verb="withdraw_nominee").count() == 1
    Workshop.objects.filter(pk=workshop.pk).update(state="running")
    with pytest.raises(ValidationError):
        withdraw_nominee(registration=other, focal=ours.focal, actor=ours.contact)


def test_somebody_who_attended_is_not_declined(workshop, facilitator, ours, plan):
    nominee = ours.nominates(workshop)
    Workshop.objects.filter(pk=workshop.pk).update(state="running")
    mark_attendance(
        session=workshop.sessions.first(),
        actor=facilitator,
        marks=[MarkInput(nominee.pk, AttendanceStatus.PRESENT)],
    )
    with pytest.raises(ValidationError):
        decline(registration=nominee, actor=facilitator, reason="late")


def test_a_closed_workshop_decides_nothing(workshop, facilitator, ours, plan):
    nominee = ours.nominates(workshop)
    Workshop.objects.filter(pk=workshop.pk).update(state="closed")
    for decide in (
        lambda: approve(registration=nominee, actor=facilitator),
        lambda: put_on_waiting_list(registration=nominee, actor=facilitator),
        lambda: decline(registration=nominee, actor=facilitator, reason="late"),
    ):
        with pytest.raises(ValidationError):
            decide()


def test_the_usual_form_knows_the_waiting_list(workshop, facilitator, ours, plan):
    nominee = ours.nominates(workshop)
    change_registration(registration=nominee, actor=facilitator, status="waiting")
    assert nominee.workshop.registrations.get().waiting_order == 1
    change_registration(registration=nominee, actor=facilitator, status="confirmed")
    nominee.refresh_from_db()
    assert (nominee.waiting_order, nominee.moves_to) == (None, "")
    with pytest.raises(ValidationError):
        change_registration(registration=nominee, actor=facilitator, status="declined")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"closes_on": date(2101, 1, 1)}, "closes_on"),
        ({"reminder_days": [0]}, "reminder_days"),
        ({"reminder_days": [900]}, "reminder_days"),
        ({"women_share": 101}, "women_share"),
    ],
)
def test_a_plan_that_cannot_be_is_refused(workshop, facilitator, ours, theirs, values, field):
    with pytest.raises(ValidationError) as refused:
        plan_with(workshop, facilitator, ours, theirs, **values)
    assert field in refused.value.message_dict


def test_quotas_are_for_ministries_once_and_with_fewer_women_than_places(
    workshop, facilitator, ours
):
    department = make_organisation(parent=ours.organisation)
    for quotas in (
        [QuotaInput(department, 2)],
        [QuotaInput(ours.organisation, 2), QuotaInput(ours.organisation, 1)],
        [QuotaInput(ours.organisation, 2, 3)],
        [QuotaInput(ours.organisation, 0)],
    ):
        with pytest.raises(ValidationError) as refused:
            plan_nominations(workshop=workshop, actor=facilitator, quotas=quotas)
        assert "quotas" in refused.value.message_dict
    assert not workshop.quotas.exists()


def test_a_focal_point_stands_for_one_organisation(facilitator, participant, ours, theirs):
    again = give_focal_point(person=ours.contact, organisation=ours.organisation, actor=facilitator)
    assert again == ours.focal
    with pytest.raises(ValidationError, match=str(ours.organisation)):
        give_focal_point(person=ours.contact, organisation=theirs.organisation, actor=facilitator)
    with pytest.raises(ValidationError):
        give_focal_point(person=participant, organisation=ours.organisation, actor=participant)
    assert FocalPoint.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_places_that_become_free_together_each_go_to_one(facilitator):
    """Four are cancelled and four moved up by hand at the same moment: nobody twice, none too many."""
    ours = Ministry()
    workshop = make_workshop(facilitator=facilitator, state="open", start_date=FAR, places=4)
    plan_nominations(
        workshop=workshop, actor=facilitator, quotas=[QuotaInput(ours.organisation, 20)]
    )
    first = [
        register(workshop=workshop, person=ours.person(), actor=facilitator) for _one in range(4)
    ]
    waiting = [ours.nominates(workshop) for _one in range(6)]
    together = threading.Barrier(8)
    refused: list[BaseException] = []

    def run(number: int) -> None:
        try:
            together.wait()
            if number < 4:
                cancel_registration(registration=first[number], actor=facilitator)
            else:
                move_up(registration=waiting[number - 4], actor=facilitator)
        except ValidationError:
            pass
        except BaseException as error:  # noqa: BLE001 - reported to the test
            refused.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused == []
    assert workshop.registrations.filter(status="cancelled").count() == 4
    assert places_left(workshop) == 0
    assert workshop.registrations.expected().count() == 4
    moved = AuditLine.objects.filter(verb="move_up").values_list("target_id", flat=True)
    assert len(moved) == len(set(moved)) == 4
    assert [each.waiting_order for each in waiting[:4]] == [1, 2, 3, 4]
