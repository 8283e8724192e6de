"""Organisations: the starting set, and changes made in the CMS."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core import audit, lao
from people.models import Organisation
from people.seeds import ORGANISATIONS


@transaction.atomic
def seed_organisations(*, actor: Any = None) -> list[Organisation]:
    """Create the organisations of the seed list that are not there yet; give the new ones.

    A row that exists is never written to, so what an administrator changed stays. One that an
    administrator had already typed under the same name is adopted, not doubled.
    """
    known = {org.seed_key: org for org in Organisation.objects.exclude(seed_key="")}
    typed = {
        lao.fold(name): org
        for org in Organisation.objects.filter(seed_key="")
        for name in (org.name_en, org.name_lo)
        if name
    }
    created = []
    for seed in ORGANISATIONS:
        if seed.key in known:
            continue
        same = typed.get(lao.fold(seed.name_en)) or typed.get(lao.fold(seed.name_lo))
        if same is not None and not same.seed_key:
            same.seed_key = seed.key
            same.save(update_fields=["seed_key"])
            known[seed.key] = same
            continue
        organisation = Organisation.objects.create(
            seed_key=seed.key,
            kind=seed.kind,
            name_en=seed.name_en,
            name_lo=seed.name_lo,
            acronym_en=seed.acronym_en,
            acronym_lo=seed.acronym_lo,
            protocol_order=seed.order,
            valid_from=seed.valid_from,
            valid_to=seed.valid_to,
            parent=known[seed.parent] if seed.parent else None,
            successor=known[seed.successor] if seed.successor else None,
        )
        known[seed.key] = organisation
        created.append(organisation)
        audit.record(actor=actor, verb="seed_organisation", target=organisation, key=seed.key)
    return created


@transaction.atomic
def save_organisation(*, organisation: Organisation, actor: Any) -> Organisation:
    """Create or change an organisation. Raises ``ValidationError`` for a chain that bites its tail."""
    for field, label in (("parent", _("part of")), ("successor", _("succeeded by"))):
        seen = {organisation.pk}
        above = getattr(organisation, field)
        while above is not None:
            if above.pk in seen:
                raise ValidationError(
                    {
                        field: _(
                            "This would make the organisation “%(field)s” itself. Choose another."
                        )
                        % {"field": label}
                    }
                )
            seen.add(above.pk)
            above = getattr(above, field)
    organisation.full_clean()
    is_new = organisation.pk is None
    organisation.save()
    audit.record(
        actor=actor,
        verb="create_organisation" if is_new else "change_organisation",
        target=organisation,
        name=organisation.name_en or organisation.name_lo,
    )
    return organisation
