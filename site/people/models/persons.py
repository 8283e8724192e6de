"""Every person, with or without a sign-in."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.auth.models import AbstractUser
from django.contrib.auth.models import UserManager as DjangoUserManager
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from core import lao
from people.enums import TITLE_WORDS, Gender, Level, Title
from people.models.organisations import Organisation

if TYPE_CHECKING:
    from people.models.cards import AccessCard

NAME_LENGTH = 120


class UserQuerySet(models.QuerySet["User"]):
    """The office's words about people."""

    def in_lao_order(self) -> "UserQuerySet":
        """By given name in Lao dictionary order, the order of Lao lists."""
        return self.order_by("sort_key", "pk")

    def real(self) -> "UserQuerySet":
        """Without records that were merged into another one."""
        return self.filter(merged_into__isnull=True)


class UserManager(DjangoUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Django's manager with our vocabulary."""


class User(AbstractUser):
    """A person, with or without a login.

    Names are kept in both scripts, given and family apart, never transliterated automatically. No ID
    number, birth date, religion, ethnicity or health is kept (Law 25/NA of 2017; data minimisation).
    People without a login have an unusable password.
    """

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]

    title = models.CharField(
        pgettext_lazy("of a person", "title"),
        max_length=12,
        choices=Title.choices,
        default=Title.NONE,
        blank=True,
    )
    rank_lo = models.CharField(_("rank, in Lao"), max_length=40, blank=True)
    rank_latin = models.CharField(_("rank, in English"), max_length=40, blank=True)
    given_name_lo = models.CharField(_("given name, in Lao"), max_length=NAME_LENGTH, blank=True)
    family_name_lo = models.CharField(_("family name, in Lao"), max_length=NAME_LENGTH, blank=True)
    given_name_latin = models.CharField(
        _("given name, in Latin letters"), max_length=NAME_LENGTH, blank=True
    )
    family_name_latin = models.CharField(
        _("family name, in Latin letters"), max_length=NAME_LENGTH, blank=True
    )
    gender = models.CharField(
        _("gender"), max_length=12, choices=Gender.choices, default=Gender.NOT_STATED
    )
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="people",
    )
    position_lo = models.CharField(_("position, in Lao"), max_length=200, blank=True)
    position_en = models.CharField(_("position, in English"), max_length=200, blank=True)
    level = models.CharField(
        _("level"), max_length=12, choices=Level.choices, default=Level.CENTRAL
    )
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(
        _("phone number"), max_length=20, blank=True, help_text=_("For example 020 5555 1234.")
    )
    preferred_language = models.CharField(
        _("language"), max_length=8, default="lo", choices=[("lo", _("Lao")), ("en", _("English"))]
    )
    is_sample = models.BooleanField(
        _("sample"), default=False, help_text=_("An invented person of the demonstration data.")
    )
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged_from"
    )
    #: Bytes of the Lao collation key in hex, kept by save(); see core.lao.sort_key.
    sort_key = models.CharField(max_length=800, blank=True, editable=False, db_index=True)
    #: Folded names for matching and search, kept by save(); see core.lao.fold.
    search_key = models.CharField(max_length=600, blank=True, editable=False)

    #: The access card with which the reader of this request signed in; none: by an account of their
    #: own. Set by ``people.backends.AccessCardBackend``, never kept.
    signed_in_by_card: "AccessCard | None" = None

    objects: ClassVar[UserManager] = UserManager()

    REQUIRED_FIELDS = ["email"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.UniqueConstraint(
                fields=["email"], condition=~Q(email=""), name="person_email_unique"
            ),
            models.UniqueConstraint(
                fields=["phone"], condition=~Q(phone=""), name="person_phone_unique"
            ),
        ]

    def __str__(self) -> str:
        return self.full_name or self.username

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the derived keys true."""
        for field in ("given_name_lo", "family_name_lo"):
            setattr(self, field, lao.normalise(getattr(self, field)))
        self.sort_key, self.search_key = self.keys()
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, "sort_key", "search_key"}
        super().save(*args, **kwargs)

    def get_session_auth_hash(self) -> str:
        """What a sign-in is bound to: the password; by a card, also that very card.

        So a sign-in by card ends with the card, at the next page that is asked for.
        """
        own = super().get_session_auth_hash()
        if self.signed_in_by_card is None:
            return own
        words = f"{own}:{self.signed_in_by_card.token_hash}"
        return salted_hmac("people.AccessCard", words, algorithm="sha256").hexdigest()

    def keys(self) -> tuple[str, str]:
        """The keys that follow from the names: for order, and for matching and search."""
        return (
            lao.sort_key(self.name_lo or self.name_latin),
            lao.fold(f"{self.name_lo} {self.name_latin}")[:600],
        )

    @property
    def stays(self) -> "User":
        """The record that stands for this person: itself, unless it was merged into another."""
        return self.merged_into or self

    @property
    def name_lo(self) -> str:
        """Given and family name in Lao letters, or nothing."""
        return f"{self.given_name_lo} {self.family_name_lo}".strip()

    @property
    def name_latin(self) -> str:
        """Given and family name in Latin letters, or nothing."""
        return f"{self.given_name_latin} {self.family_name_latin}".strip()

    @property
    def full_name(self) -> str:
        """The name in the reader's script, else in the other one."""
        return (
            self.name_latin or self.name_lo
            if get_language() == "en"
            else self.name_lo or self.name_latin
        )

    def get_full_name(self) -> str:
        """What Django and Wagtail ask for."""
        return self.full_name

    def get_short_name(self) -> str:
        """The given name, by which Lao people are addressed."""
        return (
            self.given_name_latin or self.given_name_lo
            if get_language() == "en"
            else self.given_name_lo or self.given_name_latin
        )

    def formal_name(self, language: str) -> str:
        """Rank, title and name in one script, as a certificate prints it; '' without a name in it."""
        lo_title, en_title = TITLE_WORDS.get(self.title, ("", ""))
        if language == "lo":
            parts = (self.rank_lo, lo_title, self.name_lo) if self.name_lo else ()
        else:
            parts = (self.rank_latin, en_title, self.name_latin) if self.name_latin else ()
        return " ".join(part for part in parts if part)
