"""People: who they are, where they work, what they agreed to, how they sign in."""

from people.models.cards import AccessCard
from people.models.consent import Consent
from people.models.focal_points import FocalPoint
from people.models.merging import NotTheSame, PersonMerge
from people.models.organisations import Organisation
from people.models.persons import NAME_LENGTH, User, UserManager
from people.models.rosters import RosterUpload

__all__ = [
    "NAME_LENGTH",
    "AccessCard",
    "Consent",
    "FocalPoint",
    "NotTheSame",
    "Organisation",
    "PersonMerge",
    "RosterUpload",
    "User",
    "UserManager",
]
