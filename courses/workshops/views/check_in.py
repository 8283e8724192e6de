"""Self check-in for its facilitators: switched on and off, the projector, who is there, undo."""

from typing import Any

import segno
from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from core.access import access
from core.forms import SiteForm
from courses.workshops.codes import WINDOW, codes_at
from courses.workshops.models import CheckInOpening, SelfCheckIn, Session
from courses.workshops.rules import is_locked
from courses.workshops.selectors import sessions_led_by, workshops_led_by
from courses.workshops.selectors.check_in import (
    check_in_board,
    session_for_check_in,
    standing_opening,
)
from courses.workshops.selectors.room import is_room_open
from courses.workshops.services.check_in import (
    close_check_in,
    is_open,
    open_check_in,
    set_late_from,
    undo_check_in,
    usual_late_from,
)
from people.roles import is_facilitator

#: Names beside the code: the last who came, and the first who are missed. More would be too small.
NAMES_ON_SCREEN = 5


class LateForm(SiteForm):
    """From when on people are marked late."""

    late_from = forms.TimeField(
        label=gettext_lazy("Late from"),
        help_text=gettext_lazy("Whoever checks in from then on is marked late. Empty: nobody is."),
        required=False,
    )


@never_cache
@require_GET
@access(is_facilitator)
def workshop_check_in(request: HttpRequest, code: str) -> HttpResponse:
    """To the check-in of the session that is on; on another day, when there is one."""
    workshop = get_object_or_404(workshops_led_by(request.user), code=code)
    session = session_for_check_in(workshop)
    if session is not None:
        return redirect("session_check_in", workshop.code, session.pk)
    days = workshop.sessions.order_by("day", "starts_at", "pk")
    return render(
        request, "workshops/check_in_other_day.html", {"workshop": workshop, "sessions": days}
    )


@never_cache
@require_http_methods(["GET", "POST"])
@access(is_facilitator)
def session_check_in(request: HttpRequest, code: str, session_id: int) -> HttpResponse:
    """The check-in of one session: open, close, late from when, who is there, what can be undone."""
    session = _session(request, code, session_id)
    opening = standing_opening(session)
    form = LateForm(initial={"late_from": opening.late_from if opening else None})
    if request.method == "POST":
        form = LateForm(request.POST)
        try:
            if _change(request, session, opening, form):
                return redirect(request.path)
        except ValidationError as error:
            messages.error(request, error.messages[0])
            return redirect(request.path)
    context = _room(session, opening) | {
        "form": form,
        "usual_late_from": usual_late_from(session),
        "is_today": session.day == timezone.localdate(),
        "is_locked": is_locked(session),
        "room_is_open": is_room_open(session.workshop),
    }
    return render(request, "workshops/check_in.html", context, status=422 if form.errors else 200)


@never_cache
@require_GET
@access(is_facilitator)
def check_in_live(request: HttpRequest, code: str, session_id: int) -> HttpResponse:
    """Who is there: the fragment that the open page asks for every few seconds."""
    session = _session(request, code, session_id)
    context = _room(session, standing_opening(session))
    response = render(request, "workshops/_check_in_board.html", context)
    if context["opening"] is None:
        # Closed meanwhile, perhaps in another window: the page around it says so.
        response["HX-Refresh"] = "true"
    return response


@never_cache
@require_GET
@access(is_facilitator)
def check_in_screen(request: HttpRequest, code: str, session_id: int) -> HttpResponse:
    """The code for the projector, huge."""
    session = _session(request, code, session_id)
    return render(request, "workshops/check_in_screen.html", _screen(request, session))


@never_cache
@require_GET
@access(is_facilitator)
def check_in_code(request: HttpRequest, code: str, session_id: int) -> HttpResponse:
    """The code that counts now, and the counts: what the projector asks for every few seconds."""
    session = _session(request, code, session_id)
    return render(request, "workshops/_check_in_code.html", _screen(request, session))


def _session(request: HttpRequest, code: str, session_id: int) -> Session:
    return get_object_or_404(sessions_led_by(request.user), pk=session_id, workshop__code=code)


def _room(session: Session, opening: CheckInOpening | None) -> dict[str, Any]:
    return {
        "workshop": session.workshop,
        "session": session,
        "opening": opening if opening is not None and is_open(opening) else None,
        "board": check_in_board(session),
        "now": timezone.now(),
    }


def _screen(request: HttpRequest, session: Session) -> dict[str, Any]:
    context = _room(session, standing_opening(session))
    opening, board = context["opening"], context["board"]
    if opening is None:
        return context
    codes = codes_at(opening.key, opening=opening.pk, session=session.pk, now=timezone.now())
    # At the address by which the projector came: in a meeting room phones reach a laptop by its
    # number. In Lao; the switch is one tap away.
    with translation.override("lo"):
        path = reverse("self_check_in_scan", args=[f"{opening.pk}-{codes.long}"])
    typed = request.build_absolute_uri(reverse("check_in_door")).split("://", 1)[1].rstrip("/")
    return context | {
        "picture": _picture(request.build_absolute_uri(path)),
        "short": codes.short,
        "seconds_left": codes.seconds_left,
        "window": WINDOW,
        "typed": typed,
        "just_came": board.here[:NAMES_ON_SCREEN],
        "still_missing": board.missing[:NAMES_ON_SCREEN],
        "more_missing": max(0, len(board.missing) - NAMES_ON_SCREEN),
    }


def _picture(address: str) -> str:
    """The code as SVG in the page: it changes with the page's own text, without a flash."""
    drawn = segno.make(address, error="m").svg_inline(
        border=4, omitsize=True, light="#fff", dark="#000", svgclass=None, lineclass=None
    )
    return mark_safe(drawn)  # noqa: S308 - drawn by segno from our own address


def _change(
    request: HttpRequest, session: Session, opening: CheckInOpening | None, form: LateForm
) -> bool:
    """Do what the button says; False when the form must be shown again."""
    action = request.POST.get("action", "")
    if "undo" in request.POST:
        _undo(request, session)
    elif action == "open":
        open_check_in(session=session, actor=request.user)
    elif action == "close" and opening is not None:
        close_check_in(opening=opening, actor=request.user)
        messages.success(request, _("The check-in is closed. Its codes are worth nothing now."))
    elif action == "late" and opening is not None:
        if not form.is_valid():
            return False
        set_late_from(opening=opening, late_from=form.cleaned_data["late_from"], actor=request.user)
        messages.success(request, _("Saved."))
    return True


def _undo(request: HttpRequest, session: Session) -> None:
    number = request.POST["undo"]
    made = get_object_or_404(
        SelfCheckIn.objects.select_related("registration__person", "opening"),
        opening__session=session,
        pk=number if number.isascii() and number.isdecimal() and len(number) < 19 else None,
    )
    undo_check_in(made=made, actor=request.user)
    messages.success(
        request,
        _("The check-in of %(person)s is taken back.") % {"person": made.registration.person},
    )
