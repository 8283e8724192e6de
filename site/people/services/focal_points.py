"""Focal points: through whom an organisation nominates its people."""

from typing import Any

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core import audit
from people.models import FocalPoint, Organisation, User
from people.roles import FOCAL_POINT, is_facilitator


@transaction.atomic
def give_focal_point(
    *, person: User, organisation: Organisation, actor: Any, with_departments: bool = True
) -> FocalPoint:
    """Let ``person`` nominate for ``organisation``; again, with the same words, changes nothing.

    Raises ValidationError for somebody who does so for another organisation already, whose account is
    closed, or when ``actor`` is neither facilitator nor administrator.
    """
    _check_actor(actor)
    person = User.objects.select_for_update().get(pk=person.pk)
    if not person.is_active or person.merged_into_id:
        raise ValidationError(_("This account is closed. Ask an administrator to open it again."))
    known = FocalPoint.objects.filter(person=person).select_related("organisation").first()
    if known is not None and known.organisation_id != organisation.pk:
        raise ValidationError(
            _("%(person)s is the focal point of %(organisation)s. Take that away first.")
            % {"person": person, "organisation": known.organisation}
        )
    if known is not None and known.with_departments == with_departments:
        return known
    focal = known or FocalPoint(person=person, organisation=organisation, given_by=actor)
    focal.with_departments = with_departments
    focal.save()
    person.groups.add(Group.objects.get_or_create(name=FOCAL_POINT)[0])
    person.__dict__.pop("_roles", None)
    audit.record(
        actor=actor,
        verb="give_focal_point",
        target=person,
        organisation=organisation.pk,
        with_departments=with_departments,
    )
    return focal


@transaction.atomic
def take_focal_point(*, person: User, actor: Any) -> None:
    """Take the role away; twice is once. What was nominated stays."""
    _check_actor(actor)
    known = FocalPoint.objects.filter(person=person).first()
    if known is None:
        return
    organisation = known.organisation_id
    known.delete()
    person.groups.remove(*Group.objects.filter(name=FOCAL_POINT))
    person.__dict__.pop("_roles", None)
    audit.record(actor=actor, verb="take_focal_point", target=person, organisation=organisation)


def _check_actor(actor: Any) -> None:
    if actor is not None and not is_facilitator(actor):
        raise ValidationError(_("Only a facilitator or an administrator can do this."))
