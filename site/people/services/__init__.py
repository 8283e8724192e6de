"""Every change of state about people. Each is one keyword-only function, in one transaction."""

from people.services.cards import (
    CardAnswer,
    CardProblem,
    FreshCard,
    card_of_number,
    issue_cards,
    revoke_cards,
    sign_in_with_card,
    unlock_card,
)
from people.services.consent import record_consent, withdraw_consent
from people.services.focal_points import give_focal_point, take_focal_point
from people.services.invitations import invite, mail_invitation, may_invite
from people.services.merging import merge_people, say_different, undo_merge
from people.services.organisations import save_organisation, seed_organisations
from people.services.persons import (
    create_person,
    remember_language,
    update_account,
    update_profile,
)
from people.services.roles import assign_role, ensure_roles, remove_role, set_roles

__all__ = [
    "CardAnswer",
    "CardProblem",
    "FreshCard",
    "assign_role",
    "card_of_number",
    "create_person",
    "ensure_roles",
    "give_focal_point",
    "invite",
    "issue_cards",
    "mail_invitation",
    "may_invite",
    "merge_people",
    "record_consent",
    "remember_language",
    "remove_role",
    "revoke_cards",
    "save_organisation",
    "say_different",
    "seed_organisations",
    "set_roles",
    "sign_in_with_card",
    "take_focal_point",
    "undo_merge",
    "unlock_card",
    "update_account",
    "update_profile",
    "withdraw_consent",
]
