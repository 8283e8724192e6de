"""The cast of the whole suite, and what every test may rely on."""

from collections.abc import Callable

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

# The machine may be busy: properties are judged by their truth, never by their time.
hypothesis.settings.register_profile("suite", deadline=None, derandomize=True)
hypothesis.settings.load_profile("suite")


@pytest.fixture(autouse=True)
def _clean_slate():
    """Lao is the language and the caches are empty when a test begins."""
    for cache in caches.all(initialized_only=True):
        cache.clear()
    with translation.override("lo"):
        yield


@pytest.fixture
def participant(db) -> User:
    """An official who learns; nothing more."""
    return make_person(username="participant", password=PASSWORD, email="participant@example.la")


@pytest.fixture
def facilitator(db) -> User:
    """Leads workshops; give it as ``make_workshop(facilitator=…)``."""
    return make_person(username="facilitator", password=PASSWORD, role=roles.FACILITATOR)


@pytest.fixture
def other_facilitator(db) -> User:
    """Leads other workshops, and must not see these."""
    return make_person(username="other-facilitator", password=PASSWORD, role=roles.FACILITATOR)


@pytest.fixture
def reporting_officer(db) -> User:
    """Reads every report, opens no room."""
    return make_person(username="officer", password=PASSWORD, role=roles.REPORTING_OFFICER)


@pytest.fixture
def editor(db) -> User:
    """Writes in the CMS."""
    return make_person(username="editor", password=PASSWORD, role=roles.EDITOR)


@pytest.fixture
def administrator(db) -> User:
    """May do everything."""
    person = make_person(username="administrator", password=PASSWORD, role=roles.ADMINISTRATOR)
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
