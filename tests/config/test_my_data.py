"""A copy of one's own data holds what every app keeps about a person, and nothing of others."""

import pytest
from django.urls import reverse

from courses.workshops.services.attendance import MarkInput, mark_attendance
from tests.factories import make_registration, make_workshop

pytestmark = pytest.mark.django_db


def test_everything_that_is_kept_is_in_the_copy(participant, facilitator, browser_of):
    workshop = make_workshop(facilitator=facilitator)
    mine, other = make_registration(workshop, participant), make_registration(workshop)
    mark_attendance(
        session=workshop.sessions.first(),
        marks=[MarkInput(mine.pk, "present"), MarkInput(other.pk, "absent")],
        actor=facilitator,
    )
    data = browser_of(participant).get(reverse("my_data")).json()
    assert [entry["workshop"] for entry in data["workshops"]] == [workshop.code]
    assert [each["mark"] for each in data["workshops"][0]["attendance"]] == ["present"]
    assert (data["certificates"], data["courses"]) == ([], [])
