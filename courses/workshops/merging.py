"""What is carried of workshops when two records of a person become one.

Registered twice at the same workshop, they are kept as one with the marks of both; where the two
differ, a facilitator is asked, as after any other dispute.
"""

from collections import defaultdict
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from courses.workshops.cells import cell_of
from courses.workshops.enums import RegistrationStatus
from courses.workshops.models import (
    Attendance,
    AttendanceMark,
    FormerRegistration,
    HeldEvent,
    Invitation,
    KeptDifference,
    Registration,
    RuleOverride,
    SelfCheckIn,
    Session,
    WorkshopFacilitator,
)
from courses.workshops.selectors import workshops_led_by
from people.enums import Gender
from people.merging import Ledger, Mover, carry, register
from people.merging.rules import add_people_in_care

#: Of two registrations at one workshop the one that says most stands.
_STATUSES = [
    RegistrationStatus.CONFIRMED,
    RegistrationStatus.NOMINATED,
    RegistrationStatus.WALK_IN,
    RegistrationStatus.WAITING,
    RegistrationStatus.REPLACED,
    RegistrationStatus.DECLINED,
    RegistrationStatus.CANCELLED,
]
#: What goes with the status: the place on the waiting list, and who decided what.
_OF_THE_STATUS = (
    "status",
    "waiting_order",
    "moves_to",
    "decision_reason",
    "decided_by",
    "decided_at",
)
#: The snapshot, where the registration that stays says nothing.
_FILLED = ("organisation", "position_lo", "position_en")


def register_mover() -> None:
    """Called once when the app is ready."""
    register(
        Mover(
            name="workshops",
            move=_move,
            order=30,
            carries=frozenset(
                {
                    "workshops.Registration.person",
                    "workshops.Registration.replaces",
                    "workshops.WorkshopFacilitator.person",
                    "workshops.AttendanceMark.registration",
                    "workshops.Attendance.registration",
                    "workshops.RuleOverride.registration",
                    "workshops.Invitation.registration",
                    "workshops.KeptDifference.registration",
                    "workshops.FormerRegistration.registration",
                    "workshops.HeldEvent.registration",
                    "workshops.SelfCheckIn.registration",
                }
            ),
            stays=frozenset(
                {
                    "workshops.AttendanceMark.recorded_by",
                    "workshops.CheckInOpening.closed_by",
                    "workshops.CheckInOpening.opened_by",
                    "workshops.FormerRegistration.merged_by",
                    "workshops.HeldEvent.sent_by",
                    "workshops.HeldEvent.settled_by",
                    "workshops.Invitation.settled_by",
                    "workshops.KeptDifference.decided_by",
                    "workshops.MailRound.started_by",
                    "workshops.NominationLetter.made_by",
                    "workshops.PaperCount.counted_by",
                    "workshops.PrintedSheet.printed_by",
                    "workshops.ReadPage.confirmed_by",
                    "workshops.Registration.decided_by",
                    "workshops.Registration.registered_by",
                    "workshops.RoomDevice.person",
                    "workshops.RoomDevice.wiped_by",
                    "workshops.RuleOverride.decided_by",
                    "workshops.Scan.sent_by",
                    "workshops.SelfCheckIn.undone_by",
                    "workshops.Session.signed_off_by",
                    "workshops.SignOff.reopened_by",
                    "workshops.SignOff.signed_by",
                    "workshops.Workshop.created_by",
                    "workshops.Workshop.reconciled_by",
                }
            ),
            counts=_counts,
        )
    )
    add_people_in_care("workshops", _people_of)


def _people_of(user: Any) -> Q:
    """A facilitator looks after the people of the workshops they lead."""
    return Q(
        pk__in=Registration.objects.filter(workshop__in=workshops_led_by(user)).values("person")
    )


def _counts(person: Any) -> dict[str, int]:
    return {
        _("Workshops"): Registration.objects.filter(person=person).count(),
        _("Attendance marks"): AttendanceMark.objects.filter(registration__person=person).count(),
    }


def _move(ledger: Ledger, kept: Any, merged: Any) -> None:
    carry(ledger, WorkshopFacilitator, "person", old=merged, new=kept, once_by=["workshop"])
    for old, new in carry(
        ledger, Registration, "person", old=merged, new=kept, once_by=["workshop"]
    ):
        _unite(ledger, old, new)


def _unite(ledger: Ledger, old: Registration, new: Registration) -> None:
    """Two registrations at one workshop: ``new`` stays, with everything of both."""
    # One writer per session at a time, as whoever marks.
    list(Session.objects.select_for_update().filter(workshop=new.workshop_id).order_by("pk"))
    _unite_words(ledger, old, new)
    _unite_places(ledger, old, new)
    _unite_marks(ledger, old, new)
    if RuleOverride.objects.filter(registration=new).exists():
        for override in RuleOverride.objects.filter(registration=old):
            ledger.remove(override)
    carry(ledger, RuleOverride, "registration", old=old, new=new)
    carry(ledger, Invitation, "registration", old=old, new=new, once_by=["round"])
    carry(ledger, KeptDifference, "registration", old=old, new=new, once_by=["kind", "session"])
    carry(ledger, HeldEvent, "registration", old=old, new=new)
    carry(ledger, FormerRegistration, "registration", old=old, new=new)
    carry(ledger, SelfCheckIn, "registration", old=old, new=new, once_by=["opening"])
    ledger.add(
        FormerRegistration(
            number=old.pk,
            ref=old.ref,
            registration=new,
            reason=ledger.reason,
            merged_by=ledger.actor,
        )
    )


def _unite_words(ledger: Ledger, old: Registration, new: Registration) -> None:
    values: dict[str, Any] = {
        name: getattr(old, name)
        for name in _FILLED
        if not getattr(new, name) and getattr(old, name)
    }
    if new.gender == Gender.NOT_STATED:
        values["gender"] = old.gender
    if _rank(old) < _rank(new):
        values |= {name: getattr(old, name) for name in _OF_THE_STATUS}
    if values:
        ledger.change(new, **values)


def _rank(registration: Registration) -> int:
    return _STATUSES.index(RegistrationStatus(registration.status))


def _unite_places(ledger: Ledger, old: Registration, new: Registration) -> None:
    """Who came in whose place; nobody comes in their own."""
    if old.replaces_id == new.pk:
        ledger.change(old, replaces=None)
    if new.replaces_id == old.pk:
        ledger.change(new, replaces=None)
    if old.replaces_id and not new.replaces_id:
        replaced = old.replaces
        ledger.change(old, replaces=None)
        ledger.change(new, replaces=replaced)
    for successor in Registration.objects.filter(replaces=old):
        free = not Registration.objects.filter(replaces=new).exists()
        ledger.change(successor, replaces=new if free else None)


def _unite_marks(ledger: Ledger, old: Registration, new: Registration) -> None:
    marks: dict[int, list[AttendanceMark]] = defaultdict(list)
    for mark in AttendanceMark.objects.filter(registration__in=[old, new]).order_by("pk"):
        marks[mark.session_id].append(mark)
    states = {
        (row.registration_id, row.session_id): row
        for row in Attendance.objects.filter(registration__in=[old, new])
    }
    for session_id, found in sorted(marks.items()):
        theirs, ours = states.get((old.pk, session_id)), states.get((new.pk, session_id))
        for mark in found:
            if mark.registration_id == old.pk:
                ledger.change(mark, registration=new)
        cell = cell_of(mark for mark in found if mark.is_head)
        row = ours or theirs
        if row is None or cell.mark is None:
            continue
        if ours is not None and theirs is not None:
            ledger.remove(theirs)
        ledger.change(
            row,
            registration=new,
            status=cell.mark.status,
            mark=cell.mark,
            is_disputed=cell.is_disputed,
            watch=["status", "mark", "is_disputed"],
        )
