"""Mails as their page shows them: what can go out now, what went out, who is still to be told."""

from collections import Counter
from dataclasses import dataclass

from core import jobs
from core.models import Job
from courses.workshops.enums import MailState, RoundKind
from courses.workshops.models import Invitation, MailRound, Workshop
from courses.workshops.services.mails import JOB, is_true_still, recipients

#: States in which nobody knows of the matter yet, and a person has to act.
UNTOLD = (MailState.NO_ADDRESS, MailState.FAILED, MailState.SENDING)


@dataclass(frozen=True, slots=True)
class RoundRow:
    """One round with its counts; ``again`` are those that could be tried again."""

    round: MailRound
    people: int
    sent: int
    told: int
    again: int
    no_address: int
    waiting: int


def rounds_of(workshop: Workshop) -> list[RoundRow]:
    """The rounds of a workshop, the newest first, in two queries."""
    counts: dict[int, Counter[str]] = {}
    for key, state in Invitation.objects.filter(round__workshop=workshop).values_list(
        "round_id", "state"
    ):
        counts.setdefault(key, Counter())[state] += 1
    return [
        RoundRow(
            round=one,
            people=(found := counts.get(one.pk, Counter())).total(),
            sent=found[MailState.SENT],
            told=found[MailState.TOLD],
            again=found[MailState.FAILED] + found[MailState.SENDING],
            no_address=found[MailState.NO_ADDRESS],
            waiting=found[MailState.WAITING],
        )
        for one in workshop.mail_rounds.all()
    ]


def to_be_told(workshop: Workshop) -> list[Invitation]:
    """People whom no mail has reached, each once: the newest matter, if it still holds. The newest
    first, each with their phone number."""
    newest: dict[int, Invitation] = {}
    for one in (
        Invitation.objects.filter(round__workshop=workshop)
        .select_related("registration__person", "registration__organisation", "round__workshop")
        .order_by("-round_id", "registration__person__sort_key", "pk")
    ):
        newest.setdefault(one.registration_id, one)
    return [one for one in newest.values() if one.state in UNTOLD and is_true_still(one)]


def ready_to_send(workshop: Workshop) -> list[tuple[RoundKind, int]]:
    """What can be sent now, and to how many people; what nobody needs is left out."""
    kinds = [kind for kind in RoundKind if kind != RoundKind.CALLED_OFF]
    found = [(kind, len(recipients(workshop, kind))) for kind in kinds]
    return [(kind, count) for kind, count in found if count]


def open_job(workshop: Workshop) -> Job | None:
    """The sending that is going on now, of the newest round."""
    newest = workshop.mail_rounds.first()
    job = jobs.latest(kind=JOB, target=newest) if newest else None
    return job if job is not None and job.is_open else None
