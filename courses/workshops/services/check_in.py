"""Self check-in: opened and closed by a facilitator, used by the people of the room, undone again."""

import uuid
from datetime import datetime, time, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit
from courses.workshops.codes import new_key
from courses.workshops.enums import (
    ATTENDED_STATUSES,
    EXPECTED_STATUSES,
    MARK_WITHDRAWN,
    AttendanceStatus,
    MarkMethod,
)
from courses.workshops.models import (
    Attendance,
    CheckInOpening,
    Registration,
    SelfCheckIn,
    Session,
)
from courses.workshops.rules import is_locked
from courses.workshops.selectors.attendance import heads_of
from courses.workshops.services.attendance import MarkInput, mark_attendance

#: Minutes after the beginning of a session from which somebody is late (domain facts, 6.2).
LATE_AFTER = timedelta(minutes=15)
#: Days for which it is remembered which phone checked somebody in.
PHONES_KEPT = timedelta(days=14)
#: The mark of a check-in is named after it, so that it is written once however often it is sent.
_NAMESPACE = uuid.UUID("6d2ab7f0-3f0c-4f57-9a53-4c1c2f3f8a10")


def usual_late_from(session: Session) -> time:
    """From when somebody is late by the session's own rule: a quarter of an hour after it began."""
    return (datetime.combine(session.day, session.starts_at) + LATE_AFTER).time()


def is_open(opening: CheckInOpening, now: datetime | None = None) -> bool:
    """Whether its codes count: not closed, and it is still the session's day in Vientiane."""
    return opening.closed_at is None and opening.session.day == timezone.localdate(now)


@transaction.atomic
def open_check_in(*, session: Session, actor: Any) -> CheckInOpening:
    """Open the self check-in of a session; what is open already stays as it is.

    Raises ValidationError on another day than the session's, and when it was signed off.
    """
    session = (
        Session.objects.select_for_update(of=("self",))
        .select_related("workshop")
        .get(pk=session.pk)
    )
    if session.day != timezone.localdate():
        raise ValidationError(_("The self check-in can be opened on the day of the session only."))
    if is_locked(session):
        raise ValidationError(
            _("This session is signed off. Open it again before people check in.")
        )
    standing = session.check_in_openings.filter(closed_at__isnull=True).first()
    if standing is not None:
        return standing
    opening = CheckInOpening.objects.create(
        session=session,
        key=new_key(),
        late_from=usual_late_from(session),
        opened_by=actor if getattr(actor, "pk", None) else None,
    )
    audit.record(actor=actor, verb="open_check_in", target=session, opening=opening.pk)
    return opening


@transaction.atomic
def close_check_in(*, opening: CheckInOpening, actor: Any) -> CheckInOpening:
    """Close it: its codes are worth nothing from now on. Closing twice changes nothing."""
    opening = (
        CheckInOpening.objects.select_for_update(of=("self",))
        .select_related("session")
        .get(pk=opening.pk)
    )
    if opening.closed_at is not None:
        return opening
    opening.closed_at = timezone.now()
    opening.closed_by = actor if getattr(actor, "pk", None) else None
    opening.key = ""
    opening.save(update_fields=["closed_at", "closed_by", "key"])
    audit.record(actor=actor, verb="close_check_in", target=opening.session, opening=opening.pk)
    return opening


@transaction.atomic
def set_late_from(*, opening: CheckInOpening, late_from: time | None, actor: Any) -> CheckInOpening:
    """Choose from when on people are marked late; None: nobody is. Marks that are there stay."""
    opening = (
        CheckInOpening.objects.select_for_update(of=("self",))
        .select_related("session")
        .get(pk=opening.pk)
    )
    if opening.late_from != late_from:
        opening.late_from = late_from
        opening.save(update_fields=["late_from"])
        audit.record(
            actor=actor,
            verb="set_late_from",
            target=opening.session,
            late_from=late_from.isoformat("minutes") if late_from else "",
        )
    return opening


def check_in(
    *, opening: CheckInOpening, person: Any, entry: str, sign_in: str, phone: str = ""
) -> SelfCheckIn:
    """Mark the person themselves as there; again is once.

    The caller has seen a code of this opening from this person (``courses.workshops.codes``). Whoever
    was marked as there already keeps that mark. Raises ValidationError, with what to do, when it is
    closed, when the person is not on the list, and when a facilitator has taken the check-in back.
    """
    with transaction.atomic():
        # The order of locks of mark_attendance: the session first.
        session = Session.objects.select_for_update().get(pk=opening.session_id)
        opening = CheckInOpening.objects.select_related("session").get(pk=opening.pk)
        registration = Registration.objects.filter(
            workshop_id=session.workshop_id, person=person, status__in=EXPECTED_STATUSES
        ).first()
        if registration is None:
            raise ValidationError(
                _("You are not on the list of this session. Please go to the facilitator."),
                code="not_listed",
            )
        known = SelfCheckIn.objects.filter(opening=opening, registration=registration).first()
        if known is not None:
            if known.undone_at is not None:
                raise ValidationError(
                    _(
                        "The facilitator has taken your check-in back. Please go to the facilitator."
                    ),
                    code="undone",
                )
            return known
        if not is_open(opening) or is_locked(session):
            raise ValidationError(
                _("The check-in is closed. Please go to the facilitator."), code="closed"
            )
        made = SelfCheckIn.objects.create(
            opening=opening,
            registration=registration,
            entry=entry,
            sign_in=sign_in,
            phone=phone[:32],
        )
        made.mark = _mark(made, session, person)
        made.save(update_fields=["mark"])
        audit.record(
            actor=person,
            verb="check_in",
            target=registration,
            session=session.pk,
            entry=str(entry),
            sign_in=str(sign_in),
        )
    return made


def _mark(made: SelfCheckIn, session: Session, person: Any) -> Any:
    """The mark that follows; None when nothing is left for the person to say.

    So it is for whoever was marked as there, and where two people differ: they settle it themselves.
    """
    current = Attendance.objects.filter(
        session=session, registration_id=made.registration_id
    ).first()
    if current is not None and (current.is_disputed or current.status in ATTENDED_STATUSES):
        return None
    seen = heads_of(session, [made.registration_id])
    outcome = mark_attendance(
        session=session,
        actor=person,
        method=MarkMethod.QR,
        marks=[
            MarkInput(
                made.registration_id,
                _status(made),
                client_id=uuid.uuid5(_NAMESPACE, f"{made.opening_id}:{made.registration_id}"),
                seen=seen.get(made.registration_id, ()),
            )
        ],
    )
    if outcome.refused:
        raise ValidationError(outcome.refused[0].message)
    return next(iter(outcome.applied or outcome.repeated), None)


def _status(made: SelfCheckIn) -> AttendanceStatus:
    late_from = made.opening.late_from
    if late_from is not None and timezone.localtime(made.at).time() >= late_from:
        return AttendanceStatus.LATE
    return AttendanceStatus.PRESENT


@transaction.atomic
def undo_check_in(*, made: SelfCheckIn, actor: Any) -> SelfCheckIn:
    """Take a check-in back: its mark is withdrawn, unless somebody has marked the person since.

    The person cannot check in again by themselves; the facilitator marks them. Undone once is enough.
    Raises ValidationError when the session was signed off.
    """
    session = Session.objects.select_for_update().get(pk=made.opening.session_id)
    made = SelfCheckIn.objects.select_related("registration", "opening", "mark").get(pk=made.pk)
    if made.undone_at is not None:
        return made
    if is_locked(session):
        raise ValidationError(_("This session is signed off. Open it again to change its marks."))
    if made.mark is not None and made.mark.is_head:
        outcome = mark_attendance(
            session=session,
            actor=actor,
            marks=[
                MarkInput(
                    made.registration_id,
                    MARK_WITHDRAWN,
                    seen=(made.mark.client_id,),
                    reason=_("Check-in by code taken back"),
                )
            ],
        )
        if outcome.refused:
            raise ValidationError(outcome.refused[0].message)
    made.undone_at = timezone.now()
    made.undone_by = actor if getattr(actor, "pk", None) else None
    made.save(update_fields=["undone_at", "undone_by"])
    audit.record(actor=actor, verb="undo_check_in", target=made.registration, session=session.pk)
    return made


def forget_phones() -> int:
    """Forget which phone checked somebody in, some days later: then nobody asks any more."""
    return (
        SelfCheckIn.objects.filter(at__lt=timezone.now() - PHONES_KEPT)
        .exclude(phone="")
        .update(phone="")
    )
