"""The doors of the room: a phone asks for its list and sends what was marked, also days later.

The protocol is in ``schemas``; the work is done in ``services.room``. Doors for programs: nobody is
sent to a sign-in page, a stranger gets 401. They stand under the house's own rule of access and
against forged requests like every page, not under Ninja's.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern
from django.utils import timezone, translation
from ninja import NinjaAPI, Status
from ninja.responses import Response

from core.access import Rule, access, anyone
from courses.workshops.models import RoomDevice, Workshop
from courses.workshops.schemas import (
    EventsIn,
    EventsOut,
    GoneOut,
    ProblemOut,
    SnapshotOut,
    Waiting,
)
from courses.workshops.selectors import workshops_led_by
from courses.workshops.selectors.room import cells_out, is_room_open, people_out
from courses.workshops.selectors.room import snapshot as snapshot_of
from courses.workshops.services.devices import confirm_wiped, notice_device
from courses.workshops.services.room import clock_message, clock_off_by, take_events
from people.roles import is_facilitator

api = NinjaAPI(
    title="Room",
    version="1",
    description=(
        "What a phone in a meeting room needs to record attendance without a network. Signed in by "
        "the session cookie; whoever sends something adds the header X-CSRFToken with the value of "
        "the cookie csrftoken. Words are in the language of Accept-Language, or of ?lang=."
    ),
    docs_url=None,
    openapi_url="/openapi.json",
    urls_namespace="room_api",
)
_LANGUAGE = {
    "parameters": [
        {
            "name": "lang",
            "in": "query",
            "required": False,
            "schema": {"type": "string", "enum": ["lo", "en"]},
        }
    ]
}
_REFUSED: dict[int, Any] = {
    400: ProblemOut,
    401: ProblemOut,
    403: ProblemOut,
    404: ProblemOut,
    409: ProblemOut,
    410: GoneOut,
    413: ProblemOut,
    422: ProblemOut,
}


@api.get(
    "/{slug:code}/", response={200: SnapshotOut, **_REFUSED}, openapi_extra=_LANGUAGE, tags=["room"]
)
def room_snapshot(
    request: HttpRequest, code: str, device: UUID, waiting: Waiting | None = None
) -> Any:
    """The list of a workshop with everything marked so far, for this device to keep. ``waiting``:
    how many events wait on it, whoever made them."""
    workshop = _workshop(request, code)
    known = _notice(request, workshop, device, waiting=waiting)
    if known.wiped_at is not None:
        return Status(410, {"wiped": True})
    if not is_room_open(workshop):
        return Status(410, {"wiped": False, "expired": True})
    return snapshot_of(workshop, request.user)


@api.post(
    "/{slug:code}/events/",
    response={200: EventsOut, **_REFUSED},
    openapi_extra=_LANGUAGE,
    tags=["room"],
)
def room_events(request: HttpRequest, code: str, sent: EventsIn) -> Any:
    """Take what was marked and who walked in: each event once, however often it is sent.

    Also after the list has expired: what was marked is never lost. A phone that changed hands keeps
    what it has until the person who marked is signed in again (409).
    """
    workshop = _workshop(request, code)
    if sent.person is not None and sent.person != request.user.pk:
        return Status(409, {"error": "another_person"})
    off_by = clock_off_by(sent.sent_at)
    known = _notice(request, workshop, sent.device, waiting=sent.waiting, clock_off_by=off_by)
    if known.wiped_at is not None:
        return Status(410, {"wiped": True})
    taken = take_events(
        workshop=workshop,
        events=sent.events,
        actor=request.user,
        device=known,
        sent_at=sent.sent_at,
    )
    # Written as it is: to check our own words against the description once more, here, costs a fifth
    # of the time of a batch. The fuzzing tests compare what is answered with what is described.
    return Response(
        {
            "server_time": timezone.now(),
            "clock": {
                "off_by_ms": round(off_by.total_seconds() * 1000),
                "message": clock_message(off_by),
            }
            if off_by
            else None,
            "results": [
                {
                    "id": each.id,
                    "result": each.result,
                    "code": each.code,
                    "message": each.message,
                }
                for each in taken.results
            ],
            "marks": cells_out(taken.cells, taken.refs),
            "people": people_out(taken.people) if taken.people else [],
        }
    )


@api.get(
    "/{slug:code}/devices/{uuid:device}/",
    response={204: None, 404: ProblemOut, 410: GoneOut},
    tags=["room"],
)
def room_device(request: HttpRequest, code: str, device: UUID) -> Any:
    """Whether this device was wiped (410). Open to all, for wiping also signs the device out; it
    tells nothing but that, and only to whoever knows the id that the device made itself."""
    found = RoomDevice.objects.filter(
        workshop__code=code, uuid=device, wiped_at__isnull=False
    ).first()
    if found is None:
        return Status(204, None)
    confirm_wiped(device=found)
    return Status(410, {"wiped": True})


def _workshop(request: HttpRequest, code: str) -> Workshop:
    workshop: Workshop = get_object_or_404(workshops_led_by(request.user), code=code)
    return workshop


def _notice(request: HttpRequest, workshop: Workshop, uuid: UUID, **said: Any) -> RoomDevice:
    return notice_device(
        workshop=workshop,
        uuid=uuid,
        person=request.user,
        user_agent=request.headers.get("User-Agent", ""),
        session_key=request.session.session_key or "",
        **said,
    )


def _without_pages(view: Any) -> Callable[..., HttpResponse]:
    """Answer in the language of ``?lang=``, else in that of the request; what is not there for this
    person is told without a page."""

    @wraps(view)
    def speaking(request: HttpRequest, /, *args: Any, **kwargs: Any) -> HttpResponse:
        asked = request.GET.get("lang")
        with translation.override(asked if asked in ("lo", "en") else translation.get_language()):
            try:
                return view(request, *args, **kwargs)
            except Http404:
                return JsonResponse({"detail": "Not Found"}, status=404)
            except RequestDataTooBig:
                return JsonResponse({"detail": "Content Too Large"}, status=413)

    return speaking


#: Doors that are not for facilitators alone.
_OPEN = {"room_device", "openapi-json"}


def guarded_urls() -> list[URLPattern]:
    """The doors under the house's rules: who may enter, and no request forged by another site.

    Ninja marks its views as exempt from Django's check of forged requests, for it has one of its own
    beside its own sign-in; we use neither.
    """
    patterns = [pattern for pattern in api.urls[0] if isinstance(pattern, URLPattern)]
    for pattern in patterns:
        rule: Rule = anyone if pattern.name in _OPEN else is_facilitator
        view: Any = _without_pages(access(rule, for_programs=True)(pattern.callback))
        view.csrf_exempt = False
        pattern.callback = view
    return patterns


@access(anyone, for_programs=True)
def nothing_here(request: HttpRequest) -> HttpResponse:
    """Below these addresses a program gets no page to read, also where there is no door."""
    return JsonResponse({"detail": "Not Found"}, status=404)
