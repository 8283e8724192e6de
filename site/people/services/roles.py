"""Roles: the groups, what they may do in the CMS, and who has them."""

from typing import Any

from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from core import audit
from people import roles
from people.models import User

_PAGES = ("add_page", "change_page", "publish_page")
_FILES = (
    "add_image",
    "change_image",
    "choose_image",
    "add_document",
    "change_document",
    "choose_document",
)
_PEOPLE = (
    ("people", "add_user"),
    ("people", "change_user"),
    ("people", "view_user"),
    ("people", "add_organisation"),
    ("people", "change_organisation"),
    ("people", "view_organisation"),
)


@transaction.atomic
def ensure_roles() -> dict[str, Group]:
    """Make the group of every role, with its permissions in the CMS; safe to repeat.

    Editors: pages, images and documents. Administrators: all of that, and people and organisations.
    Permissions that somebody added by hand stay.
    """
    groups = {name: Group.objects.get_or_create(name=name)[0] for name in roles.ROLE_NAMES}
    root_page = Page.get_first_root_node()
    root_collection = Collection.get_first_root_node()
    for name in (roles.EDITOR, roles.ADMINISTRATOR):
        group = groups[name]
        group.permissions.add(_permission("wagtailadmin", "access_admin"))
        page_rights = (*_PAGES, "bulk_delete_page", "lock_page", "unlock_page")
        wanted_on_pages = _PAGES if name == roles.EDITOR else page_rights
        for codename in wanted_on_pages:
            GroupPagePermission.objects.get_or_create(
                group=group, page=root_page, permission=_permission("wagtailcore", codename)
            )
        for codename in _FILES:
            app = "wagtailimages" if codename.endswith("image") else "wagtaildocs"
            GroupCollectionPermission.objects.get_or_create(
                group=group, collection=root_collection, permission=_permission(app, codename)
            )
    groups[roles.ADMINISTRATOR].permissions.add(*(_permission(*each) for each in _PEOPLE))
    return groups


def _permission(app_label: str, codename: str) -> Permission:
    return Permission.objects.get(content_type__app_label=app_label, codename=codename)


@transaction.atomic
def assign_role(*, person: User, role: str, actor: Any) -> None:
    """Give ``person`` a role of ``people.roles``; giving it twice changes nothing."""
    group = _group(role)
    if person.groups.filter(pk=group.pk).exists():
        return
    person.groups.add(group)
    person.__dict__.pop("_roles", None)
    audit.record(actor=actor, verb="assign_role", target=person, role=role)


@transaction.atomic
def remove_role(*, person: User, role: str, actor: Any) -> None:
    """Take a role away; taking it twice changes nothing."""
    group = _group(role)
    if not person.groups.filter(pk=group.pk).exists():
        return
    person.groups.remove(group)
    person.__dict__.pop("_roles", None)
    audit.record(actor=actor, verb="remove_role", target=person, role=role)


@transaction.atomic
def set_roles(*, person: User, names: set[str], actor: Any) -> None:
    """Make ``names`` the roles of ``person``; groups that are no roles stay as they are."""
    now = set(person.groups.filter(name__in=roles.ROLE_NAMES).values_list("name", flat=True))
    for role in sorted(names - now):
        assign_role(person=person, role=role, actor=actor)
    for role in sorted(now - names):
        remove_role(person=person, role=role, actor=actor)


def _group(role: str) -> Group:
    if role not in roles.ROLE_NAMES:
        raise ValidationError(_("There is no role “%(role)s”.") % {"role": role})
    return Group.objects.get_or_create(name=role)[0]
