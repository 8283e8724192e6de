"""The half-days of a workshop, their agenda, and who leads it."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.access import access
from core.templatetags.lao import day as day_in_words
from courses.workshops.forms.workshops import (
    AgendaFormSet,
    FacilitatorForm,
    SessionForm,
    add_errors,
    agenda_initial,
    agenda_lines,
)
from courses.workshops.models import Session, Workshop
from courses.workshops.names import take_apart
from courses.workshops.selectors import workshops_led_by
from courses.workshops.services.facilitators import (
    add_facilitator,
    add_guest_facilitator,
    remove_facilitator,
)
from courses.workshops.services.sessions import (
    add_session,
    plan_sessions,
    remove_session,
    save_agenda,
    update_session,
)
from people.models import User
from people.roles import is_facilitator


@require_http_methods(["GET", "POST"])
@access(is_facilitator)
def workshop_sessions(request: HttpRequest, code: str) -> HttpResponse:
    """The half-days of a workshop: plan the missing ones, add one more."""
    workshop = get_object_or_404(workshops_led_by(request.user), code=code)
    planning = request.POST.get("action") == "plan"
    form = SessionForm(
        request.POST if request.method == "POST" and not planning else None, days=_days(workshop)
    )
    if request.method == "POST":
        if planning:
            planned = plan_sessions(workshop=workshop, actor=request.user)  # type: ignore[arg-type]
            messages.success(
                request,
                _("%(count)s sessions were added.") % {"count": len(planned)}
                if planned
                else _("Every day has its sessions already."),
            )
            return redirect("workshop_sessions", workshop.code)
        if form.is_valid():
            try:
                session = add_session(workshop=workshop, actor=request.user, **form.cleaned_data)  # type: ignore[arg-type]
            except ValidationError as error:
                add_errors(form, error)
            else:
                messages.success(request, _("Saved."))
                return redirect("session_edit", workshop.code, session.pk)
    sessions = workshop.sessions.prefetch_related("agenda")
    context = {"workshop": workshop, "sessions": sessions, "form": form}
    return render(request, "workshops/sessions.html", context)


@require_http_methods(["GET", "POST"])
@access(is_facilitator)
def session_edit(request: HttpRequest, code: str, session_id: int) -> HttpResponse:
    """Times and agenda of one session; both are saved, or neither."""
    workshop = get_object_or_404(workshops_led_by(request.user), code=code)
    session = get_object_or_404(workshop.sessions, pk=session_id)
    if request.POST.get("action") == "delete":
        return _delete_session(request, workshop, session)
    data = request.POST or None
    form = SessionForm(data, days=_days(workshop), session=session)
    agenda = AgendaFormSet(data, initial=agenda_initial(session.agenda.all()), prefix="agenda")
    if request.method == "POST" and form.is_valid() & agenda.is_valid():
        try:
            with transaction.atomic():
                update_session(session=session, actor=request.user, **form.cleaned_data)  # type: ignore[arg-type]
                save_agenda(session=session, actor=request.user, lines=agenda_lines(agenda))  # type: ignore[arg-type]
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Saved."))
            if request.POST.get("action") == "more":
                return redirect("session_edit", workshop.code, session.pk)
            return redirect("workshop_sessions", workshop.code)
    context = {
        "workshop": workshop,
        "session": session,
        "form": form,
        "agenda": agenda,
        "has_marks": session.marks.exists(),
    }
    return render(request, "workshops/session.html", context)


@require_http_methods(["GET", "POST"])
@access(is_facilitator)
def workshop_facilitators(request: HttpRequest, code: str) -> HttpResponse:
    """Who leads the workshop."""
    workshop = get_object_or_404(workshops_led_by(request.user), code=code)
    if "remove" in request.POST:
        return _remove_facilitator(request, workshop)
    form = FacilitatorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _add_facilitator(request, workshop, form)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("workshop_facilitators", workshop.code)
    context = {
        "workshop": workshop,
        "facilitators": workshop.facilitators.select_related("person"),
        "form": form,
    }
    return render(request, "workshops/facilitators.html", context)


def _delete_session(request: HttpRequest, workshop: Workshop, session: Session) -> HttpResponse:
    try:
        remove_session(session=session, actor=request.user)  # type: ignore[arg-type]
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("session_edit", workshop.code, session.pk)
    messages.success(request, _("The session is deleted."))
    return redirect("workshop_sessions", workshop.code)


def _add_facilitator(request: HttpRequest, workshop: Workshop, form: FacilitatorForm) -> None:
    cleaned = form.cleaned_data
    values: dict[str, Any] = {"actor": request.user, "mission": cleaned["mission"]}
    if cleaned["person"]:
        add_facilitator(workshop=workshop, person=cleaned["person"], **values)
    else:
        names = take_apart(cleaned["guest_name"]).fields
        add_guest_facilitator(workshop=workshop, **values, **names)


def _remove_facilitator(request: HttpRequest, workshop: Workshop) -> HttpResponse:
    chosen = request.POST["remove"]
    person = get_object_or_404(
        User.objects.filter(facilitations__workshop=workshop),
        pk=chosen if chosen.isdecimal() and len(chosen) < 19 else None,
    )
    try:
        remove_facilitator(workshop=workshop, person=person, actor=request.user)  # type: ignore[arg-type]
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, _("Saved."))
    if not workshops_led_by(request.user).filter(pk=workshop.pk).exists():
        return redirect("workshops")
    return redirect("workshop_facilitators", workshop.code)


def _days(workshop: Workshop) -> list[tuple[str, str]]:
    """The workshop's days to choose from."""
    days = (workshop.start_date + timedelta(days=offset) for offset in range(workshop.day_count))
    return [(day.isoformat(), day_in_words(day)) for day in days]
