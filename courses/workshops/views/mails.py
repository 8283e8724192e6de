"""Invitations and what follows them: sent by mail, told by phone, printed."""

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from core.access import access
from courses.workshops.enums import RoundKind, WorkshopState
from courses.workshops.invitation_paper import build_papers, render_papers
from courses.workshops.mails import words_of
from courses.workshops.models import Invitation, NominationPlan
from courses.workshops.selectors import workshops_led_by
from courses.workshops.selectors.mails import open_job, ready_to_send, rounds_of, to_be_told
from courses.workshops.services.mails import mark_told, send_again, start_round
from people.models import User
from people.roles import is_facilitator


@require_http_methods(["GET", "POST"])
@access(is_facilitator)
def workshop_mails(request: HttpRequest, code: str) -> HttpResponse:
    """What can be sent now and what went out; the buttons post here."""
    workshop = get_object_or_404(workshops_led_by(request.user), code=code)
    if request.method == "POST":
        kind = request.POST.get("kind", "")
        try:
            made = (
                start_round(workshop=workshop, kind=kind, actor=request.user)  # type: ignore[arg-type]
                if kind in RoundKind.values
                else None
            )
        except ValidationError as error:
            messages.error(request, error.messages[0])
        else:
            if made is None:
                messages.info(request, _("Everybody has been written to already."))
            else:
                messages.success(request, _("The mails are on their way."))
        return redirect("workshop_mails", workshop.code)
    plan = NominationPlan.objects.filter(workshop=workshop).first()
    reminders = [
        workshop.start_date - timedelta(days=day) for day in (plan.reminder_days if plan else [])
    ]
    job = open_job(workshop)
    context = {
        "workshop": workshop,
        "tab": "people",
        "part": "mails",
        "job": job,
        "ready": ready_to_send(workshop),
        "may_send": workshop.state in (WorkshopState.OPEN, WorkshopState.RUNNING),
        "rounds": rounds_of(workshop),
        "untold": to_be_told(workshop) if job is None else [],
        "reminders": reminders,
        "previews": _previews(workshop),
    }
    return render(request, "workshops/mails.html", context)


@require_http_methods(["GET", "POST"])
@access(is_facilitator)
def mails_again(request: HttpRequest, code: str, round_id: int) -> HttpResponse:
    """Try what could not be sent once more."""
    workshop = get_object_or_404(workshops_led_by(request.user), code=code)
    mail_round = get_object_or_404(workshop.mail_rounds, pk=round_id)
    if request.method == "POST":
        count = send_again(mail_round=mail_round, actor=request.user)  # type: ignore[arg-type]
        words = ngettext(
            "%(count)s mail is tried again.", "%(count)s mails are tried again.", count
        )
        messages.info(request, words % {"count": count})
    return redirect("workshop_mails", workshop.code)


@require_http_methods(["GET", "POST"])
@access(is_facilitator)
def mail_told(request: HttpRequest, code: str, invitation_id: int) -> HttpResponse:
    """Somebody was told by phone or letter."""
    workshop = get_object_or_404(workshops_led_by(request.user), code=code)
    invitation = get_object_or_404(
        Invitation.objects.filter(round__workshop=workshop), pk=invitation_id
    )
    if request.method == "POST":
        mark_told(invitation=invitation, actor=request.user)  # type: ignore[arg-type]
        messages.success(request, _("Noted."))
    return redirect("workshop_mails", workshop.code)


@require_GET
@access(is_facilitator)
def invitation_papers(request: HttpRequest, code: str) -> HttpResponse:
    """A printed invitation for each person whom no mail has reached."""
    workshop = get_object_or_404(workshops_led_by(request.user), code=code)
    papers = build_papers(workshop, to_be_told(workshop))
    if not papers:
        messages.info(request, _("Everybody has been written to already."))
        return redirect("workshop_mails", workshop.code)
    return HttpResponse(
        render_papers(papers),
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'inline; filename="invitations-{code}.pdf"',
            "Cache-Control": "no-store",
        },
    )


def _previews(workshop: object) -> list[tuple[str, str, str]]:
    """Language, subject and body of the invitation, for somebody without a name yet."""
    found = []
    for language in ("lo", "en"):
        reader = User(preferred_language=language)
        reader.given_name_lo, reader.given_name_latin = "…", "…"
        reader.set_unusable_password()
        found.append((language, *words_of(workshop, reader, RoundKind.INVITATION)))  # type: ignore[arg-type]
    return found
