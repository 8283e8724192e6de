"""Preparing a workshop and taking it through its life."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid5

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from core import audit
from courses.workshops.enums import WorkshopState
from courses.workshops.models import (
    AttendanceMark,
    Donor,
    Session,
    Workshop,
    WorkshopFacilitator,
)
from courses.workshops.services import waiting
from courses.workshops.services.sessions import plan_sessions
from people.models import Organisation, User

#: What can be said about a workshop; the words in two languages, the rest once.
FIELDS = frozenset(
    {
        *(
            f"{name}_{code}"
            for name in ("title", "venue", "city", "programme")
            for code in ("en", "lo")
        ),
        "code",
        "course",
        "start_date",
        "end_date",
        "donor",
        "sdgs",
        "gcm_objectives",
        "places",
        "rule_kind",
        "rule_sessions",
        "rule_share",
    }
)
#: Addresses of our own that a workshop's code may not take.
RESERVED_CODES = frozenset({"attention", "new", "today"})
#: As many as a workshop without a limit may ever hold.
LONGEST_LIST = 2000
#: Longer than any workshop held so far; guards against a mistyped year.
LONGEST_DAYS = 31
SDG_COUNT = 17
GCM_COUNT = 23

#: state -> the states one step away, the usual next one first.
STEPS: dict[str, tuple[WorkshopState, ...]] = {
    WorkshopState.DRAFT: (WorkshopState.OPEN,),
    WorkshopState.OPEN: (WorkshopState.RUNNING, WorkshopState.DRAFT),
    WorkshopState.RUNNING: (WorkshopState.CLOSED, WorkshopState.OPEN),
    WorkshopState.CLOSED: (WorkshopState.RUNNING,),
}


@transaction.atomic
def create_workshop(
    *,
    actor: User,
    organisers: Iterable[Organisation] = (),
    is_sample: bool = False,
    client_id: UUID | None = None,
    **details: Any,
) -> Workshop:
    """Begin a workshop in the state draft, with its half-days planned; ``actor`` facilitates it.

    ``details`` are of ``FIELDS``; a missing ``code`` is made from the first day
    (MICIC-2024-06, then MICIC-2024-06-2). ``client_id`` belongs to the form: sent twice by the same
    person, it gives the workshop of the first time. Raises ValidationError by field.
    """
    if client_id is not None:
        # One after the other, when somebody presses the button twice.
        User.objects.select_for_update().get(pk=actor.pk)
        client_id = _id_of_what_was_sent(client_id, actor, details)
        done = Workshop.objects.filter(client_id=client_id).first()
        if done is not None:
            return done
    details["code"] = details.get("code") or free_code(details.get("start_date"))
    workshop = Workshop(created_by=actor, is_sample=is_sample, client_id=client_id)
    _fill(workshop, details)
    workshop.save()
    workshop.organisers.set(organisers)
    WorkshopFacilitator.objects.create(workshop=workshop, person=actor)
    audit.record(actor=actor, verb="create_workshop", target=workshop, code=workshop.code)
    plan_sessions(workshop=workshop, actor=actor)
    return workshop


@transaction.atomic
def update_workshop(
    *,
    workshop: Workshop,
    actor: User,
    organisers: Iterable[Organisation] | None = None,
    **changes: Any,
) -> Workshop:
    """Change what is said about a workshop.

    New dates move the sessions along with the first day as long as nobody has been marked; days
    that fall away lose their sessions when nothing hangs on them. Raises ValidationError by field.
    """
    workshop = Workshop.objects.select_for_update().get(pk=workshop.pk)
    before = {name: getattr(workshop, name) for name in changes}
    first_day = workshop.start_date
    days_before = workshop.dates
    places_before = workshop.places
    _fill(workshop, changes)
    workshop.save()
    if organisers is not None:
        workshop.organisers.set(organisers)
    if workshop.dates != days_before:
        _follow_dates(workshop, workshop.start_date - first_day)
        plan_sessions(workshop=workshop, actor=actor)
    changed = sorted(name for name in changes if before[name] != getattr(workshop, name))
    audit.record(actor=actor, verb="update_workshop", target=workshop, changed=changed)
    if places_before is not None and workshop.places != places_before:
        more = (workshop.places or LONGEST_LIST) - places_before
        waiting.fill(workshop, actor=actor, freed=more)
    return workshop


@transaction.atomic
def change_state(*, workshop: Workshop, state: str, actor: User) -> Workshop:
    """Take a step of ``STEPS``. Asking for the state it is in already changes nothing.

    Raises ValidationError when the step is not one of them or something is missing for it.
    """
    workshop = Workshop.objects.select_for_update().get(pk=workshop.pk)
    if state == workshop.state:
        return workshop
    if state not in STEPS[workshop.state]:
        raise ValidationError(
            _("A workshop that is “%(from)s” cannot become “%(to)s” in one step.")
            % {
                "from": workshop.get_state_display(),
                "to": dict(WorkshopState.choices).get(state, state),
            }
        )
    if state in (WorkshopState.OPEN, WorkshopState.RUNNING) and not workshop.sessions.exists():
        raise ValidationError(_("Add at least one session first."))
    if state == WorkshopState.DRAFT and workshop.registrations.exists():
        raise ValidationError(
            _("People are on the list already, so the workshop cannot go back to a draft.")
        )
    if state == WorkshopState.OPEN and _has_marks(workshop):
        raise ValidationError(_("Attendance has been recorded, so the workshop has begun."))
    before, workshop.state = workshop.state, state
    workshop.called_off_at = None
    workshop.save(update_fields=["state", "called_off_at"])
    audit.record(
        actor=actor, verb="change_state", target=workshop, **{"from": before, "to": str(state)}
    )
    return workshop


@transaction.atomic
def delete_workshop(*, workshop: Workshop, actor: User) -> None:
    """Throw a draft away, with its sessions and agenda. Twice is once.

    Raises ValidationError once people are on the list or anything else hangs on it: then it stays.
    """
    found = Workshop.objects.select_for_update().filter(pk=workshop.pk).first()
    if found is None:
        return
    if found.state != WorkshopState.DRAFT or found.registrations.exists():
        raise ValidationError(
            _("Only a draft without people can be deleted. Close the workshop instead.")
        )
    audit.record(actor=actor, verb="delete_workshop", target=found, code=found.code)
    try:
        found.delete()
    except ProtectedError as error:
        raise ValidationError(
            _("Tests or certificates belong to this workshop, so it cannot be deleted.")
        ) from error


@transaction.atomic
def add_donor(
    *,
    actor: User,
    name_en: str = "",
    name_lo: str = "",
    acronym_en: str = "",
    acronym_lo: str = "",
) -> Donor:
    """A donor by name, or the one that has this very name already."""
    if not (name_en or name_lo):
        raise ValidationError({"name_en": _("Write the donor's name in one language at least.")})
    for language, name in (("en", name_en), ("lo", name_lo)):
        known = Donor.objects.filter(**{f"name_{language}__iexact": name}).first() if name else None
        if known is not None:
            return known
    donor = Donor(name_en=name_en, name_lo=name_lo, acronym_en=acronym_en, acronym_lo=acronym_lo)
    return save_donor(donor=donor, actor=actor)


@transaction.atomic
def save_donor(*, donor: Donor, actor: User) -> Donor:
    """Write a new or changed donor. Raises ValidationError by field."""
    verb = "add_donor" if donor.pk is None else "change_donor"
    if not (donor.name_en or donor.name_lo):  # type: ignore[attr-defined]
        raise ValidationError({"name_en": _("Write the donor's name in one language at least.")})
    donor.full_clean()
    donor.save()
    audit.record(actor=actor, verb=verb, target=donor)
    return donor


def free_code(start: date | None) -> str:
    """A code nobody has, from the month of the first day."""
    if start is None:
        raise ValidationError({"start_date": _("Choose the first day.")})
    stem = f"MICIC-{start:%Y-%m}"
    taken = set(Workshop.objects.filter(code__startswith=stem).values_list("code", flat=True))
    number = 1
    while (code := stem if number == 1 else f"{stem}-{number}") in taken:
        number += 1
    return code


def _id_of_what_was_sent(client_id: UUID, actor: User, details: dict[str, Any]) -> UUID:
    """The id of a form with what it was sent for.

    Somebody who goes back to a form they have sent, or signs in on a device where another person
    sent it, and writes of another workshop, means another workshop.
    """
    about = [str(details.get(name)) for name in ("title_lo", "title_en", "start_date")]
    return uuid5(client_id, "\n".join([str(actor.pk), *about]))


def _fill(workshop: Workshop, details: dict[str, Any]) -> None:
    """Put ``details`` into ``workshop`` and check the whole."""
    if unknown := set(details) - FIELDS:
        raise TypeError(f"not said about a workshop: {', '.join(sorted(unknown))}")
    for name, value in details.items():
        setattr(workshop, name, value)
    errors: dict[str, list[str]] = {}
    if not (workshop.title_en or workshop.title_lo):  # type: ignore[attr-defined]
        errors["title_lo"] = [_("Write the title in one language at least.")]
    if not (workshop.city_en or workshop.city_lo):  # type: ignore[attr-defined]
        errors["city_lo"] = [_("Write the city in one language at least.")]
    if workshop.code in RESERVED_CODES:
        errors["code"] = [_("This code is taken. Choose another one.")]
    if workshop.start_date and workshop.end_date:
        if workshop.end_date < workshop.start_date:
            errors["end_date"] = [_("The last day is before the first day.")]
        elif workshop.day_count > LONGEST_DAYS:
            errors["end_date"] = [
                _("A workshop lasts %(days)s days at most. Check the dates.")
                % {"days": LONGEST_DAYS}
            ]
    for name, count in (("sdgs", SDG_COUNT), ("gcm_objectives", GCM_COUNT)):
        numbers = getattr(workshop, name) or []
        if not all(isinstance(number, int) and 1 <= number <= count for number in numbers):
            errors[name] = [_("Choose numbers from 1 to %(count)s.") % {"count": count}]
        setattr(workshop, name, sorted(set(numbers)))
    if errors:
        raise ValidationError(errors)
    workshop.full_clean(exclude=["created_by"])


def _has_marks(workshop: Workshop) -> bool:
    return AttendanceMark.objects.filter(session__workshop=workshop).exists()


def _follow_dates(workshop: Workshop, shift: timedelta) -> None:
    """Keep the sessions within the new dates, or say which one stands in the way."""
    sessions = list(workshop.sessions.all())
    if shift and not _has_marks(workshop):
        # Away from the direction of the move first, so that no two stand on the same half-day.
        for session in sorted(sessions, key=lambda one: one.day, reverse=shift > timedelta()):
            session.day += shift
            session.save(update_fields=["day"])
    first, last = workshop.dates
    for session in sessions:
        if first <= session.day <= last:
            continue
        if _is_in_use(session):
            raise ValidationError(
                {
                    "end_date": _(
                        "The session “%(session)s” is outside these dates and has attendance or an "
                        "agenda. Move or delete it first."
                    )
                    % {"session": session}
                }
            )
        session.delete()


def _is_in_use(session: Session) -> bool:
    return session.marks.exists() or session.agenda.exists()
