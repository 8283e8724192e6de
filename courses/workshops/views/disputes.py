"""People about whom two facilitators said different things: both are shown, and one is chosen."""

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from core.access import access
from courses.workshops.enums import AttendanceStatus
from courses.workshops.forms.attendance import seen_words
from courses.workshops.models import Attendance, AttendanceMark, Session
from courses.workshops.rules import is_locked
from courses.workshops.selectors import sessions_led_by
from courses.workshops.selectors.room import disputes_of
from courses.workshops.services.attendance import Refusal, is_past
from people.roles import is_facilitator


@require_GET
@access(is_facilitator)
def session_disputes(request: HttpRequest, code: str, session_id: int) -> HttpResponse:
    """What is disputed at a session; the choice is posted to its attendance page."""
    return decide(request, session_of(request, code, session_id))


def session_of(request: HttpRequest, code: str, session_id: int) -> Session:
    """A session of a workshop that this user leads, else 404."""
    return get_object_or_404(sessions_led_by(request.user), pk=session_id, workshop__code=code)


def decide(
    request: HttpRequest,
    session: Session,
    *,
    refused: Sequence[Refusal] = (),
    reason: str = "",
    saved: str = "",
) -> HttpResponse:
    """Everything that waits for a decision at this session: disputes, and marks of a form that could
    not be written (a reason is missing). After a form the answer is 409."""
    people = {
        entry.pk: entry
        for entry in session.workshop.registrations.filter(
            pk__in={each.mark.registration_id for each in refused}
        ).select_related("person")
    }
    disputes = disputes_of(session.workshop).filter(session=session)
    context = {
        "session": session,
        "workshop": session.workshop,
        "saved": saved,
        "disputes": [_dispute(each) for each in disputes],
        "refused": [
            {
                "registration": people.get(each.mark.registration_id),
                "mark": each.mark,
                "seen": seen_words(each.mark.seen),
                "label": dict(AttendanceStatus.choices).get(each.mark.status, ""),
                "message": each.message,
            }
            for each in refused
        ],
        "needs_reason": is_past(session) or is_locked(session),
        "reason": reason,
        "form_id": uuid.uuid4(),
    }
    posted = request.method == "POST"
    return render(
        request, "workshops/attendance_decide.html", context, status=409 if posted else 200
    )


def _dispute(row: Attendance) -> dict[str, Any]:
    heads = [head for head in row.registration.heads if head.session_id == row.session_id]  # type: ignore[attr-defined]
    return {
        "registration": row.registration,
        "seen": seen_words(head.client_id for head in heads),
        "choices": _by_status(heads),
    }


def _by_status(heads: Iterable[AttendanceMark]) -> list[dict[str, Any]]:
    """The different words, each with the marks that say it."""
    choices: dict[str, dict[str, Any]] = {}
    for head in sorted(heads, key=lambda each: (each.marked_at, str(each.client_id))):
        choice = choices.setdefault(
            head.status, {"status": head.status, "label": head.get_status_display(), "marks": []}
        )
        choice["marks"].append(head)
    return list(choices.values())
