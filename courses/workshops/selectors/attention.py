"""Records that need attention, of one workshop or many: each leads to where it is settled."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core import dates
from courses.workshops.enums import EXPECTED_STATUSES, WorkshopState
from courses.workshops.models import (
    Attendance,
    HeldEvent,
    Registration,
    RoomDevice,
    Scan,
    Session,
    Workshop,
)
from courses.workshops.rules import is_locked
from people.enums import Gender
from people.models import AccessCard, User
from people.roster.matching import find_duplicates


class Attention(models.TextChoices):
    """What a record needs, the most pressing first."""

    DISPUTED = "disputed", _("Two marks differ")
    HELD = "held", _("Marks that do not count yet")
    DEVICES = "devices", _("Devices with marks that were not sent")
    SCANS = "scans", _("Signed sheets to confirm")
    NOT_SIGNED_OFF = "not_signed_off", _("Sessions not signed off")
    DUPLICATES = "duplicates", _("People who may be entered twice")
    NO_ORGANISATION = "no_organisation", _("No organisation stated")
    NO_GENDER = "no_gender", _("No gender stated")
    NO_SIGN_IN = "no_sign_in", _("People without a way to sign in")


@dataclass(frozen=True, slots=True)
class Item:
    """One record: what it is, a word beside it, and the page where it is settled."""

    label: str
    url: str
    note: str = ""


@dataclass(slots=True)
class Needs:
    """What one workshop needs, by kind."""

    workshop: Workshop
    items: dict[str, list[Item]] = field(default_factory=lambda: defaultdict(list))

    @property
    def total(self) -> int:
        """All records in need of attention."""
        return sum(len(items) for items in self.items.values())

    @property
    def kinds(self) -> list[tuple[str, list[Item]]]:
        """The kinds that have something, in their order, with their words."""
        return [(str(kind.label), self.items[kind]) for kind in Attention if self.items.get(kind)]


def attention_of(workshops: Sequence[Workshop], today: date | None = None) -> list[Needs]:
    """What each of these workshops needs; a constant number of queries for any number of them."""
    today = today or timezone.localdate()
    needs = {workshop.pk: Needs(workshop) for workshop in workshops}
    _sessions(needs, today)
    _marks(needs)
    _scans(needs)
    people = _registrations(needs, today)
    _duplicates(needs, people)
    return list(needs.values())


def _sessions(needs: dict[int, Needs], today: date) -> None:
    """A session is signed off on its day; from the day after it is asked for."""
    for session in Session.objects.filter(workshop__in=needs, day__lt=today).order_by(
        "day", "starts_at", "pk"
    ):
        if not is_locked(session):
            found = needs[session.workshop_id]
            found.items[Attention.NOT_SIGNED_OFF].append(
                Item(
                    _session_words(session),
                    reverse("session_sign_off", args=[found.workshop.code, session.pk]),
                )
            )


def _marks(needs: dict[int, Needs]) -> None:
    """Marks about which people differ, that do not count yet, or that a phone still holds."""
    for row in (
        Attendance.objects.filter(session__workshop__in=needs, is_disputed=True)
        .select_related("session", "registration__person")
        .order_by("session__day", "session__starts_at", "registration__person__sort_key", "pk")
    ):
        found = needs[row.session.workshop_id]
        found.items[Attention.DISPUTED].append(
            Item(
                str(row.registration.person),
                reverse("session_disputes", args=[found.workshop.code, row.session_id]),
                _session_words(row.session),
            )
        )
    for held in (
        HeldEvent.objects.filter(workshop__in=needs, settled_at__isnull=True)
        .select_related("session", "registration__person")
        .order_by("pk")
    ):
        found = needs[held.workshop_id]
        about = held.registration.person if held.registration else held.get_why_display()
        found.items[Attention.HELD].append(
            Item(
                str(about),
                reverse("held_settle", args=[found.workshop.code, held.pk]),
                _session_words(held.session) if held.session else "",
            )
        )
    for device in RoomDevice.objects.filter(
        workshop__in=needs, waiting__gt=0, wiped_at__isnull=True
    ).select_related("person"):
        found = needs[device.workshop_id]
        found.items[Attention.DEVICES].append(
            Item(
                str(device.person or device.kind or device.pk),
                reverse("workshop_devices", args=[found.workshop.code]),
                ngettext("%(number)d mark waits", "%(number)d marks wait", device.waiting)
                % {"number": device.waiting},
            )
        )


def _scans(needs: dict[int, Needs]) -> None:
    """Sheets that were read: nothing of them is recorded before somebody confirms it."""
    for scan in (
        Scan.objects.filter(workshop__in=needs, pictures__pages__confirmed_at=None)
        .annotate(open_pages=Count("pictures__pages"))
        .filter(open_pages__gt=0)
        .order_by("sent_at", "pk")
    ):
        found = needs[scan.workshop_id]
        found.items[Attention.SCANS].append(
            Item(
                f"{dates.short_day(timezone.localdate(scan.sent_at))} {scan.filename}",
                reverse("scan", args=[found.workshop.code, scan.uuid]),
                ngettext(
                    "%(count)d page waits to be confirmed",
                    "%(count)d pages wait to be confirmed",
                    scan.open_pages,
                )
                % {"count": scan.open_pages},
            )
        )


def _registrations(needs: dict[int, Needs], today: date) -> dict[int, set[int]]:
    """What is missing about people; gives the people of each workshop."""
    card = AccessCard.objects.standing().filter(person=OuterRef("person"))
    former = User.objects.filter(merged_into=OuterRef("person")).exclude(
        password__startswith=UNUSABLE_PASSWORD_PREFIX
    )
    people: dict[int, set[int]] = defaultdict(set)
    for entry in (
        Registration.objects.filter(workshop__in=needs)
        .filter(Q(status__in=EXPECTED_STATUSES) | Q(attendance__isnull=False))
        .annotate(has_card=Exists(card), has_former=Exists(former))
        .select_related("person")
        .distinct()
        .in_lao_order()
    ):
        found = needs[entry.workshop_id]
        workshop, person = found.workshop, entry.person
        people[workshop.pk].add(person.pk)
        url = reverse("registration_edit", args=[workshop.code, entry.pk])
        if entry.organisation_id is None:
            found.items[Attention.NO_ORGANISATION].append(Item(str(person), url))
        if entry.gender == Gender.NOT_STATED:
            found.items[Attention.NO_GENDER].append(Item(str(person), url))
        can_sign_in = (
            person.has_usable_password()
            or person.email
            or entry.has_card  # type: ignore[attr-defined]
            or entry.has_former  # type: ignore[attr-defined]
        )
        is_ahead = workshop.end_date >= today and workshop.state != WorkshopState.CLOSED
        if is_ahead and not can_sign_in:
            found.items[Attention.NO_SIGN_IN].append(Item(str(person), url))
    return people


def _duplicates(needs: dict[int, Needs], people: dict[int, set[int]]) -> None:
    everybody = set().union(*people.values()) if people else set()
    for pair in find_duplicates(everybody, nearby=True):
        for pk, here in people.items():
            if pair.one.pk in here or pair.other.pk in here:
                back = reverse("workshop_attention", args=[needs[pk].workshop.code])
                url = reverse("merge_people", args=[pair.one.pk, pair.other.pk])
                needs[pk].items[Attention.DUPLICATES].append(
                    Item(f"{pair.one} – {pair.other}", f"{url}?next={back}", pair.reasons[0])
                )


def _session_words(session: Session) -> str:
    return f"{dates.short_day(session.day)} {session.get_part_display()}"


def need_most(needs: Iterable[Needs]) -> list[Needs]:
    """Those that need anything, the one with most first."""
    return sorted((each for each in needs if each.total), key=lambda each: -each.total)
