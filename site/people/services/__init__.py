"""Every change of state about people. Each is one keyword-only function, in one transaction."""

from people.services.consent import record_consent, withdraw_consent
from people.services.focal_points import give_focal_point, take_focal_point
from people.services.invitations import invite, mail_invitation, may_invite
from people.services.organisations import save_organisation, seed_organisations
from people.services.persons import (
    create_person,
    remember_language,
    update_account,
    update_profile,
)
from people.services.roles import assign_role, ensure_roles, remove_role, set_roles

__all__ = [
    "assign_role",
    "create_person",
    "ensure_roles",
    "give_focal_point",
    "invite",
    "mail_invitation",
    "may_invite",
    "record_consent",
    "remember_language",
    "remove_role",
    "save_organisation",
    "seed_organisations",
    "set_roles",
    "take_focal_point",
    "update_account",
    "update_profile",
    "withdraw_consent",
]
