"""A workshop that does not take place: closed, and everybody who was to come is told."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit
from courses.workshops.enums import RoundKind, WorkshopState
from courses.workshops.models import AttendanceMark, Workshop
from courses.workshops.services.mails import start_round
from people.models import User


@transaction.atomic
def call_off(*, workshop: Workshop, actor: User) -> Workshop:
    """Close a workshop that is not held, and write to all who are confirmed or hold an invitation.

    The mail takes the days out of their calendars. Twice is once; reopening takes it back, and people
    can be invited anew. Raises ValidationError for a draft, which nobody knows of, for one that is
    over, and once somebody was marked.
    """
    workshop = Workshop.objects.select_for_update().get(pk=workshop.pk)
    if workshop.called_off_at is not None:
        return workshop
    if workshop.state not in (WorkshopState.OPEN, WorkshopState.RUNNING):
        raise ValidationError(_("Only a workshop that is open or running can be called off."))
    if AttendanceMark.objects.filter(session__workshop=workshop).exists():
        raise ValidationError(_("Attendance has been recorded, so the workshop has begun."))
    workshop.state, workshop.called_off_at = WorkshopState.CLOSED, timezone.now()
    workshop.save(update_fields=["state", "called_off_at"])
    audit.record(actor=actor, verb="call_off", target=workshop, code=workshop.code)
    start_round(workshop=workshop, kind=RoundKind.CALLED_OFF, actor=actor)
    return workshop
