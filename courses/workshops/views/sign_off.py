"""Signing a session off, and opening it again."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.access import access
from courses.workshops.forms.attendance import ReasonForm
from courses.workshops.models import Session
from courses.workshops.rules import is_locked
from courses.workshops.selectors import sessions_led_by
from courses.workshops.selectors.attendance import attendance_list, totals_of
from courses.workshops.selectors.sign_off import changed_after_sign_off, open_points
from courses.workshops.services.sign_off import reopen_session, sign_off_session
from people.roles import is_facilitator


@require_http_methods(["GET", "POST"])
@access(is_facilitator)
def session_sign_off(request: HttpRequest, code: str, session_id: int) -> HttpResponse:
    """What is still open, and the button; once signed off, what changed since, and the way back."""
    session = get_object_or_404(
        sessions_led_by(request.user).select_related("signed_off_by"),
        pk=session_id,
        workshop__code=code,
    )
    reopening = "reopen" in request.POST
    form = ReasonForm(request.POST if reopening else None)
    if reopening and form.is_valid():
        reopen_session(session=session, reason=form.cleaned_data["reason"], actor=request.user)
        messages.success(request, _("The session is open again."))
        return redirect(request.path)
    if request.method == "POST" and not reopening:
        return _sign_off(request, session)
    locked = is_locked(session)
    context = {
        "workshop": session.workshop,
        "session": session,
        "locked": locked,
        "begun": session.day <= timezone.localdate(),
        "points": open_points(session),
        "totals": totals_of(attendance_list(session)),
        "changes": [
            change
            for change in changed_after_sign_off(session.workshop)
            if change.mark.session_id == session.pk
        ],
        "form": form,
    }
    return render(request, "workshops/sign_off.html", context)


def _sign_off(request: HttpRequest, session: Session) -> HttpResponse:
    try:
        sign_off_session(session=session, actor=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect(request.path)
    messages.success(request, _("The session is signed off."))
    return redirect("workshop_attendance", session.workshop.code)
