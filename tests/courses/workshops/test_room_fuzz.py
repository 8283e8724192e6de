"""The published description of the room's doors is true, and nothing that follows or breaks it gives a
500: requests made up by Schemathesis, in this process, without a network."""

import json
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, settings
from schemathesis.checks import CHECKS, load_all_checks

from courses.workshops.api import api
from courses.workshops.models import Workshop
from tests.factories import make_registration, make_workshop

pytestmark = pytest.mark.django_db

TOKEN = "x" * 32
load_all_checks()
#: What must be true of every answer.
KEPT = [
    each
    for each in CHECKS.get_all()
    if each.__name__
    in {
        "not_a_server_error",
        "status_code_conformance",
        "content_type_conformance",
        "response_schema_conformance",
    }
]

schema = schemathesis.openapi.from_dict(api.get_openapi_schema(path_prefix="/api/room/"))
schema.app = get_wsgi_application()


@pytest.fixture(autouse=True)
def one_connection():
    """A real server takes a fresh connection for each request; here all share that of the test."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def room(facilitator) -> tuple[Workshop, dict[str, str]]:
    """A workshop of today with somebody on its list, and what its facilitator's phone sends along."""
    workshop = make_workshop(facilitator=facilitator, start_date=timezone.localdate())
    make_registration(workshop)
    client = Client()
    client.force_login(facilitator)
    cookies = f"sessionid={client.cookies['sessionid'].value}; csrftoken={TOKEN}"
    return workshop, {
        "Cookie": cookies,
        "X-CSRFToken": TOKEN,
        "Host": "testserver",
        "Accept-Encoding": "identity",
    }


@schema.parametrize()
@settings(
    max_examples=30,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
def test_nothing_gives_a_server_error(case, room):
    workshop, headers = room
    if len(str(case.path_parameters.get("code"))) % 4:
        case.path_parameters["code"] = workshop.code
    aim(case.body, workshop)
    answer = case.call(headers=headers)
    case.validate_response(answer, checks=KEPT)


def aim(body: Any, workshop: Workshop) -> None:
    """Let some of the marks meet somebody who is there, for made-up ids never do."""
    events = body.get("events") if isinstance(body, dict) else None
    if not isinstance(events, list):
        return
    person, session = workshop.registrations.first(), workshop.sessions.first()
    assert person is not None
    assert session is not None
    for event in events:
        if isinstance(event, dict) and event.get("kind") == "mark":
            event["registration"], event["session"] = str(person.ref), session.pk


def test_what_is_checked_is_what_is_published(stranger):
    assert len(KEPT) == 4
    published = stranger.get("/api/room/openapi.json").json()
    assert published == json.loads(json.dumps(schema.raw_schema))
    assert set(published["paths"]) == {
        "/api/room/{code}/",
        "/api/room/{code}/events/",
        "/api/room/{code}/devices/{device}/",
    }
