"""Roles: what a kind of person may do. Each is a Django group, so that Wagtail knows it too.

Participant is everybody with an account. Being a facilitator opens the workshop rooms; *which*
workshops is said by the workshop itself (``courses.workshops``).
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from people.models import User

FACILITATOR = "facilitators"
REPORTING_OFFICER = "reporting_officers"
EDITOR = "editors"
ADMINISTRATOR = "administrators"

#: Nominates for one organisation. Given with the organisation (``services.give_focal_point``), never
#: by a tick in the CMS.
FOCAL_POINT = "focal_points"

#: Roles that are given by themselves.
ROLE_NAMES = {
    FACILITATOR: _("Facilitator"),
    REPORTING_OFFICER: _("Reporting officer"),
    EDITOR: _("Editor"),
    ADMINISTRATOR: _("Administrator"),
}
ALL_ROLE_NAMES = ROLE_NAMES | {FOCAL_POINT: _("Focal point")}


def roles_of(user: User | AnonymousUser) -> frozenset[str]:
    """The names of the user's groups, asked once per request's user object."""
    if not user.is_authenticated or not user.is_active:
        return frozenset()
    known: frozenset[str] | None = getattr(user, "_roles", None)
    if known is None:
        known = frozenset(user.groups.values_list("name", flat=True))
        setattr(user, "_roles", known)  # noqa: B010 - a cache on the request's own user object
    return known


def ask_roles_of(people: Sequence[User]) -> None:
    """Ask once for the roles of many people; ``roles_of`` then knows them."""
    known: dict[int, set[str]] = {person.pk: set() for person in people}
    groups = User.groups.through.objects.filter(user__in=known).values_list("user", "group__name")
    for person_id, name in groups:
        known[person_id].add(name)
    for person in people:
        setattr(person, "_roles", frozenset(known[person.pk]))  # noqa: B010 - as above


def person_with_roles(pk: int) -> User | None:
    """A person together with their roles in one query: a row for each role. Every page of a
    signed-in person asks it, so Django puts it together only once in a process."""
    rows: list[Any] = list(User.objects.raw(_person_and_role(), [pk]))
    if not rows:
        return None
    person: User = rows[0]
    roles = frozenset(row.role for row in rows if row.role)
    setattr(person, "_roles", roles)  # noqa: B010 - as above
    return person


@cache
def _person_and_role() -> str:
    sql: str = User.objects.filter(pk=0).annotate(role=F("groups__name")).query.sql_with_params()[0]
    return sql


def is_administrator(user: Any) -> bool:
    """May do everything, also in the CMS."""
    return bool(user.is_authenticated) and (user.is_superuser or ADMINISTRATOR in roles_of(user))


def is_facilitator(user: Any) -> bool:
    """May open the workshop rooms (of the workshops they lead) and create a workshop."""
    return FACILITATOR in roles_of(user) or is_administrator(user)


def is_reporting_officer(user: Any) -> bool:
    """May read the reports."""
    return REPORTING_OFFICER in roles_of(user) or is_administrator(user)


def is_editor(user: Any) -> bool:
    """May write in the CMS."""
    return EDITOR in roles_of(user) or is_administrator(user)


def is_focal_point(user: Any) -> bool:
    """May nominate; for which organisation, and with it which people, ``selectors`` say."""
    return FOCAL_POINT in roles_of(user)


def may_have_card(person: User) -> bool:
    """Whether an access card may be printed for somebody, and opens the door: participants only."""
    if not person.is_active or person.merged_into_id is not None:
        return False
    return not (person.is_superuser or person.is_staff or roles_of(person))


def has_own_sign_in(user: Any) -> bool:
    """Here by an account of their own, not by a printed card: may change how they sign in."""
    return bool(user.is_authenticated) and user.signed_in_by_card is None
