"""Reads about people that more than one place needs."""

from collections.abc import Callable, Iterable
from typing import Any

from people.enums import ConsentKind
from people.models import AccessCard, Consent, FocalPoint, Organisation, User
from people.roles import is_focal_point

#: Date of the privacy notice's text; a new text means that everybody is asked again.
PRIVACY_VERSION = "2026-11-23"

#: What upper apps know about a person, for "my data": name -> function giving JSON.
_data_sources: dict[str, Callable[[User], Any]] = {}


def ministries() -> dict[int, Organisation]:
    """Organisation id -> the top of its chain, for all organisations, in one query."""
    rows = {org.pk: org for org in Organisation.objects.all()}
    tops = {}
    for pk in rows:
        top, seen = rows[pk], {pk}
        while top.parent_id is not None and top.parent_id not in seen:
            top = rows[top.parent_id]
            seen.add(top.pk)
        tops[pk] = top
    return tops


def focal_point_of(user: Any) -> FocalPoint | None:
    """For which organisation this user nominates, with the organisation and what it is part of."""
    if not is_focal_point(user):
        return None
    return (
        FocalPoint.objects.filter(person=user)
        .select_related("organisation__parent__parent", "person")
        .first()
    )


def organisations_of(focal: FocalPoint) -> set[int]:
    """The organisations whose people are the focal point's own: it, and its departments if so given."""
    own = {focal.organisation_id}
    if not focal.with_departments:
        return own
    parents = dict(Organisation.objects.values_list("pk", "parent_id"))
    while below := {pk for pk, parent in parents.items() if parent in own} - own:
        own |= below
    return own


def same_person() -> dict[int, int]:
    """Merged record -> the record that stays, through any number of merges."""
    merged: dict[int, int] = dict(
        User.objects.filter(merged_into__isnull=False).values_list("pk", "merged_into_id")
    )
    stays = {}
    for pk in merged:
        top, seen = pk, {pk}
        while (into := merged.get(top)) is not None and into not in seen:
            top = into
            seen.add(top)
        stays[pk] = top
    return stays


def has_seen_privacy_notice(person: User) -> bool:
    """Whether the person agreed to the notice as it is worded now."""
    return Consent.objects.filter(
        person=person,
        kind=ConsentKind.PRIVACY_NOTICE,
        version=PRIVACY_VERSION,
        withdrawn_at__isnull=True,
    ).exists()


def standing_consents(person: User) -> dict[str, Consent]:
    """The consents that hold now, by kind (the newest of each)."""
    standing: dict[str, Consent] = {}
    for consent in person.consents.filter(withdrawn_at__isnull=True):
        standing.setdefault(consent.kind, consent)
    return standing


def cards_of(people: Iterable[int]) -> dict[int, AccessCard]:
    """Person -> their card that was not revoked (it may be locked, or have expired)."""
    cards = AccessCard.objects.filter(person__in=list(people), revoked_at__isnull=True)
    return {card.person_id: card for card in cards}


def add_to_my_data(name: str, source: Callable[[User], Any]) -> None:
    """Let an upper app add what it keeps about a person; called from ``AppConfig.ready()``."""
    _data_sources[name] = source


def my_data(person: User) -> dict[str, Any]:
    """Everything that is kept about a person, as JSON for themselves."""
    organisation = person.organisation
    return {
        "profile": {
            "user_name": person.username,
            "title": person.title,
            "rank_lo": person.rank_lo,
            "rank_latin": person.rank_latin,
            "given_name_lo": person.given_name_lo,
            "family_name_lo": person.family_name_lo,
            "given_name_latin": person.given_name_latin,
            "family_name_latin": person.family_name_latin,
            "gender": person.gender,
            "organisation": organisation.name_en or organisation.name_lo if organisation else "",
            "position_lo": person.position_lo,
            "position_en": person.position_en,
            "level": person.level,
            "email": person.email,
            "phone": person.phone,
            "preferred_language": person.preferred_language,
            "focal_point_of": _focal_words(person),
            "registered_at": person.date_joined.isoformat(),
            "last_signed_in_at": person.last_login.isoformat() if person.last_login else None,
        },
        "consents": [
            {
                "kind": consent.kind,
                "version": consent.version,
                "language": consent.language,
                "given_at": consent.given_at.isoformat(),
                "withdrawn_at": consent.withdrawn_at.isoformat() if consent.withdrawn_at else None,
            }
            for consent in person.consents.all()
        ],
        "access_cards": [
            {
                "printed_at": card.issued_at.isoformat(),
                "expires_at": card.expires_at.isoformat(),
                "last_used_at": card.last_used_at.isoformat() if card.last_used_at else None,
                "revoked_at": card.revoked_at.isoformat() if card.revoked_at else None,
            }
            for card in person.access_cards.all()
        ],
        **{name: source(person) for name, source in sorted(_data_sources.items())},
    }


def _focal_words(person: User) -> str:
    focal = FocalPoint.objects.filter(person=person).select_related("organisation").first()
    return str(focal.organisation) if focal else ""
