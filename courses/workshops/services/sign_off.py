"""Sign-off: the facilitator says that the list of a session is right, and it is locked from then on."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit
from courses.workshops.models import Session, SignOff
from courses.workshops.rules import is_locked
from courses.workshops.selectors.sign_off import open_points
from courses.workshops.services.attendance import clean_reason
from courses.workshops.services.check_in import close_check_in


@transaction.atomic
def sign_off_session(*, session: Session, actor: Any) -> Session:
    """Lock the session: from now on every change of a mark needs a reason. Twice is once.

    What is still open (``selectors.sign_off.open_points``) does not stop anybody: it is shown before
    and kept with the sign-off. Raises ValidationError before the session has begun.
    """
    session = Session.objects.select_for_update().select_related("workshop").get(pk=session.pk)
    if is_locked(session):
        return session
    if session.day > timezone.localdate():
        raise ValidationError(_("This session has not begun yet, so it cannot be signed off."))
    points = open_points(session)
    session.signed_off_at = timezone.now()
    session.signed_off_by = actor if getattr(actor, "pk", None) else None
    session.save(update_fields=["signed_off_at", "signed_off_by"])
    # Nobody can check in any more, so no screen may go on showing a code.
    for opening in session.check_in_openings.filter(closed_at__isnull=True):
        close_check_in(opening=opening, actor=actor)
    SignOff.objects.create(
        session=session,
        signed_at=session.signed_off_at,
        signed_by=session.signed_off_by,
        still_open=points.counts,
    )
    audit.record(actor=actor, verb="sign_off_session", target=session, open=points.counts)
    return session


@transaction.atomic
def reopen_session(*, session: Session, reason: str, actor: Any) -> Session:
    """Take a sign-off back, with a reason: it was too early, or of the wrong session.

    What changes from now on stands in the annex of the report all the same. Not signed off: nothing
    to do. Raises ValidationError without a reason.
    """
    reason = clean_reason(reason)
    session = Session.objects.select_for_update().get(pk=session.pk)
    if not is_locked(session):
        return session
    session.signed_off_at = None
    session.signed_off_by = None
    session.save(update_fields=["signed_off_at", "signed_off_by"])
    SignOff.objects.filter(session=session, reopened_at__isnull=True).update(
        reopened_at=timezone.now(),
        reopened_by=actor if getattr(actor, "pk", None) else None,
        reason=reason,
    )
    audit.record(actor=actor, verb="reopen_session", target=session, reason=reason)
    return session
