"""Reading for the reports: agrees with the rule, and asks the same number of questions always."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.workshops import rules
from courses.workshops.enums import RuleKind
from people.enums import Gender
from reports.selectors import records_of_workshop
from tests.factories import make_organisation, make_workshop
from tests.reports.conftest import put

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "values",
    [
        {"rule_kind": RuleKind.SESSIONS, "rule_sessions": 1},
        {"rule_kind": RuleKind.SESSIONS, "rule_sessions": 9},
        {"rule_kind": RuleKind.SHARE, "rule_share": 75},
        {"rule_kind": RuleKind.SHARE, "rule_share": 80},
        {"rule_kind": RuleKind.EACH_DAY},
    ],
)
def test_who_meets_the_rule_is_the_same_as_the_rule_says(mixed, values):
    for name, value in values.items():
        setattr(mixed, name, value)
    mixed.save()
    said = rules.results(mixed)
    found = records_of_workshop(mixed).participations
    assert {each.registration: each.meets_rule for each in found} == {
        pk: result.meets for pk, result in said.items()
    }
    assert {each.registration: each.attended for each in found} == {
        pk: result.attended for pk, result in said.items()
    }


def test_nobody_meets_the_rule_of_a_workshop_without_sessions():
    workshop = make_workshop(sessions=False)
    put(workshop, None, "")
    (found,) = records_of_workshop(workshop).participations
    assert not found.meets_rule


def test_queries_do_not_grow_with_people_organisations_and_sessions():
    counts = []
    for number in (1, 3):
        workshop = make_workshop(days=number)
        for _ in range(number):
            put(workshop, make_organisation(), "PP" * number, gender=Gender.FEMALE)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            records_of_workshop(workshop)
        counts.append(len(queries))
    assert counts[0] == counts[1]
