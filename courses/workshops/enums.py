"""Choices about workshops, as forms, reports and papers show them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class WorkshopState(models.TextChoices):
    """A workshop's life: prepared, open for names, running, closed."""

    DRAFT = "draft", _("Draft")
    OPEN = "open", _("Open for registration")
    RUNNING = "running", _("Running")
    CLOSED = "closed", _("Closed")


class ParticipantType(models.TextChoices):
    """In what capacity somebody takes part. Only ``OFFICIAL_TYPES`` count as officials trained."""

    OFFICIAL = "official", _("Government official")
    MASS_ORGANISATION = "mass_organisation", _("Mass organisation")
    UN_STAFF = "un_staff", _("IOM or UN staff")
    DONOR = "donor", _("Donor")
    INTERPRETER = "interpreter", _("Interpreter")
    OBSERVER = "observer", _("Observer")
    FACILITATOR = "facilitator", _("Facilitator")


OFFICIAL_TYPES = (ParticipantType.OFFICIAL, ParticipantType.MASS_ORGANISATION)


class RegistrationStatus(models.TextChoices):
    """Where a registration stands. ``EXPECTED_STATUSES`` are on the attendance list."""

    NOMINATED = "nominated", _("Nominated")
    CONFIRMED = "confirmed", _("Confirmed")
    WAITING = "waiting", _("On the waiting list")
    WALK_IN = "walk_in", _("Walk-in")
    REPLACED = "replaced", _("Replaced")
    DECLINED = "declined", _("Declined")
    CANCELLED = "cancelled", _("Cancelled")


EXPECTED_STATUSES = (
    RegistrationStatus.NOMINATED,
    RegistrationStatus.CONFIRMED,
    RegistrationStatus.WALK_IN,
)


class DifferenceKind(models.TextChoices):
    """How nominated, registered, on paper and in the system can differ (``selectors.reconciling``)."""

    NEVER_CAME = "never_came", _("On the list, but never came")
    NOT_APPROVED = "not_approved", _("Came without an approved nomination")
    NO_ORGANISATION = "no_organisation", _("No organisation stated")
    UNMARKED = "unmarked", _("On the list, but not marked")
    CANCELLED_BUT_CAME = "cancelled_but_came", _("Not on the list any more, but marked as there")
    DISPUTED = "disputed", _("Two marks differ")
    PAPER_COUNT = "paper_count", _("The number of signatures differs from the marks")
    NOT_SIGNED_OFF = "not_signed_off", _("Session not signed off")
    NO_RULE = "no_rule", _("Certificate, but the attendance rule is not met")


class DayPart(models.TextChoices):
    """Which half of the day a session is."""

    MORNING = "morning", _("Morning session")
    AFTERNOON = "afternoon", _("Afternoon session")
    WHOLE_DAY = "whole_day", _("Whole day")


class AttendanceStatus(models.TextChoices):
    """What happened at one session. ``ATTENDED_STATUSES`` count as having attended it."""

    PRESENT = "present", _("Present")
    LATE = "late", _("Late")
    LEFT_EARLY = "left_early", _("Left early")
    EXCUSED = "excused", _("Excused")
    ABSENT = "absent", _("Absent")


#: The status of a mark that takes the one before back (undo): the person is unmarked again. It never
#: reaches the projection and is therefore no ``AttendanceStatus``.
MARK_WITHDRAWN = "withdrawn"
MARK_CHOICES = [*AttendanceStatus.choices, (MARK_WITHDRAWN, _("Mark withdrawn"))]


ATTENDED_STATUSES = (
    AttendanceStatus.PRESENT,
    AttendanceStatus.LATE,
    AttendanceStatus.LEFT_EARLY,
)


class MarkMethod(models.TextChoices):
    """How a mark came about."""

    GRID = "grid", _("Attendance page")
    TAP = "tap", _("Single tap")
    QR = "qr", _("Code")
    OFFLINE = "offline", _("Offline device")
    PAPER = "paper", _("Paper sheet")
    IMPORT = "import", _("Import")


class HeldBecause(models.TextChoices):
    """Why something that a device sent does not count yet."""

    WALK_IN = "walk_in", _("The person has not arrived from the phone yet")
    LOCKED = "locked", _("The session was signed off")
    CLOSED = "closed", _("The workshop was closed")


class CodeEntry(models.TextChoices):
    """How the code of a self check-in came from the screen to the phone."""

    SCANNED = "scanned", _("Code scanned")
    TYPED = "typed", _("Code typed")


class SignInWay(models.TextChoices):
    """How somebody who checked in had signed in."""

    CARD = "card", _("Access card")
    ACCOUNT = "account", _("Own account")


class RuleKind(models.TextChoices):
    """How much attendance a certificate of participation needs."""

    SESSIONS = "sessions", _("A number of sessions")
    SHARE = "share", _("A share of the sessions")
    EACH_DAY = "each_day", _("At least one session on each day")


class MovesUp(models.TextChoices):
    """What happens when a place becomes free and somebody is waiting."""

    AUTOMATIC = "automatic", _("The next one moves up by itself")
    ASKED = "asked", _("A facilitator lets somebody move up")


class RoundKind(models.TextChoices):
    """Why mails about a workshop go out. ``CALLED_OFF`` goes with the service that calls it off."""

    INVITATION = "invitation", _("Invitation")
    REMINDER = "reminder", _("Reminder")
    UPDATE = "update", _("Change of date or place")
    CANCELLATION = "cancellation", _("Cancellation")
    CALLED_OFF = "called_off", _("Workshop called off")


#: Places of a letter's standing text that are filled, as {organisation}.
LETTER_PLACES = (
    *("organisation", "title", "days", "place", "left", "women", "closes_on", "contact"),
)

#: After one of these nobody holds an invitation any more; the calendar file takes the days out.
TAKES_BACK = (RoundKind.CANCELLATION, RoundKind.CALLED_OFF)


class MailState(models.TextChoices):
    """What became of one person's mail. ``SENDING`` of a worker that died stays uncertain."""

    WAITING = "waiting", _("Waiting to be sent")
    SENDING = "sending", _("Not certain whether it was sent")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Could not be sent")
    NO_ADDRESS = "no_address", _("No e-mail address")
    TOLD = "told", _("Told by phone or letter")


class LetterKind(models.TextChoices):
    """Papers whose standing words editors keep."""

    NOMINATIONS = "nominations", _("Letter asking for nominations")
