"""Plain functions that make valid records for tests; whatever matters to a test it passes itself."""

import itertools
from datetime import date, time, timedelta
from typing import Any

from django.contrib.auth.models import Group

from courses.workshops.enums import DayPart, WorkshopState
from courses.workshops.models import Registration, Session, Workshop, WorkshopFacilitator
from people.enums import Gender, OrganisationKind, Title
from people.models import Organisation, User

_numbers = itertools.count(1)
#: Invented Lao given and family names with their Latin spelling.
NAMES = [
    ("ແກ້ວມະນີ", "ສີສຸວັນ", "Keomany", "Sisouvanh"),
    ("ຄຳຫຼ້າ", "ພົມມະຈັນ", "Khamla", "Phommachanh"),
    ("ບຸນມີ", "ແສງດາລາ", "Bounmy", "Sengdala"),
    ("ດວງໃຈ", "ວົງສາ", "Duangchai", "Vongsa"),
    ("ໄຊຍະ", "ອິນທະວົງ", "Xaiya", "Inthavong"),
    ("ນ້ຳຝົນ", "ຈັນທະລາ", "Namfon", "Chanthala"),
]


def make_organisation(**values: Any) -> Organisation:
    """A ministry, unless told otherwise."""
    number = next(_numbers)
    defaults = {
        "kind": OrganisationKind.MINISTRY,
        "name_en": f"Ministry {number}",
        "name_lo": f"ກະຊວງທີ {number}",
        "acronym_en": f"M{number}",
        "acronym_lo": f"ກ{number}",
        "protocol_order": number,
    }
    return Organisation.objects.create(**(defaults | values))


def make_person(*, role: str | None = None, password: str | None = None, **values: Any) -> User:
    """A person with a name in both scripts; ``role`` is a group name of ``people.roles``."""
    number = next(_numbers)
    given_lo, family_lo, given_latin, family_latin = NAMES[number % len(NAMES)]
    defaults = {
        "username": f"person{number}",
        "given_name_lo": given_lo,
        "family_name_lo": family_lo,
        "given_name_latin": given_latin,
        "family_name_latin": family_latin,
        "title": Title.THAN,
        "gender": Gender.NOT_STATED,
    }
    person = User(**(defaults | values))
    person.set_password(password) if password else person.set_unusable_password()
    person.save()
    if role:
        person.groups.add(Group.objects.get_or_create(name=role)[0])
    return person


def make_workshop(
    *, days: int = 2, facilitator: User | None = None, sessions: bool = True, **values: Any
) -> Workshop:
    """A running workshop with a morning and an afternoon session on each day."""
    number = next(_numbers)
    start = values.pop("start_date", date(2024, 6, 19))
    defaults = {
        "code": f"W-{number}",
        "title_en": f"Workshop {number}",
        "title_lo": f"ກອງປະຊຸມ {number}",
        "start_date": start,
        "end_date": start + timedelta(days=days - 1),
        "city_en": "Vientiane",
        "city_lo": "ນະຄອນຫຼວງວຽງຈັນ",
        "state": WorkshopState.RUNNING,
    }
    workshop = Workshop.objects.create(**(defaults | values))
    if facilitator is not None:
        WorkshopFacilitator.objects.create(workshop=workshop, person=facilitator)
    if sessions:
        for offset in range(days):
            day = start + timedelta(days=offset)
            for part, starts, ends in (
                (DayPart.MORNING, time(8, 30), time(12)),
                (DayPart.AFTERNOON, time(13), time(16)),
            ):
                Session.objects.create(
                    workshop=workshop, day=day, part=part, starts_at=starts, ends_at=ends
                )
    return workshop


def make_registration(
    workshop: Workshop, person: User | None = None, **values: Any
) -> Registration:
    """A confirmed government official with a snapshot of the person's organisation and gender."""
    person = person or make_person(organisation=make_organisation(), gender=Gender.FEMALE)
    defaults = {
        "organisation": person.organisation,
        "gender": person.gender,
        "level": person.level,
        "position_lo": person.position_lo,
        "position_en": person.position_en,
    }
    return Registration.objects.create(workshop=workshop, person=person, **(defaults | values))
