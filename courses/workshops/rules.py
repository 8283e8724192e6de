"""The attendance rule of a workshop: what it really means, who meets it, and why not yet.

Shares deceive: of four half-days only 0, 25, 50, 75 and 100 % can be reached, so "at least 80 %"
silently means all four. Everything shown to people therefore speaks of whole sessions.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.workshops.enums import ATTENDED_STATUSES, RuleKind
from courses.workshops.models import Attendance, Registration, RuleOverride, Session, Workshop


@dataclass(frozen=True, slots=True)
class RuleResult:
    """Where one registration stands. ``reason`` says why not yet, '' when the rule is met."""

    registration_id: int
    attended: int
    sessions: int
    meets: bool
    overridden: bool
    reason: str


def is_locked(session: Session) -> bool:
    """Whether the session was signed off: from then on every change of a mark needs a reason.

    What a device sends for a locked session without one is kept and waits (``held``).
    """
    return session.signed_off_at is not None


def sessions_needed(
    workshop: Workshop, session_count: int, *, session_days: int | None = None
) -> int:
    """How many of ``session_count`` sessions somebody must at least attend; never less than one.

    A workshop with fewer sessions than its rule names needs all of them. ``session_days`` is the
    number of days that have a session (for the each-day rule); the workshop's days when not given.
    """
    if workshop.rule_kind == RuleKind.SHARE:
        needed = -(-workshop.rule_share * session_count // 100)
    elif workshop.rule_kind == RuleKind.EACH_DAY:
        needed = workshop.day_count if session_days is None else session_days
    else:
        needed = workshop.rule_sessions
    return max(1, min(needed, session_count))


def describe_rule(workshop: Workshop, language: str | None = None) -> str:
    """What the rule really means, as a phrase: "at least 3 of 4 sessions".

    In ``language`` when given, else in the reader's. Uses prefetched sessions when there are any.
    """
    with translation.override(language or translation.get_language()):
        count = len(workshop.sessions.all())
        if workshop.rule_kind == RuleKind.EACH_DAY:
            return _("at least one session on each day")
        if count:
            return ngettext(
                "at least %(needed)d of %(sessions)d session",
                "at least %(needed)d of %(sessions)d sessions",
                count,
            ) % {"needed": sessions_needed(workshop, count), "sessions": count}
        if workshop.rule_kind == RuleKind.SHARE:
            return _("at least %(share)d%% of the sessions") % {"share": workshop.rule_share}
        return ngettext(
            "at least %(needed)d session", "at least %(needed)d sessions", workshop.rule_sessions
        ) % {"needed": workshop.rule_sessions}


def results(workshop: Workshop) -> dict[int, RuleResult]:
    """The result of every registration of the workshop, in four queries however many there are.

    All registrations are in it, also replaced and cancelled ones: who gets a certificate is for the
    caller to narrow (``Registration.objects.expected().participants()``).
    """
    sessions = list(workshop.sessions.all())
    attended: dict[int, set[int]] = defaultdict(set)
    for registration_id, session_id in Attendance.objects.filter(
        session__workshop=workshop, status__in=ATTENDED_STATUSES
    ).values_list("registration_id", "session_id"):
        attended[registration_id].add(session_id)
    overridden = set(
        RuleOverride.objects.filter(registration__workshop=workshop).values_list(
            "registration_id", flat=True
        )
    )
    registration_ids = (
        Registration.objects.filter(workshop=workshop).order_by("pk").values_list("pk", flat=True)
    )
    return {
        pk: _result(workshop, sessions, pk, attended.get(pk, set()), pk in overridden)
        for pk in registration_ids
    }


def _result(
    workshop: Workshop,
    sessions: Sequence[Session],
    registration_id: int,
    attended: set[int],
    overridden: bool,
) -> RuleResult:
    reason = "" if overridden else _why_not(workshop, sessions, attended)
    return RuleResult(
        registration_id=registration_id,
        attended=len(attended),
        sessions=len(sessions),
        meets=not reason,
        overridden=overridden,
        reason=reason,
    )


def _why_not(workshop: Workshop, sessions: Sequence[Session], attended: set[int]) -> str:
    """Why the rule is not met yet, in the reader's language; '' when it is met."""
    if not sessions:
        return _("the workshop has no sessions yet")
    if workshop.rule_kind == RuleKind.EACH_DAY:
        came = {session.day for session in sessions if session.pk in attended}
        missed = sorted({session.day for session in sessions} - came)
        return _("no session on %(days)s") % {"days": _day_words(missed)} if missed else ""
    missing = sessions_needed(workshop, len(sessions)) - len(attended)
    if missing <= 0:
        return ""
    return _("attended %(attended)d of %(sessions)d; %(missing)d more needed") % {
        "attended": len(attended),
        "sessions": len(sessions),
        "missing": missing,
    }


def _day_words(days: Iterable[date]) -> str:
    """Days as people say them, without the year: "19 June, 20 June"."""
    return ", ".join(date_format(day, "j F") for day in days)
