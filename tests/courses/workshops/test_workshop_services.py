"""Preparing a workshop: its code, its days, its life, its facilitators."""

from datetime import date, time

import pytest
from django.core.exceptions import ValidationError

from core.models import AuditLine
from courses.workshops.enums import AttendanceStatus, DayPart, WorkshopState
from courses.workshops.models import AttendanceMark, Donor, Workshop
from courses.workshops.services.facilitators import add_facilitator, remove_facilitator
from courses.workshops.services.sessions import (
    AgendaLine,
    add_session,
    plan_sessions,
    remove_session,
    save_agenda,
    update_session,
)
from courses.workshops.services.workshops import (
    add_donor,
    change_state,
    create_workshop,
    delete_workshop,
    update_workshop,
)
from tests.factories import make_organisation, make_person, make_registration, make_workshop

pytestmark = pytest.mark.django_db

DETAILS = {
    "title_en": "Migrants in Countries in Crisis",
    "title_lo": "ຜູ້ເຄື່ອນຍ້າຍຖິ່ນຖານໃນປະເທດທີ່ປະສົບວິກິດການ",
    "start_date": date(2026, 12, 1),
    "end_date": date(2026, 12, 2),
    "city_en": "Vientiane",
    "city_lo": "ນະຄອນຫຼວງວຽງຈັນ",
}


def days_of(workshop: Workshop) -> list[tuple[date, str]]:
    return list(workshop.sessions.values_list("day", "part"))


def mark(workshop: Workshop) -> AttendanceMark:
    return AttendanceMark.objects.create(
        registration=make_registration(workshop),
        session=workshop.sessions.first(),
        status=AttendanceStatus.PRESENT,
    )


def test_a_new_workshop_has_its_half_days_and_its_creator_leads_it(facilitator):
    organiser = make_organisation()
    workshop = create_workshop(actor=facilitator, organisers=[organiser], **DETAILS)
    assert (workshop.code, workshop.state) == ("MICIC-2026-12", WorkshopState.DRAFT)
    assert days_of(workshop) == [
        (date(2026, 12, 1), DayPart.MORNING),
        (date(2026, 12, 1), DayPart.AFTERNOON),
        (date(2026, 12, 2), DayPart.MORNING),
        (date(2026, 12, 2), DayPart.AFTERNOON),
    ]
    assert workshop.sessions.first().starts_at == time(8, 30)
    assert [one.person for one in workshop.facilitators.all()] == [facilitator]
    assert list(workshop.organisers.all()) == [organiser]
    assert AuditLine.objects.filter(verb="create_workshop", actor=facilitator).count() == 1


def test_a_second_workshop_of_the_month_gets_a_code_of_its_own(facilitator):
    create_workshop(actor=facilitator, **DETAILS)
    assert create_workshop(actor=facilitator, **DETAILS).code == "MICIC-2026-12-2"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title_en": "", "title_lo": ""}, "title_lo"),
        ({"city_en": "", "city_lo": ""}, "city_lo"),
        ({"end_date": date(2026, 11, 30)}, "end_date"),
        ({"end_date": date(2062, 12, 2)}, "end_date"),
        ({"code": "new"}, "code"),
        ({"code": "today"}, "code"),
        ({"code": "ລະຫັດ"}, "code"),
        ({"sdgs": [5, 18]}, "sdgs"),
        ({"gcm_objectives": [0]}, "gcm_objectives"),
        ({"rule_share": 101}, "rule_share"),
        ({"start_date": None}, "start_date"),
        ({"title_en": "x" * 251}, "title_en"),
    ],
)
def test_what_is_wrong_is_said_by_field(facilitator, wrong, field):
    with pytest.raises(ValidationError) as caught:
        create_workshop(actor=facilitator, **(DETAILS | wrong))
    assert field in caught.value.message_dict
    assert not Workshop.objects.exists()


def test_one_language_is_enough(facilitator):
    only_lao = DETAILS | {"title_en": "", "city_en": ""}
    workshop = create_workshop(actor=facilitator, **only_lao)
    workshop.refresh_from_db()
    assert workshop.title == DETAILS["title_lo"]


def test_planning_again_keeps_what_is_there(facilitator):
    workshop = make_workshop()
    update_session(
        session=workshop.sessions.first(), actor=facilitator, starts_at=time(9), title_en="Opening"
    )
    assert plan_sessions(workshop=workshop, actor=facilitator) == []
    assert workshop.sessions.first().starts_at == time(9)
    assert workshop.sessions.count() == 4


def test_a_day_with_a_whole_day_session_gets_no_halves(facilitator):
    workshop = make_workshop(days=1, sessions=False)
    add_session(
        workshop=workshop,
        actor=facilitator,
        day=workshop.start_date,
        part=DayPart.WHOLE_DAY,
        starts_at=time(8),
        ends_at=time(16),
    )
    assert plan_sessions(workshop=workshop, actor=facilitator) == []


def test_a_postponed_workshop_takes_its_sessions_along(facilitator):
    workshop = make_workshop()
    save_agenda(
        session=workshop.sessions.first(),
        actor=facilitator,
        lines=[AgendaLine(time(9), title_en="Opening")],
    )
    update_workshop(
        workshop=workshop,
        actor=facilitator,
        start_date=date(2024, 6, 20),
        end_date=date(2024, 6, 21),
    )
    assert [day for day, _part in days_of(workshop)] == [date(2024, 6, 20)] * 2 + [
        date(2024, 6, 21)
    ] * 2
    assert workshop.sessions.first().agenda.get().title_en == "Opening"


def test_a_day_that_falls_away_loses_its_empty_sessions(facilitator):
    workshop = make_workshop()
    update_workshop(workshop=workshop, actor=facilitator, end_date=workshop.start_date)
    assert {day for day, _part in days_of(workshop)} == {workshop.start_date}


def test_dates_never_leave_a_marked_session_behind(facilitator):
    workshop = make_workshop()
    mark(workshop)
    with pytest.raises(ValidationError) as caught:
        update_workshop(workshop=workshop, actor=facilitator, start_date=workshop.end_date)
    assert "end_date" in caught.value.message_dict
    assert workshop.sessions.count() == 4


def test_a_marked_session_cannot_be_deleted(facilitator):
    workshop = make_workshop()
    mark(workshop)
    with pytest.raises(ValidationError):
        remove_session(session=workshop.sessions.first(), actor=facilitator)
    remove_session(session=workshop.sessions.last(), actor=facilitator)
    assert workshop.sessions.count() == 3


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"day": date(2024, 7, 1)}, "day"),
        ({"ends_at": time(8)}, "ends_at"),
        ({"part": DayPart.AFTERNOON}, "part"),
        ({"part": DayPart.WHOLE_DAY}, "part"),
    ],
)
def test_a_session_stays_within_reason(facilitator, wrong, field):
    session = make_workshop().sessions.first()
    with pytest.raises(ValidationError) as caught:
        update_session(session=session, actor=facilitator, **wrong)
    assert field in caught.value.message_dict


def test_the_agenda_is_saved_as_a_whole_and_in_order_of_time(facilitator):
    session = make_workshop().sessions.first()
    lines = [AgendaLine(time(10), title_lo="ພັກ"), AgendaLine(time(8, 30), title_en="Opening")]
    for _twice in range(2):
        save_agenda(session=session, actor=facilitator, lines=lines)
    assert [str(item) for item in session.agenda.all()] == ["08:30 Opening", "10:00 ພັກ"]


def test_an_agenda_line_without_a_title_changes_nothing(facilitator):
    session = make_workshop().sessions.first()
    save_agenda(session=session, actor=facilitator, lines=[AgendaLine(time(9), title_en="Opening")])
    with pytest.raises(ValidationError):
        save_agenda(session=session, actor=facilitator, lines=[AgendaLine(time(9))])
    assert session.agenda.count() == 1


def test_a_workshop_lives_through_its_states(facilitator):
    workshop = create_workshop(actor=facilitator, **DETAILS)
    for state in ("open", "running", "closed", "running"):
        workshop = change_state(workshop=workshop, state=state, actor=facilitator)
        assert change_state(workshop=workshop, state=state, actor=facilitator).state == state


@pytest.mark.parametrize(("before", "after"), [("draft", "closed"), ("closed", "draft")])
def test_no_state_is_jumped_over(facilitator, before, after):
    workshop = make_workshop(state=before)
    with pytest.raises(ValidationError):
        change_state(workshop=workshop, state=after, actor=facilitator)


def test_a_workshop_without_sessions_does_not_open(facilitator):
    workshop = make_workshop(state="draft", sessions=False)
    with pytest.raises(ValidationError):
        change_state(workshop=workshop, state="open", actor=facilitator)


def test_a_workshop_that_has_begun_stays_begun(facilitator):
    workshop = make_workshop()
    mark(workshop)
    with pytest.raises(ValidationError):
        change_state(workshop=workshop, state="open", actor=facilitator)


def test_only_a_draft_without_people_is_thrown_away(facilitator):
    draft, opened, with_people = (
        make_workshop(state=state) for state in ("draft", "open", "draft")
    )
    make_registration(with_people)
    for workshop in (opened, with_people):
        with pytest.raises(ValidationError):
            delete_workshop(workshop=workshop, actor=facilitator)
    for _twice in range(2):
        delete_workshop(workshop=draft, actor=facilitator)
    assert set(Workshop.objects.all()) == {opened, with_people}


def test_a_donor_is_added_once(facilitator):
    first = add_donor(actor=facilitator, name_en="A donor", acronym_en="AD")
    assert add_donor(actor=facilitator, name_en="a DONOR") == first
    assert Donor.objects.count() == 1
    with pytest.raises(ValidationError):
        add_donor(actor=facilitator)


def test_the_last_facilitator_stays(facilitator, other_facilitator):
    workshop = make_workshop(facilitator=facilitator)
    guest = make_person()
    add_facilitator(workshop=workshop, person=guest, actor=facilitator, mission="IOM Indonesia")
    with pytest.raises(ValidationError):
        remove_facilitator(workshop=workshop, person=facilitator, actor=facilitator)
    add_facilitator(workshop=workshop, person=other_facilitator, actor=facilitator)
    remove_facilitator(workshop=workshop, person=facilitator, actor=other_facilitator)
    assert [one.person for one in workshop.facilitators.all()] == [guest, other_facilitator]


def test_adding_a_facilitator_again_changes_the_mission(facilitator):
    workshop = make_workshop(facilitator=facilitator)
    add_facilitator(workshop=workshop, person=facilitator, actor=facilitator, mission="IOM")
    assert workshop.facilitators.get().mission == "IOM"
