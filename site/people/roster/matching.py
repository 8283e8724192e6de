"""Who of the people we know could a row be, and who was entered twice? A person decides."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from rapidfuzz import fuzz, process

from core import lao
from people.models import NotTheSame, User
from people.roster.rows import Problem, RosterRow

#: Choices beside the primary key of a person.
NEW = "new"
SKIP = "skip"

#: From this score on a match is proposed as the same person; below it only shown.
SURE = 85
_SHOWN = 60
_LATIN_ALIKE = 85
_AT_MOST = 3

REASONS: dict[str, Promise] = {
    "lao": _("same name in Lao"),
    "lao_alike": _("similar name in Lao"),
    "latin": _("same name in Latin letters"),
    "latin_alike": _("similar name in Latin letters"),
    "phone": _("same phone number"),
    "email": _("same e-mail address"),
    "organisation": _("same organisation"),
    "other_gender": _("other gender"),
}


@dataclass(frozen=True, slots=True)
class Match:
    """An existing person a row could be, how sure that is (0 to 100) and why."""

    person: User
    score: int
    reason_codes: tuple[str, ...]

    @property
    def has_contact(self) -> bool:
        """Whether the phone number or e-mail address is this person's."""
        return bool({"phone", "email"} & set(self.reason_codes))

    @property
    def reasons(self) -> list[str]:
        """Why, in the reader's language."""
        return [str(REASONS[code]) for code in self.reason_codes]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What to do with a row, to be confirmed: ``suggested`` is ``NEW`` or a person's key as text."""

    row: RosterRow
    matches: list[Match]
    suggested: str
    #: What to look at before choosing, such as a phone number that is somebody else's.
    notes: list[Problem] = field(default_factory=list)


def find_matches(
    *,
    name_lo: str = "",
    name_latin: str = "",
    phone: str = "",
    email: str = "",
    organisation_id: int | None = None,
    gender: str = "",
    among: Collection[int] | None = None,
) -> list[Match]:
    """Existing people who could be this one, best first; ``phone`` in E.164. For a walk-in too.

    ``among`` are the organisations whose people may be proposed; all of them when not given.
    """
    return _Known.load(among).matches(name_lo, name_latin, phone, email, organisation_id, gender)


def propose_matches(
    rows: Iterable[RosterRow], *, among: Collection[int] | None = None
) -> list[Proposal]:
    """One proposal for each row, in two queries however many rows there are.

    No two rows are proposed to be the same person: the better match gets them. ``among`` are the
    organisations whose people may be proposed; all of them when not given.
    """
    known = _Known.load(among)
    found = [
        (
            row,
            known.matches(
                row.name_lo, row.name_latin, row.phone, row.email, row.organisation_id, row.gender
            ),
        )
        for row in rows
    ]
    best: dict[int, tuple[int, int]] = {}
    for row, matches in found:
        if matches and matches[0].score >= SURE:
            top = matches[0]
            held = best.get(top.person.pk)
            if held is None or held[0] < top.score:
                best[top.person.pk] = (top.score, row.number)
    proposals = []
    for row, matches in found:
        suggested = NEW
        if matches and matches[0].score >= SURE:
            person = matches[0].person
            if best[person.pk][1] == row.number:
                suggested = str(person.pk)
        notes = [
            Problem("contact_of_other", row.number, params={"person": str(match.person)})
            for match in matches
            if suggested != str(match.person.pk) and match.has_contact
        ]
        proposals.append(Proposal(row, matches, suggested, notes))
    return proposals


class _Known:
    """All people, indexed by what can match."""

    def __init__(self, people: list[User]) -> None:
        self.people = {person.pk: person for person in people}
        self.by_phone = {p.phone: p.pk for p in people if p.phone}
        self.by_email = {p.email.lower(): p.pk for p in people if p.email}
        self.lao_names = {p.pk: lao.fold(p.name_lo) for p in people if p.name_lo}
        self.latin_names = {p.pk: _latin_key(p.name_latin) for p in people if p.name_latin}
        self.by_lao: dict[str, list[int]] = {}
        for pk, name in self.lao_names.items():
            self.by_lao.setdefault(name, []).append(pk)

    @classmethod
    def load(cls, among: Collection[int] | None = None) -> "_Known":
        people = User.objects.real().filter(is_active=True).select_related("organisation")
        return cls(list(people if among is None else people.filter(organisation__in=among)))

    def matches(
        self,
        name_lo: str,
        name_latin: str,
        phone: str,
        email: str,
        organisation_id: int | None,
        gender: str,
    ) -> list[Match]:
        reasons: dict[int, set[str]] = {}

        def add(pk: int | None, reason: str) -> None:
            if pk is not None:
                reasons.setdefault(pk, set()).add(reason)

        add(self.by_phone.get(phone) if phone else None, "phone")
        add(self.by_email.get(email.lower()) if email else None, "email")
        if name_lo:
            folded = lao.fold(name_lo)
            for pk in self.by_lao.get(folded, []):
                add(pk, "lao")
            for _name, score, pk in process.extract(
                folded, self.lao_names, scorer=fuzz.ratio, score_cutoff=90, limit=_AT_MOST
            ):
                if score < 100:
                    add(pk, "lao_alike")
        if name_latin:
            key = _latin_key(name_latin)
            for _name, score, pk in process.extract(
                key,
                self.latin_names,
                scorer=fuzz.token_sort_ratio,
                score_cutoff=_LATIN_ALIKE,
                limit=_AT_MOST,
            ):
                add(pk, "latin" if score > 99 else "latin_alike")
        found = [self._weigh(pk, codes, organisation_id, gender) for pk, codes in reasons.items()]
        found = [match for match in found if match.score >= _SHOWN or match.has_contact]
        return sorted(found, key=lambda match: (-match.score, match.person.pk))[:_AT_MOST]

    def _weigh(self, pk: int, codes: set[str], organisation_id: int | None, gender: str) -> Match:
        """A name alone is good, a name with a contact is sure; a contact alone is often shared."""
        person = self.people[pk]
        name = max((_WEIGHTS[code] for code in codes if code in _NAME_CODES), default=0)
        contact = 60 if codes & {"phone", "email"} else 0
        score = max(name, contact)
        if name and contact:
            score = max(name, 80) + 15
        if organisation_id and person.organisation_id == organisation_id:
            codes = codes | {"organisation"}
            score += 5
        stated = {"female", "male"}
        if gender in stated and person.gender in stated and gender != person.gender:
            codes = codes | {"other_gender"}
            score -= 25
        order = list(REASONS)
        return Match(person, max(0, min(100, score)), tuple(sorted(codes, key=order.index)))


_NAME_CODES = {"lao", "lao_alike", "latin", "latin_alike"}
_WEIGHTS: dict[str, Any] = {"lao": 88, "latin": 82, "lao_alike": 70, "latin_alike": 65}


def _latin_key(name: str) -> str:
    return " ".join(lao.fold(name).replace("-", " ").split())


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records that may be one person, how sure that is (0 to 100) and why."""

    one: User
    other: User
    score: int
    reason_codes: tuple[str, ...]

    @property
    def reasons(self) -> list[str]:
        """Why, in the reader's language."""
        return [str(REASONS[code]) for code in self.reason_codes]


def find_duplicates(among: Collection[int] | None = None, *, nearby: bool = False) -> list[Pair]:
    """Pairs of records that may be one person, the surest first; in two queries.

    With ``among`` (keys of people) only pairs with one of these. Names that are alike, but not the
    same, are compared within an organisation and within ``among``. What somebody has said to be two
    people is left out. ``nearby`` looks quickly: beyond ``among`` only for the very same names.
    """
    if among is not None and not among:
        return []
    everybody = User.objects.real()
    if among is not None and nearby:
        chosen = User.objects.filter(pk__in=among)
        everybody = everybody.filter(
            Q(pk__in=among)
            | Q(search_key__in=chosen.exclude(search_key="").values("search_key"))
            | (
                ~Q(family_name_lo="")
                & Exists(
                    chosen.filter(
                        given_name_lo=OuterRef("given_name_lo"),
                        family_name_lo=OuterRef("family_name_lo"),
                    )
                )
            )
        )
    known = _Known(list(everybody.select_related("organisation").only(*_COMPARED)))
    different = {
        frozenset(pair) for pair in NotTheSame.objects.values_list("first_id", "second_id")
    }
    wanted = set(known.people) if among is None else set(among) & set(known.people)
    pairs = []
    for (one, other), codes in _candidates(known, wanted).items():
        if frozenset((one, other)) in different:
            continue
        first = known.people[one]
        match = known._weigh(other, codes, first.organisation_id, first.gender)
        if match.score >= _PAIR or match.has_contact:
            pairs.append(Pair(first, match.person, match.score, match.reason_codes))
    return sorted(pairs, key=lambda pair: (-pair.score, pair.one.sort_key, pair.one.pk))


#: From this score on two records are suggested to be one person.
_PAIR = 70
_COMPARED = (
    *("username", "given_name_lo", "family_name_lo", "given_name_latin", "family_name_latin"),
    *("gender", "phone", "email", "sort_key", "position_lo", "position_en", "is_active"),
    *("organisation__name_lo", "organisation__name_en"),
    *("organisation__acronym_lo", "organisation__acronym_en"),
)
#: The last digits of a number are the subscriber's, however the country was typed.
_SUBSCRIBER_DIGITS = 8


def _candidates(known: _Known, wanted: set[int]) -> dict[tuple[int, int], set[str]]:
    """By pair (the smaller key first, one of them wanted): in what they are the same or alike."""
    found: dict[tuple[int, int], set[str]] = defaultdict(set)

    def add(one: int, other: int, code: str) -> None:
        if one != other and (one in wanted or other in wanted):
            found[min(one, other), max(one, other)].add(code)

    people = known.people
    latin = {pk: " ".join(sorted(name.split())) for pk, name in known.latin_names.items()}
    same: list[tuple[str, dict[int, str]]] = [
        ("lao", known.lao_names),
        ("latin", latin),
        ("phone", {pk: p.phone[-_SUBSCRIBER_DIGITS:] for pk, p in people.items() if p.phone}),
        ("email", {pk: p.email.casefold() for pk, p in people.items() if p.email}),
    ]
    for code, values in same:
        groups: dict[str, list[int]] = defaultdict(list)
        for pk, value in values.items():
            groups[value].append(pk)
        for group in groups.values():
            for one, other in combinations(group, 2):
                add(one, other, code)
    colleagues: dict[int, set[int]] = defaultdict(set)
    for pk, person in people.items():
        if person.organisation_id:
            colleagues[person.organisation_id].add(pk)
    everybody = len(wanted) == len(people)
    alike: list[tuple[str, dict[int, str], Any, int]] = [
        ("lao_alike", known.lao_names, fuzz.ratio, 90),
        ("latin_alike", latin, fuzz.ratio, _LATIN_ALIKE),
    ]
    for pk in wanted:
        near = colleagues[people[pk].organisation_id or 0] | (set() if everybody else wanted)
        for code, names, scorer, cutoff in alike:
            if pk not in names:
                continue
            # Each pair once: of two that are both looked for, from the smaller key.
            others = {
                each: names[each]
                for each in near
                if each in names and each != pk and (each > pk or each not in wanted)
            }
            for _name, score, other in process.extract(
                names[pk], others, scorer=scorer, score_cutoff=cutoff, limit=_AT_MOST
            ):
                if score < 100:
                    add(pk, other, code)
    return found
