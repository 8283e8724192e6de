"""The door of the attendance page's script: a few marks as JSON."""

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core import dates
from core.access import access
from courses.workshops.enums import AttendanceStatus, MarkMethod
from courses.workshops.forms.attendance import marks_from_json
from courses.workshops.models import AttendanceMark
from courses.workshops.services.attendance import (
    Conflict,
    MarkInput,
    MarkOutcome,
    mark_attendance,
)
from courses.workshops.views.attendance import session_of
from people.roles import is_facilitator


@require_POST
@access(is_facilitator)
def session_mark(request: HttpRequest, code: str, session_id: int) -> HttpResponse:
    """Save the taps of the page's script: a few marks as JSON; says what became of each."""
    session = session_of(request, code, session_id)
    try:
        marks = marks_from_json(request.body)
        outcome = mark_attendance(
            session=session,
            marks=marks,
            actor=request.user,
            method=MarkMethod.OFFLINE if "offline" in request.GET else MarkMethod.TAP,
        )
    except ValidationError as error:
        return JsonResponse({"error": "unreadable", "message": error.messages[0]}, status=400)
    return JsonResponse(_as_json(outcome))


def _as_json(outcome: MarkOutcome) -> dict[str, Any]:
    """What the page's script needs to know of each mark it sent."""
    return {
        "saved": [
            _mark_json(mark, mark.client_id) for mark in (*outcome.applied, *outcome.repeated)
        ]
        + [
            {
                "client_id": str(given.client_id),
                "registration": given.registration_id,
                "status": current.status if current else "",
                "mark": current.pk if current else None,
                "at": dates.time_of_day(current.recorded_at) if current else "",
            }
            for given, current in outcome.unchanged
        ],
        "conflicts": [_conflict_json(conflict) for conflict in outcome.conflicts],
        "refused": [
            {
                "client_id": str(refusal.mark.client_id),
                "registration": refusal.mark.registration_id,
                "code": refusal.code,
                "message": refusal.message,
            }
            for refusal in outcome.refused
        ],
    }


def _mark_json(mark: AttendanceMark, client_id: uuid.UUID) -> dict[str, Any]:
    withdrawn = mark.status not in AttendanceStatus.values
    return {
        "client_id": str(client_id),
        "registration": mark.registration_id,
        "status": "" if withdrawn else mark.status,
        "mark": None if withdrawn else mark.pk,
        "at": dates.time_of_day(mark.recorded_at),
    }


def _conflict_json(conflict: Conflict) -> dict[str, Any]:
    current = conflict.current
    mine: MarkInput = conflict.mark
    return {
        "client_id": str(mine.client_id),
        "registration": mine.registration_id,
        "mine": mine.status,
        "status": current.status if current else "",
        "label": current.get_status_display() if current else _("not marked"),
        "mark": current.pk if current else None,
        "by": str(current.recorded_by) if current and current.recorded_by else "",
        "at": dates.time_of_day(current.recorded_at) if current else "",
    }
