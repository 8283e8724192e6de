"""The mail to one person: words in their language, and the calendar file."""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from core import dates
from core.words import words
from courses.workshops.calendar_file import (
    CANCEL,
    REQUEST,
    CalendarWords,
    calendar_file,
    days_of,
    uid_of,
)
from courses.workshops.enums import TAKES_BACK
from courses.workshops.models import Invitation, NominationPlan, Workshop
from people.models import User


def message_for(invitation: Invitation, *, connection: Any = None) -> EmailMultiAlternatives:
    """The mail of one person in one round."""
    person, mail_round = invitation.registration.person, invitation.round
    workshop = mail_round.workshop
    subject, body = words_of(workshop, person, mail_round.kind)
    method = CANCEL if mail_round.kind in TAKES_BACK else REQUEST
    language = person.preferred_language
    file = calendar_file(
        uid=uid_of(workshop),
        days=days_of(workshop),
        words=CalendarWords(
            summary=words(workshop, "title", language),
            location=place_of(workshop, language),
            description=body,
            organiser=organisers_of(workshop, language) or settings.WAGTAIL_SITE_NAME,
            organiser_email=settings.CONTACT_EMAIL or settings.DEFAULT_FROM_EMAIL,
            attendee=person.formal_name(language) or str(person),
            attendee_email=person.email,
        ),
        sequence=mail_round.sequence,
        written_at=timezone.now(),
        method=method,
    )
    message = EmailMultiAlternatives(
        subject, body, settings.DEFAULT_FROM_EMAIL, [person.email], connection=connection
    )
    text = file.decode()
    message.attach_alternative(text, f"text/calendar; method={method}")
    # For programs that do not look among the alternatives.
    message.attach(f"{workshop.code}.ics", text, "text/calendar")
    return message


def words_of(
    workshop: Workshop, person: User, kind: str, *, on_paper: bool = False
) -> tuple[str, str]:
    """Subject and body in the person's language; on paper nothing is attached."""
    language = person.preferred_language
    plan = NominationPlan.objects.filter(workshop=workshop).first()
    with translation.override(language):
        context = {
            "kind": kind,
            "takes_back": kind in TAKES_BACK,
            "on_paper": on_paper,
            "name": person.formal_name(language) or person.full_name,
            "title": words(workshop, "title", language),
            "days": dates.formal_day_range(workshop.start_date, workshop.end_date, language),
            "times": [
                (
                    dates.weekday_day(day.day, language),
                    dates.time_range(day.starts, day.ends, language),
                )
                for day in days_of(workshop)
            ],
            "place": place_of(workshop, language),
            "organisers": organisers_of(workshop, language),
            "contact": plan.contact if plan and plan.contact else settings.CONTACT_EMAIL,
            "agenda": f"{settings.PUBLIC_URL}{reverse('workshop_agenda', args=[workshop.code])}"
            if person.has_usable_password()
            else "",
            "is_sample": workshop.is_sample,
        }
        subject = render_to_string("workshops/email/subject.txt", context)
        body = render_to_string("workshops/email/message.txt", context)
    lines = [line.strip() for line in body.strip().splitlines()]
    kept = [line for n, line in enumerate(lines) if line or (n and lines[n - 1])]
    return " ".join(subject.split()), "\n".join(kept) + "\n"


def place_of(workshop: Workshop, language: str) -> str:
    """Venue and city."""
    parts = (words(workshop, "venue", language), words(workshop, "city", language))
    return ", ".join(part for part in parts if part)


def organisers_of(workshop: Workshop, language: str) -> str:
    """Who invites."""
    return ", ".join(words(each, "name", language) for each in workshop.organisers.all())
