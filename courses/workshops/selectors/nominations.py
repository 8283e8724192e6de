"""Nominations as screens and letters show them: the balance against the target, and whose they are."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet

from courses.workshops.enums import EXPECTED_STATUSES, RegistrationStatus, WorkshopState
from courses.workshops.models import (
    NominationPlan,
    Quota,
    Registration,
    RegistrationQuerySet,
    Workshop,
)
from courses.workshops.places import WORKING_THERE
from people.enums import Gender
from people.models import FocalPoint, Organisation, User
from people.selectors import focal_point_of, ministries, organisations_of


@dataclass(slots=True)
class QuotaLine:
    """What one organisation was asked for and what it has given. All numbers are people.

    ``listed`` are those who take a place (nominated, confirmed, walked in), ``women`` of them;
    ``places`` is None for an organisation that has no quota.
    """

    organisation: Organisation | None
    places: int | None
    women_asked: int
    listed: int = 0
    women: int = 0
    confirmed: int = 0
    waiting: int = 0

    @property
    def left(self) -> int:
        """Places of the quota that nobody was nominated for yet."""
        return max(0, (self.places or 0) - self.listed)

    @property
    def women_missing(self) -> int:
        """Women still asked for."""
        return max(0, self.women_asked - self.women)

    @property
    def is_short(self) -> bool:
        """Whether places are left or women are missing."""
        return bool(self.left or self.women_missing)


@dataclass(slots=True)
class Balance:
    """Where the nominations stand. ``listed`` is the denominator of the share of women.

    ``answered`` of ``asked`` organisations with a quota have nominated somebody.
    """

    places: int | None
    women_target: int | None
    lines: list[QuotaLine] = field(default_factory=list)
    listed: int = 0
    women: int = 0
    confirmed: int = 0
    waiting: int = 0

    @property
    def women_percent(self) -> float | None:
        """Women in percent of ``listed``; None while nobody is."""
        return self.women * 100 / self.listed if self.listed else None

    @property
    def reaches_women(self) -> bool:
        """Whether the share of women is what was aimed at."""
        return self.women_target is None or (self.women_percent or 0) >= self.women_target

    @property
    def asked(self) -> int:
        """Organisations with a quota."""
        return sum(line.places is not None for line in self.lines)

    @property
    def quotas(self) -> int:
        """The places of all quotas together."""
        return sum(line.places or 0 for line in self.lines)

    @property
    def answered(self) -> int:
        """Those of them that have nominated somebody."""
        return sum(bool(line.listed) for line in self.lines if line.places is not None)

    @property
    def answered_percent(self) -> float | None:
        """In percent of ``asked``."""
        return self.answered * 100 / self.asked if self.asked else None

    @property
    def places_left(self) -> int | None:
        """Places of the workshop still free; None without a limit."""
        return None if self.places is None else max(0, self.places - self.listed)

    def line_of(self, organisation: Organisation) -> QuotaLine | None:
        """The line of an organisation at the top."""
        return next((one for one in self.lines if one.organisation == organisation), None)


def balance_of(workshop: Workshop) -> Balance:
    """Count the nominations of a workshop."""
    return balances_of([workshop])[workshop.pk]


def balances_of(workshops: Collection[Workshop]) -> dict[int, Balance]:
    """Count the nominations of workshops, in four queries however many there are: by its key."""
    plans = {
        plan.workshop_id: plan for plan in NominationPlan.objects.filter(workshop__in=workshops)
    }
    lines: dict[int, dict[int | None, QuotaLine]] = {workshop.pk: {} for workshop in workshops}
    for quota in Quota.objects.filter(workshop__in=workshops).select_related("organisation"):
        lines[quota.workshop_id][quota.organisation_id] = QuotaLine(
            quota.organisation, quota.places, quota.women
        )
    found = {
        workshop.pk: Balance(
            workshop.places, plans[workshop.pk].women_share if workshop.pk in plans else None
        )
        for workshop in workshops
    }
    tops = ministries()
    for workshop_id, organisation_id, gender, status in (
        Registration.objects.filter(
            workshop__in=workshops, status__in=[*EXPECTED_STATUSES, RegistrationStatus.WAITING]
        )
        .exclude(participant_type__in=WORKING_THERE)
        .order_by("pk")
        .values_list("workshop_id", "organisation_id", "gender", "status")
    ):
        top = tops.get(organisation_id or 0)
        own = lines[workshop_id]
        line = own.setdefault(top.pk if top else None, QuotaLine(top, None, 0))
        for each in (line, found[workshop_id]):
            if status == RegistrationStatus.WAITING:
                each.waiting += 1
                continue
            each.listed += 1
            each.women += gender == Gender.FEMALE
            each.confirmed += status == RegistrationStatus.CONFIRMED
    for key, balance in found.items():
        balance.lines = sorted(lines[key].values(), key=_in_protocol_order)
    return found


def _in_protocol_order(line: QuotaLine) -> tuple[bool, int, int]:
    """Those with a quota first."""
    organisation = line.organisation
    if organisation is None:
        return True, 10_000, 0
    return line.places is None, organisation.protocol_order, organisation.pk


def workshops_nominated_to(user: Any) -> QuerySet[Workshop]:
    """The workshops for which this user's organisation was asked to nominate; drafts are not shown."""
    focal = focal_point_of(user)
    if focal is None:
        return Workshop.objects.none()
    return Workshop.objects.filter(quotas__organisation=focal.organisation.ministry).exclude(
        state=WorkshopState.DRAFT
    )


def nominees_of(focal: FocalPoint, workshop: Workshop) -> RegistrationQuerySet:
    """The people of the focal point's organisation at a workshop, in Lao order; nobody else's.

    ``before_is_own``: whom they came for is of the organisation too, and may be named.
    """
    own = organisations_of(focal)
    found: RegistrationQuerySet = (
        workshop.registrations.filter(organisation_id__in=own)
        .annotate(before_is_own=Q(replaces__organisation_id__in=own))
        .exclude(participant_type__in=WORKING_THERE)
        .select_related("person", "organisation", "replaces__person")
        .in_lao_order()
    )
    return found


def own_people(focal: FocalPoint) -> QuerySet[User]:
    """People of the focal point's organisation, in Lao order."""
    found: QuerySet[User] = (
        User.objects.real()
        .filter(is_active=True, organisation_id__in=organisations_of(focal))
        .select_related("organisation__parent")
        .in_lao_order()
    )
    return found


def focal_points_for(workshop: Workshop) -> dict[int, list[FocalPoint]]:
    """Organisation with a quota -> through whom it nominates."""
    tops = ministries()
    asked = set(workshop.quotas.values_list("organisation_id", flat=True))
    found: dict[int, list[FocalPoint]] = defaultdict(list)
    for focal in FocalPoint.objects.select_related("person", "organisation"):
        top = tops[focal.organisation_id].pk
        if top in asked:
            found[top].append(focal)
    return dict(found)


def shelves_of_nominees(
    entries: Iterable[Registration],
) -> tuple[list[Registration], list[Registration], list[Registration]]:
    """Those who come, those who wait in the order of the list, and those who no longer come."""
    coming, waiting, gone = [], [], []
    for entry in entries:
        if entry.status in EXPECTED_STATUSES:
            coming.append(entry)
        elif entry.status == RegistrationStatus.WAITING:
            waiting.append(entry)
        else:
            gone.append(entry)
    waiting.sort(key=lambda entry: (entry.waiting_order or 0, entry.pk))
    return coming, waiting, gone
