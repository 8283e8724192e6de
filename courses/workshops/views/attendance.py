"""Who was there, session by session."""

import uuid
from functools import cache
from html import escape

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from core import dates
from core.access import access
from core.kept_forms import forget_kept, keeps_typed, kept_fields, stale_form
from courses.workshops.cells import cell_of
from courses.workshops.enums import AttendanceStatus, MarkMethod
from courses.workshops.forms.attendance import (
    mark_fields,
    marks_from_form,
    seen_words,
    touched,
)
from courses.workshops.models import Session, Workshop
from courses.workshops.rules import describe_rule, is_locked
from courses.workshops.selectors import workshops_led_by
from courses.workshops.selectors.attendance import (
    attendance_list,
    history,
    sessions_in_order,
    sessions_with_marks,
    totals_of,
)
from courses.workshops.selectors.room import held_events, is_room_open
from courses.workshops.services.attendance import (
    is_past,
    mark_all_present,
    mark_attendance,
)
from courses.workshops.views.disputes import decide, session_of
from people.roles import is_facilitator


@require_GET
@access(is_facilitator)
def workshop_attendance(request: HttpRequest, code: str) -> HttpResponse:
    """All sessions with how far their attendance is."""
    workshop = get_object_or_404(workshops_led_by(request.user), code=code)
    context = {
        "workshop": workshop,
        "sessions": sessions_with_marks(workshop),
        "held": held_events(workshop).count(),
        "room_is_open": is_room_open(workshop),
        "rule": _("For a certificate of participation: %(rule)s.")
        % {"rule": describe_rule(workshop)},
    }
    return render(request, "workshops/attendance_sessions.html", context)


@require_http_methods(["GET", "POST"])
@keeps_typed(mark_fields)
@access(is_facilitator)
def session_attendance(request: HttpRequest, code: str, session_id: int) -> HttpResponse:
    """The attendance of one session as a plain form; in the room ``workshop_room`` is quicker."""
    session = session_of(request, code, session_id)
    if request.method == "GET":
        kept = kept_fields(request)
        return _page(request, session, typed=kept, signed_out=bool(kept))
    if "discard" in request.POST:
        forget_kept(request)
        return redirect(request.path)
    if stale_form(request):
        return _page(request, session, typed=mark_fields(request.POST), stale=True)
    posted = marks_from_form(request.POST)
    outcome = mark_attendance(
        session=session,
        marks=touched(session, posted.marks),
        actor=request.user,
        method=MarkMethod.GRID,
    )
    saved = len(outcome.applied)
    if request.POST.get("action") == "all_present":
        try:
            saved += len(
                mark_all_present(session=session, actor=request.user, reason=posted.reason)
            )
        except ValidationError as error:
            messages.error(request, error.messages[0])
            return redirect(request.path)
    forget_kept(request)
    if outcome.disputed or outcome.refused:
        return decide(
            request,
            session,
            refused=outcome.refused,
            reason=posted.reason,
            saved=_saved(saved) if saved else "",
        )
    messages.success(request, _saved(saved))
    return redirect(request.path)


@require_GET
@access(is_facilitator)
def mark_history(
    request: HttpRequest, code: str, session_id: int, registration_id: int
) -> HttpResponse:
    """All marks of one person at one session, and a form to correct the last one."""
    session = session_of(request, code, session_id)
    registration = get_object_or_404(
        session.workshop.registrations.select_related("person", "organisation"), pk=registration_id
    )
    marks = list(history(registration, session))
    cell = cell_of(mark for mark in marks if mark.is_head)
    context = {
        "session": session,
        "workshop": session.workshop,
        "registration": registration,
        "marks": marks,
        "cell": cell,
        "seen": seen_words(head.client_id for head in cell.heads),
        "statuses": AttendanceStatus.choices,
        "form_id": uuid.uuid4(),
        "past": is_past(session) or is_locked(session),
    }
    return render(request, "workshops/attendance_history.html", context)


def _saved(count: int) -> str:
    if not count:
        return _("Nothing was changed.")
    return ngettext("%(count)d mark saved.", "%(count)d marks saved.", count) % {"count": count}


def _page(
    request: HttpRequest,
    session: Session,
    *,
    typed: dict[str, str] | None = None,
    **notices: bool,
) -> HttpResponse:
    """The attendance page. ``typed`` holds marks that were not saved and are offered again."""
    typed = typed or {}
    workshop: Workshop = session.workshop
    people = attendance_list(session)
    totals = totals_of(people)
    kinds = _rows(get_language() or "lo")
    rows = []
    unsaved = 0
    for row in people:
        number, person = row.registration.pk, row.registration.person
        wanted = typed.get(f"status-{number}", "")
        kept = wanted in AttendanceStatus.values and wanted != row.status
        unsaved += kept
        words = {
            "id": str(number),
            "name": person.full_name,
            "organisation": row.organisation.short_name if row.organisation else "",
            "seen": typed.get(f"seen-{number}", "") if kept else seen_words(row.heads),
            "time": dates.time_of_day(row.recorded_at) if row.recorded_at else "",
        }
        pattern = kinds[wanted if kept else row.status, kept, bool(row.heads)]
        # Not format_html: what it does beyond escaping takes longer than the rest of the row.
        rows.append(pattern.format_map({name: escape(word) for name, word in words.items()}))
    context = {
        "session": session,
        "workshop": workshop,
        "sessions": sessions_in_order(workshop),
        "rows": mark_safe("".join(rows)),  # noqa: S308 - our own template, every word escaped
        "totals": totals,
        "totals_by_mark": [
            (value, label, totals.by_status[value]) for value, label in AttendanceStatus.choices
        ],
        "form_id": typed.get("form") or uuid.uuid4(),
        "reason": typed.get("reason", ""),
        "past": is_past(session) or is_locked(session),
        "disputed": sum(row.cell.is_disputed for row in people),
        "kept": unsaved,
        "room_is_open": is_room_open(workshop),
        **notices,
    }
    return render(request, "workshops/attendance.html", context)


@cache
def _rows(language: str) -> dict[tuple[str, bool, bool], str]:
    """Rows by mark, whether it is not saved yet, and whether there is a history.

    A roll has up to two hundred rows that differ in ten words. So each kind is rendered once, with
    ``{name}`` and the like where the words of a person are put.
    """
    statuses = [(value, str(label)) for value, label in AttendanceStatus.choices]
    words = (
        "id",
        "ref",
        "name",
        "find",
        "organisation",
        "organisation_id",
        "gender",
        "saved",
        "seen",
    )
    row = {word: f"{{{word}}}" for word in (*words, "time")}
    return {
        (status, kept, marked): render_to_string(
            "workshops/_roll_row.html",
            {"row": row, "statuses": statuses, "status": status, "kept": kept, "marked": marked},
        )
        for status in ("", *AttendanceStatus.values)
        for kept in (False, True)
        for marked in (False, True)
    }
