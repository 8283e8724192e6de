"""A workshop of four half-days whose people have attended as much as a test says."""

from collections.abc import Callable

import pytest

from courses.workshops.enums import AttendanceStatus
from courses.workshops.models import Registration, Workshop
from courses.workshops.services.attendance import MarkInput, mark_attendance
from people.models import User
from tests.factories import make_registration, make_workshop


def attend(registration: Registration, sessions: int) -> Registration:
    """Mark somebody present at the first sessions of the workshop."""
    for session in list(registration.workshop.sessions.all())[:sessions]:
        mark_attendance(
            session=session,
            marks=[MarkInput(registration.pk, AttendanceStatus.PRESENT)],
            actor=None,
        )
    return registration


@pytest.fixture
def workshop(facilitator) -> Workshop:
    """Two days, a rule of three of four sessions, led by the facilitator."""
    return make_workshop(
        facilitator=facilitator,
        code="MICIC-2024-06",
        title_en="Migrants in Countries in Crisis (MICIC)",
        title_lo="ຜູ້ເຄື່ອນຍ້າຍຖິ່ນຖານໃນປະເທດທີ່ປະສົບວິກິດການ (MICIC)",
    )


@pytest.fixture
def add_participant(workshop) -> Callable[..., Registration]:
    """Put somebody on the list who attended so many sessions (all four by default)."""

    def add(person: User | None = None, *, sessions: int = 4, **values) -> Registration:
        return attend(make_registration(workshop, person, **values), sessions)

    return add
