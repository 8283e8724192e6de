"""The cast of the whole suite, and what every test may rely on."""

from collections.abc import Callable
from typing import Any

import hypothesis
import pytest
from django.contrib.auth.models import Group
from django.core.cache import caches
from django.test import Client
from django.utils import translation

from people import roles
from people.models import User
from tests.factories import make_person

PASSWORD = "sabaidee-2024"

#: The cast's own names, which nobody made by the factories has.
CAST = {
    "participant": ("ສຸພາພອນ", "ແກ້ວວິໄລ", "Souphaphone", "Keovilay"),
    "facilitator": ("ອານຸສອນ", "ບົວລະພັນ", "Anousone", "Boualaphanh"),
    "other-facilitator": ("ຈິນດາ", "ຫຼວງອາໄພ", "Chinda", "Luangaphay"),
    "officer": ("ວິໄລວັນ", "ສີບຸນເຮືອງ", "Vilayvanh", "Sibounheuang"),
    "editor": ("ພອນສະຫວັນ", "ທິບພະຈັນ", "Phonsavanh", "Thipphachanh"),
    "administrator": ("ຄຳສອນ", "ມະໂນທຳ", "Khamsone", "Manotham"),
}
NAME_FIELDS = ("given_name_lo", "family_name_lo", "given_name_latin", "family_name_latin")

# The machine may be busy: properties are judged by their truth, never by their time.
hypothesis.settings.register_profile("suite", deadline=None, derandomize=True)
hypothesis.settings.load_profile("suite")


def _one_of_the_cast(username: str, **values: Any) -> User:
    names = dict(zip(NAME_FIELDS, CAST[username], strict=True))
    return make_person(username=username, password=PASSWORD, **names, **values)


def forget_everything() -> None:
    """Empty the caches: what they hold of rows that were rolled back is not true any more."""
    for cache in caches.all(initialized_only=True):
        cache.clear()


@pytest.fixture(autouse=True)
def _clean_slate():
    """Lao is the language and the caches are empty when a test begins."""
    forget_everything()
    with translation.override("lo"):
        yield


@pytest.fixture
def participant(db) -> User:
    """An official who learns; nothing more."""
    return _one_of_the_cast("participant", email="participant@example.la")


@pytest.fixture
def facilitator(db) -> User:
    """Leads workshops; give it as ``make_workshop(facilitator=…)``."""
    return _one_of_the_cast("facilitator", role=roles.FACILITATOR)


@pytest.fixture
def other_facilitator(db) -> User:
    """Leads other workshops, and must not see these."""
    return _one_of_the_cast("other-facilitator", role=roles.FACILITATOR)


@pytest.fixture
def reporting_officer(db) -> User:
    """Reads every report, opens no room."""
    return _one_of_the_cast("officer", role=roles.REPORTING_OFFICER)


@pytest.fixture
def editor(db) -> User:
    """Writes in the CMS."""
    return _one_of_the_cast("editor", role=roles.EDITOR)


@pytest.fixture
def administrator(db) -> User:
    """May do everything."""
    person = _one_of_the_cast("administrator", role=roles.ADMINISTRATOR)
    person.is_superuser = True
    person.is_staff = True
    person.save()
    return person


@pytest.fixture
def stranger() -> Client:
    """A browser without an account."""
    return Client()


@pytest.fixture
def browser_of(db) -> Callable[[User], Client]:
    """A signed-in test client of a person."""

    def sign_in(person: User) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return sign_in


@pytest.fixture
def groups(db) -> dict[str, Group]:
    """The groups of all roles, by name."""
    return {name: Group.objects.get_or_create(name=name)[0] for name in roles.ROLE_NAMES}
