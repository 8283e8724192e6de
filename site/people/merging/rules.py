"""Who may say that two records are one person."""

from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet

from people.models import User
from people.roles import is_administrator

#: By name of the app: the people somebody looks after, as a filter on people.
_in_care: dict[str, Callable[[Any], Q]] = {}


def add_people_in_care(name: str, source: Callable[[Any], Q]) -> None:
    """Let an upper app say whose records a user looks after; called from ``AppConfig.ready()``."""
    _in_care[name] = source


def people_looked_after(user: Any) -> QuerySet[User]:
    """Whose records this user may merge: all for an administrator, else those the apps name."""
    if is_administrator(user):
        return User.objects.real()
    found = Q(pk__in=())
    for source in _in_care.values():
        found |= source(user)
    return User.objects.real().filter(found)


def may_merge(user: Any, *people: User) -> bool:
    """An administrator may always; others with people they look after, who have no role.

    Merging hands one record's sign-in to the other: nobody lends themselves a role in this way.
    """
    if is_administrator(user):
        return True
    keys = {person.pk for person in people}
    if any(person.is_superuser or person.groups.exists() for person in people):
        return False
    return people_looked_after(user).filter(pk__in=keys).count() == len(keys)
