"""The attendance rule says what it really means, and why not yet."""

from datetime import date

import pytest
from django.utils import translation

from courses.workshops import rules
from courses.workshops.models import Workshop
from courses.workshops.services.attendance import (
    MarkInput,
    mark_attendance,
    override_rule,
    withdraw_override,
)
from tests.factories import make_registration, make_workshop


def attend(registration, *numbers: int, status: str = "present") -> None:
    """Mark a registration at the sessions of these numbers, counted from 1."""
    sessions = list(registration.workshop.sessions.all())
    for number in numbers:
        mark_attendance(
            session=sessions[number - 1], marks=[MarkInput(registration.pk, status)], actor=None
        )


@pytest.mark.parametrize(
    ("values", "count", "needed"),
    [
        ({"rule_kind": "share", "rule_share": 80}, 4, 4),
        ({"rule_kind": "share", "rule_share": 75}, 4, 3),
        ({"rule_kind": "share", "rule_share": 80}, 5, 4),
        ({"rule_kind": "share", "rule_share": 1}, 4, 1),
        ({"rule_kind": "share", "rule_share": 100}, 7, 7),
        ({"rule_kind": "sessions", "rule_sessions": 3}, 4, 3),
        ({"rule_kind": "sessions", "rule_sessions": 3}, 2, 2),
        ({"rule_kind": "sessions", "rule_sessions": 0}, 4, 1),
        ({"rule_kind": "each_day"}, 4, 2),
        ({"rule_kind": "share", "rule_share": 80}, 0, 1),
    ],
)
def test_the_sessions_needed(values, count, needed):
    workshop = Workshop(start_date=date(2024, 6, 19), end_date=date(2024, 6, 20), **values)
    assert rules.sessions_needed(workshop, count) == needed


def test_each_day_counts_only_days_with_a_session():
    workshop = Workshop(
        start_date=date(2024, 6, 17), end_date=date(2024, 6, 21), rule_kind="each_day"
    )
    assert rules.sessions_needed(workshop, 6, session_days=3) == 3


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("values", "english", "lao"),
    [
        (
            {"rule_kind": "share", "rule_share": 80},
            "at least 4 of 4 sessions",
            "ຢ່າງໜ້ອຍ 4 ໃນ 4 ພາກ",
        ),
        (
            {"rule_kind": "sessions", "rule_sessions": 3},
            "at least 3 of 4 sessions",
            "ຢ່າງໜ້ອຍ 3 ໃນ 4 ພາກ",
        ),
        (
            {"rule_kind": "each_day"},
            "at least one session on each day",
            "ຢ່າງໜ້ອຍໜຶ່ງພາກໃນແຕ່ລະມື້",
        ),
    ],
)
def test_a_rule_is_described_by_what_it_means(values, english, lao):
    workshop = make_workshop(**values)
    assert rules.describe_rule(workshop, "en") == english
    assert rules.describe_rule(workshop, "lo") == lao
    with translation.override("en"):
        assert rules.describe_rule(workshop) == english


@pytest.mark.django_db
def test_a_rule_without_sessions_is_described_too():
    share = make_workshop(sessions=False, rule_kind="share", rule_share=80)
    assert rules.describe_rule(share, "en") == "at least 80% of the sessions"
    assert rules.describe_rule(share, "lo") == "ຢ່າງໜ້ອຍ 80% ຂອງພາກທັງໝົດ"
    assert rules.describe_rule(make_workshop(sessions=False), "en") == "at least 3 sessions"


@pytest.mark.django_db
def test_describing_prefetched_workshops_asks_nothing(django_assert_num_queries):
    make_workshop()
    make_workshop()
    workshops = list(Workshop.objects.prefetch_related("sessions"))
    with django_assert_num_queries(0):
        for workshop in workshops:
            rules.describe_rule(workshop)


@pytest.mark.django_db
def test_who_meets_the_rule_and_why_not_yet():
    workshop = make_workshop(rule_sessions=3)
    full, half, nobody = (make_registration(workshop) for _ in range(3))
    attend(full, 1, 2)
    attend(full, 3, status="late")
    attend(half, 1, status="left_early")
    attend(half, 2)
    attend(half, 3, status="excused")
    attend(half, 4, status="absent")
    with translation.override("en"):
        found = rules.results(workshop)
    assert found[full.pk] == rules.RuleResult(full.pk, 3, 4, True, False, "")
    assert found[half.pk] == rules.RuleResult(
        half.pk, 2, 4, False, False, "attended 2 of 4; 1 more needed"
    )
    assert found[nobody.pk].reason == "attended 0 of 4; 3 more needed"
    assert rules.results(workshop)[half.pk].reason == "ເຂົ້າຮ່ວມ 2 ໃນ 4 ພາກ; ຍັງຂາດອີກ 1 ພາກ"


@pytest.mark.django_db
def test_each_day_names_the_days_that_were_missed():
    workshop = make_workshop(rule_kind="each_day")
    both, first = make_registration(workshop), make_registration(workshop)
    attend(both, 2, 3)
    attend(first, 1, 2)
    with translation.override("en"):
        found = rules.results(workshop)
    assert found[both.pk].meets
    assert not found[first.pk].meets
    assert found[first.pk].reason == "no session on 20 June"


@pytest.mark.django_db
def test_an_exception_meets_the_rule_until_it_is_withdrawn(facilitator):
    registration = make_registration(make_workshop())
    override_rule(registration=registration, reason="ຂົນສົ່ງຊັກຊ້າ", actor=facilitator)
    found = rules.results(registration.workshop)[registration.pk]
    assert (found.meets, found.overridden, found.reason, found.attended) == (True, True, "", 0)
    withdraw_override(registration=registration, reason="ໝາຍຜິດຄົນ", actor=facilitator)
    assert not rules.results(registration.workshop)[registration.pk].meets


@pytest.mark.django_db
def test_nobody_meets_the_rule_of_a_workshop_without_sessions():
    registration = make_registration(make_workshop(sessions=False))
    found = rules.results(registration.workshop)[registration.pk]
    assert not found.meets
    assert found.reason == "ກອງປະຊຸມຍັງບໍ່ມີພາກ"


@pytest.mark.django_db
@pytest.mark.parametrize("people", [1, 3])
def test_results_take_a_constant_number_of_queries(people, django_assert_num_queries):
    workshop = make_workshop()
    for _ in range(people):
        attend(make_registration(workshop), 1, 2)
    with django_assert_num_queries(4):
        assert len(rules.results(workshop)) == people
