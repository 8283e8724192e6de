"""Questions that are put together once: they answer like the query itself, each time anew."""

import pytest

from core.prepared import Prepared, given
from people.models import Organisation, User
from tests.factories import make_organisation, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> list[User]:
    """Two at one place, one at another."""
    first, second = make_organisation(), make_organisation()
    return [make_person(organisation=each) for each in (first, first, second)]


def test_it_gives_what_the_query_gives(people, django_assert_num_queries):
    def asked(organisation):
        return (
            User.objects.filter(organisation=organisation, is_active=True)
            .select_related("organisation")
            .order_by("-pk")
        )

    prepared = Prepared(lambda: asked(given("at")))
    for place in {each.organisation_id for each in people}:
        with django_assert_num_queries(1):
            found = prepared.all(at=place)
            names = [each.organisation.name_en for each in found]
        expected = list(asked(place))
        assert found == expected
        assert names == [each.organisation.name_en for each in expected]
        assert [each.date_joined for each in found] == [each.date_joined for each in expected]


def test_it_asks_each_time(people):
    prepared = Prepared(lambda: User.objects.filter(pk=given("pk")))
    person = people[0]
    assert prepared.first(pk=person.pk) is not prepared.first(pk=person.pk)
    User.objects.filter(pk=person.pk).update(rank_lo="ພົນຕີ")
    assert prepared.first(pk=person.pk).rank_lo == "ພົນຕີ"
    User.objects.filter(pk=person.pk).delete()
    assert prepared.first(pk=person.pk) is None


def test_rows_and_parts_of_objects(people):
    rows = Prepared(
        lambda: (
            Organisation.objects.filter(people=given("who"), kind__in=["", "ministry"])
            .order_by()
            .values_list("pk", "people__username")
        )
    )
    short = Prepared(lambda: User.objects.filter(username=given("name")).only("username"))
    for person in people:
        kept = Organisation.objects.filter(people=person, kind__in=["", "ministry"]).exists()
        expected = [(person.organisation_id, person.username)] if kept else []
        assert rows.all(who=person.pk) == expected
        found = short.first(name=person.username)
        assert found == person
        assert "email" in found.get_deferred_fields()


@pytest.mark.parametrize("number", [2**63, -(2**63) - 1, 10**30])
def test_a_number_that_no_row_can_have_finds_nothing(people, number):
    assert Prepared(lambda: User.objects.filter(pk=given("pk"))).all(pk=number) == []
