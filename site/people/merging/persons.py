"""What this app carries: profile, contacts, roles, consent, and who is known to be somebody else."""

from typing import Any

from allauth.account.models import EmailAddress
from django.utils import timezone

from people.enums import Gender
from people.merging.ledger import Ledger
from people.merging.movers import Mover, carry, register
from people.models import AccessCard, Consent, FocalPoint, NotTheSame, User

#: What the kept record takes over where it says nothing itself.
_FILLED = (
    "title",
    "rank_lo",
    "rank_latin",
    "position_lo",
    "position_en",
    "organisation",
)
_NAMES = (("given_name_lo", "family_name_lo"), ("given_name_latin", "family_name_latin"))


def register_mover() -> None:
    """Called once when the app is ready."""
    register(
        Mover(
            name="people",
            move=_move,
            order=10,
            carries=frozenset(
                {
                    "people.User.merged_into",
                    "people.User_groups.user",
                    "people.AccessCard.person",
                    "people.Consent.person",
                    "people.FocalPoint.person",
                    "people.NotTheSame.first",
                    "people.NotTheSame.second",
                    "account.EmailAddress.user",
                }
            ),
            stays=frozenset(
                {
                    # The record of merging itself, and who did what then.
                    "people.PersonMerge.kept",
                    "people.PersonMerge.merged",
                    "people.PersonMerge.merged_by",
                    "people.PersonMerge.undone_by",
                    "people.NotTheSame.decided_by",
                    "people.RosterUpload.uploader",
                    "people.AccessCard.issued_by",
                    "people.AccessCard.revoked_by",
                    "people.FocalPoint.given_by",
                    "core.AuditLine.actor",
                    "core.Job.requested_by",
                    # Rights that were given to one account by hand are given by hand again.
                    "people.User_user_permissions.user",
                    # The CMS: who owns, locked, wrote, uploaded.
                    *_of_the_cms(),
                }
            ),
        )
    )


def _of_the_cms() -> set[str]:
    return {
        "wagtailadmin.EditingSession.user",
        "wagtailadmin.FormState.user",
        "wagtailcore.APIToken.user",
        "wagtailcore.Comment.resolved_by",
        "wagtailcore.Comment.user",
        "wagtailcore.CommentReply.user",
        "wagtailcore.ModelLogEntry.user",
        "wagtailcore.Page.locked_by",
        "wagtailcore.Page.owner",
        "wagtailcore.PageLogEntry.user",
        "wagtailcore.PageSubscription.user",
        "wagtailcore.Revision.user",
        "wagtailcore.TaskState.finished_by",
        "wagtailcore.UploadedFile.uploaded_by_user",
        "wagtailcore.WorkflowState.requested_by",
        "wagtaildocs.Document.uploaded_by_user",
        "wagtailimages.Image.uploaded_by_user",
        "wagtailusers.UserProfile.user",
    }


def _move(ledger: Ledger, kept: User, merged: User) -> None:
    _carry_profile(ledger, kept, merged)
    _carry_roles(ledger, kept, merged)
    for address in EmailAddress.objects.filter(user=merged).order_by("pk"):
        if EmailAddress.objects.filter(user=kept, email__iexact=address.email).exists():
            ledger.remove(address)
        else:
            primary = (
                address.primary
                and not EmailAddress.objects.filter(user=kept, primary=True).exists()
            )
            ledger.change(address, user=kept, primary=primary)
    carry(ledger, Consent, "person", old=merged, new=kept)
    _carry_cards(ledger, kept, merged)
    if FocalPoint.objects.filter(person=kept).exists():
        for focal in FocalPoint.objects.filter(person=merged):
            ledger.remove(focal)
    carry(ledger, FocalPoint, "person", old=merged, new=kept)
    _carry_differences(ledger, kept, merged)
    # Whoever was merged into this record before is the kept person too: chains stay flat.
    carry(ledger, User, "merged_into", old=merged, new=kept)


def _carry_profile(ledger: Ledger, kept: User, merged: User) -> None:
    values: dict[str, Any] = {
        name: getattr(merged, name)
        for name in _FILLED
        if not getattr(kept, name) and getattr(merged, name)
    }
    for given, family in _NAMES:
        # A whole name or none: half of one spelling and half of another is nobody's name.
        if not getattr(kept, given) and not getattr(kept, family):
            values |= {given: getattr(merged, given), family: getattr(merged, family)}
    if kept.gender == Gender.NOT_STATED:
        values["gender"] = merged.gender
    contacts = {
        name: getattr(merged, name)
        for name in ("email", "phone")
        if not getattr(kept, name) and getattr(merged, name)
    }
    if contacts:
        # First from there, for each is unique.
        ledger.change(merged, **dict.fromkeys(contacts, ""))
    values |= contacts
    if values:
        sort_key, search_key = User(
            **{name: values.get(name, getattr(kept, name)) for pair in _NAMES for name in pair}
        ).keys()
        ledger.change(kept, **values, sort_key=sort_key, search_key=search_key)


def _carry_roles(ledger: Ledger, kept: User, merged: User) -> None:
    through = User.groups.through
    has = set(through.objects.filter(user=kept).values_list("group_id", flat=True))
    for row in through.objects.filter(user=merged).order_by("pk"):
        if row.group_id in has:
            ledger.remove(row)
        else:
            ledger.change(row, user=kept)


def _carry_cards(ledger: Ledger, kept: User, merged: User) -> None:
    """All cards come along; of two that are not revoked the one that is valid longest stands."""
    standing = AccessCard.objects.filter(person__in=[kept, merged], revoked_at__isnull=True)
    for card in standing.order_by("-expires_at", "pk")[1:]:
        ledger.change(card, revoked_at=timezone.now(), revoked_by=ledger.actor)
    carry(ledger, AccessCard, "person", old=merged, new=kept)


def _carry_differences(ledger: Ledger, kept: User, merged: User) -> None:
    """That somebody differs from the merged record now says that they differ from the kept one."""
    for row in NotTheSame.objects.filter(first=merged) | NotTheSame.objects.filter(second=merged):
        other = row.second_id if row.first_id == merged.pk else row.first_id
        first, second = sorted((other, kept.pk))
        if other == kept.pk or NotTheSame.objects.filter(first=first, second=second).exists():
            ledger.remove(row)
        else:
            ledger.change(row, first=User(pk=first), second=User(pk=second))
