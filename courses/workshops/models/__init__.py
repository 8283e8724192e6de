"""Workshops: the occasion, its people, who was there, and the papers and mails around it."""

from courses.workshops.models.attendance import Attendance, AttendanceMark, HeldEvent, RoomDevice
from courses.workshops.models.check_in import CheckInOpening, SelfCheckIn
from courses.workshops.models.nominations import (
    Invitation,
    LetterText,
    MailRound,
    NominationLetter,
    NominationPlan,
    Quota,
)
from courses.workshops.models.paper import PrintedPage, PrintedSheet, ReadPage, Scan, ScanPicture
from courses.workshops.models.reconciling import KeptDifference, PaperCount
from courses.workshops.models.registrations import (
    FormerRegistration,
    Registration,
    RegistrationQuerySet,
    RuleOverride,
)
from courses.workshops.models.workshops import (
    AgendaItem,
    Donor,
    Session,
    SignOff,
    Workshop,
    WorkshopFacilitator,
)

__all__ = [
    "AgendaItem",
    "Attendance",
    "AttendanceMark",
    "CheckInOpening",
    "Donor",
    "FormerRegistration",
    "HeldEvent",
    "Invitation",
    "KeptDifference",
    "LetterText",
    "MailRound",
    "NominationLetter",
    "NominationPlan",
    "PaperCount",
    "PrintedPage",
    "PrintedSheet",
    "Quota",
    "ReadPage",
    "Registration",
    "RegistrationQuerySet",
    "RoomDevice",
    "RuleOverride",
    "Scan",
    "ScanPicture",
    "SelfCheckIn",
    "Session",
    "SignOff",
    "Workshop",
    "WorkshopFacilitator",
]
