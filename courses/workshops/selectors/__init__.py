"""Reads that more than one place needs. Fetching is checking: what is not yours is not there."""

from typing import Any

from django.db.models import QuerySet

from courses.workshops.models import Session, Workshop
from people.roles import is_administrator, is_facilitator, is_reporting_officer


def workshops_led_by(user: Any) -> QuerySet[Workshop]:
    """The workshops whose rooms this user may open: those they facilitate, all for administrators."""
    if is_administrator(user):
        return Workshop.objects.all()
    if not is_facilitator(user):
        return Workshop.objects.none()
    return Workshop.objects.filter(facilitators__person=user)


def workshops_reported_to(user: Any) -> QuerySet[Workshop]:
    """The workshops whose figures this user may read: their own, all for reporting officers."""
    if is_reporting_officer(user):
        return Workshop.objects.all()
    return workshops_led_by(user)


def sessions_led_by(user: Any) -> QuerySet[Session]:
    """The sessions of those workshops, each with its workshop at hand."""
    return Session.objects.filter(workshop__in=workshops_led_by(user)).select_related("workshop")
