"""Invitations, reminders, changes and cancellations by mail: in rounds, each person once a round.

A round is written down first, with everybody it is for; then a job sends one mail after the other. A
mail is claimed before it leaves, so a worker that dies leaves at most one of which nobody knows
whether it was sent: it is never sent again by itself, it is shown.
"""

import uuid
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.mail import get_connection
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit, jobs
from core.models import Job
from courses.workshops.calendar_file import fingerprint
from courses.workshops.enums import (
    EXPECTED_STATUSES,
    TAKES_BACK,
    MailState,
    RegistrationStatus,
    RoundKind,
    WorkshopState,
)
from courses.workshops.mails import message_for
from courses.workshops.models import Invitation, MailRound, NominationPlan, Registration, Workshop
from people.models import User

JOB = "send_mails"
#: Who is written to about coming.
COMING = (RegistrationStatus.CONFIRMED, RegistrationStatus.WALK_IN)


def recipients(workshop: Workshop, kind: str) -> list[Registration]:
    """For whom a round of this kind would be now, in the order of the list.

    Invitations: confirmed, and not holding one. Changes: those whose invitation says something else.
    Cancellations: those who hold an invitation and are not on the list any more. Reminders: everybody
    who comes and holds one. Called off: everybody who holds one or comes.
    """
    now = fingerprint(workshop)
    holding: dict[int, str] = {}
    for registration_id, kind_of, calendar in (
        Invitation.objects.filter(round__workshop=workshop)
        .order_by("round_id")
        .values_list("registration_id", "round__kind", "round__calendar")
    ):
        if kind_of in TAKES_BACK:
            holding.pop(registration_id, None)
        else:
            holding[registration_id] = calendar
    found = []
    for entry in workshop.registrations.select_related("person").in_lao_order():
        holds, comes = entry.pk in holding, entry.status in COMING
        if (
            (kind == RoundKind.INVITATION and comes and not holds)
            or (kind == RoundKind.REMINDER and comes and holds)
            or (kind == RoundKind.UPDATE and comes and holds and holding[entry.pk] != now)
            or (kind == RoundKind.CANCELLATION and holds and entry.status not in EXPECTED_STATUSES)
            or (kind == RoundKind.CALLED_OFF and (holds or comes))
        ):
            found.append(entry)
    return found


@transaction.atomic
def start_round(
    *, workshop: Workshop, kind: str, actor: User | None, key: str = ""
) -> MailRound | None:
    """Write to everybody a round of this kind is for; None when that is nobody.

    With ``key`` (a reminder's day) the round is begun once for ever. Raises ValidationError for a
    draft, for a workshop that is over, and for saying of one that is held that it is called off.
    """
    workshop = Workshop.objects.select_for_update().get(pk=workshop.pk)
    is_off = workshop.called_off_at is not None
    if is_off != (kind == RoundKind.CALLED_OFF) or (
        not is_off and workshop.state in (WorkshopState.DRAFT, WorkshopState.CLOSED)
    ):
        raise ValidationError(_("Mails go out while the workshop is open or running."))
    if key and MailRound.objects.filter(workshop=workshop, kind=kind, key=key).exists():
        return None
    people = recipients(workshop, kind)
    if not people:
        return None
    now = fingerprint(workshop)
    last = MailRound.objects.filter(workshop=workshop).first()
    made = MailRound.objects.create(
        workshop=workshop,
        kind=kind,
        key=key or uuid.uuid4().hex,
        calendar=now,
        sequence=_next_sequence(last, kind, now),
        started_by=actor,
    )
    Invitation.objects.bulk_create(
        Invitation(
            round=made,
            registration=entry,
            state=MailState.WAITING if entry.person.email else MailState.NO_ADDRESS,
        )
        for entry in people
    )
    audit.record(
        actor=actor,
        verb="start_mail_round",
        target=workshop,
        kind=str(kind),
        people=len(people),
        sequence=made.sequence,
    )
    jobs.start(kind=JOB, target=made, actor=actor)
    return made


def _next_sequence(last: MailRound | None, kind: str, now: str) -> int:
    """Higher whenever the calendars of people have to take over something new."""
    if last is None:
        return 0
    same = last.calendar == now and not {kind, last.kind} & set(TAKES_BACK)
    return last.sequence if same else last.sequence + 1


@jobs.worker(JOB)
def send_round(job: Job) -> dict[str, Any]:
    """Send what waits in a round. Safe to run again: what has left stays."""
    found = MailRound.objects.select_related("workshop").get(pk=job.target_id)
    waiting = list(found.invitations.filter(state=MailState.WAITING).values_list("pk", flat=True))
    job.beat(done=0, total=len(waiting))
    with get_connection() as connection:
        for number, key in enumerate(waiting, start=1):
            _send_one(key, connection)
            job.beat(done=number)
    return {
        str(state): found.invitations.filter(state=state).count()
        for state in (MailState.SENT, MailState.FAILED, MailState.NO_ADDRESS)
    }


def _send_one(key: int, connection: Any) -> None:
    """Claim one mail and send it. Two workers send it once."""
    claimed = Invitation.objects.filter(pk=key, state=MailState.WAITING).update(
        state=MailState.SENDING, settled_at=timezone.now()
    )
    if not claimed:
        return
    one = Invitation.objects.select_related("registration__person", "round__workshop").get(pk=key)
    if not is_true_still(one):
        one.delete()
        return
    state = MailState.SENT
    if not one.registration.person.email:
        state = MailState.NO_ADDRESS
    else:
        try:
            message_for(one, connection=connection).send()
        except OSError:
            # SMTPException is one; what was written wrong is a ValueError and stops the job.
            state = MailState.FAILED
    Invitation.objects.filter(pk=key).update(state=state, settled_at=timezone.now())


def is_true_still(one: Invitation) -> bool:
    """Whether the mail says what holds: people are cancelled and come back, workshops are called off
    and reopened, while it waits."""
    kind, is_off = one.round.kind, one.round.workshop.called_off_at is not None
    if is_off or kind == RoundKind.CALLED_OFF:
        return is_off and kind in TAKES_BACK
    return (one.registration.status in COMING) != (kind == RoundKind.CANCELLATION)


@transaction.atomic
def send_again(*, mail_round: MailRound, actor: User) -> int:
    """Try those again that failed, are uncertain, or have an address by now; give how many."""
    MailRound.objects.select_for_update().get(pk=mail_round.pk)
    job = jobs.latest(kind=JOB, target=mail_round)
    if job is not None and job.is_open:
        return 0
    again = [
        one.pk
        for one in mail_round.invitations.select_related("registration__person")
        if one.state in (MailState.FAILED, MailState.SENDING, MailState.WAITING)
        or (one.state == MailState.NO_ADDRESS and one.registration.person.email)
    ]
    if again:
        Invitation.objects.filter(pk__in=again).update(state=MailState.WAITING)
        audit.record(actor=actor, verb="send_again", target=mail_round, people=len(again))
        jobs.start(kind=JOB, target=mail_round, actor=actor)
    return len(again)


@transaction.atomic
def mark_told(*, invitation: Invitation, actor: User) -> Invitation:
    """Note that somebody was told by phone or by a printed letter. Twice is once."""
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if invitation.state in (MailState.TOLD, MailState.SENT):
        return invitation
    invitation.state = MailState.TOLD
    invitation.settled_at, invitation.settled_by = timezone.now(), actor
    invitation.save(update_fields=["state", "settled_at", "settled_by"])
    audit.record(actor=actor, verb="mark_told", target=invitation)
    return invitation


def remind_due(today: date | None = None) -> list[MailRound]:
    """Begin the reminders that are due; called once a day, and safe to repeat.

    A day on which nobody worked is made up for; of several reminders that are due together only the
    latest goes out.
    """
    today = today or timezone.localdate()
    begun = []
    plans = NominationPlan.objects.filter(
        workshop__state__in=[WorkshopState.OPEN, WorkshopState.RUNNING],
        workshop__start_date__gt=today,
    ).select_related("workshop")
    for plan in plans:
        ahead = (plan.workshop.start_date - today).days
        due = due_reminder(plan.reminder_days, ahead)
        if due is None:
            continue
        made = start_round(
            workshop=plan.workshop, kind=RoundKind.REMINDER, actor=None, key=f"reminder-{due}"
        )
        if made is not None:
            begun.append(made)
    return begun


def due_reminder(days: Iterable[int], ahead: int) -> int | None:
    """Which reminder belongs to ``ahead`` days before: the last one whose day has come."""
    return min((day for day in days if day >= ahead), default=None)
