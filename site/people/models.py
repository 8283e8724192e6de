"""Who: organisations, people with or without a login, and what they agreed to."""

import uuid
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.auth.models import AbstractUser
from django.contrib.auth.models import UserManager as DjangoUserManager
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from core import lao
from people.enums import TITLE_WORDS, ConsentKind, Gender, Level, OrganisationKind, Title

if TYPE_CHECKING:
    from people.roster.rows import ReadRoster

NAME_LENGTH = 120


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    """The office's words about organisations."""

    def valid_on(self, day: date) -> "OrganisationQuerySet":
        """Those that existed on ``day`` (both ends inclusive)."""
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=day),
            Q(valid_to__isnull=True) | Q(valid_to__gte=day),
        )

    def top_level(self) -> "OrganisationQuerySet":
        """Ministries and organisations themselves, without their departments."""
        return self.filter(parent__isnull=True)


class Organisation(models.Model):
    """A ministry, mass organisation, international or other organisation, or a department of one.

    Names change: an organisation that was dissolved or renamed keeps its row with ``valid_to`` and
    names its ``successor``; old registrations and certificates keep pointing at the old row
    (17 ministries became 13 on 20 March 2025).
    """

    if TYPE_CHECKING:
        # modeltranslation adds a column for each language.
        name_lo: str
        name_en: str
        acronym_lo: str
        acronym_en: str

    kind = models.CharField(_("kind"), max_length=20, choices=OrganisationKind.choices)
    name = models.CharField(_("name"), max_length=200)
    acronym = models.CharField(_("acronym"), max_length=30, blank=True)
    parent = models.ForeignKey(
        "self",
        verbose_name=_("part of"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="departments",
    )
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    successor = models.ForeignKey(
        "self",
        verbose_name=_("succeeded by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="predecessors",
    )
    protocol_order = models.PositiveSmallIntegerField(
        _("protocol order"), default=100, help_text=_("The order in which organisations are named.")
    )
    #: Key in ``people.seeds``, so that seeding again finds the row under whatever name it has now.
    seed_key = models.SlugField(max_length=40, blank=True, editable=False)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["protocol_order", "name_en", "id"]
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_to__gte=models.F("valid_from")),
                name="organisation_valid_to_after_from",
            ),
            models.UniqueConstraint(
                fields=["seed_key"], condition=~Q(seed_key=""), name="organisation_seed_key_unique"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def short_name(self) -> str:
        """The acronym in the reader's language, else the name."""
        return self.acronym or self.name

    @property
    def ministry(self) -> "Organisation":
        """The top of the chain: the ministry of a department, else the organisation itself.

        Asks the database once per step up; lists use ``select_related("parent__parent")`` or
        ``selectors.ministries()``.
        """
        top, seen = self, {self.pk}
        while top.parent is not None and top.parent.pk not in seen:
            top = top.parent
            seen.add(top.pk)
        return top


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


class Consent(models.Model):
    """That a person agreed to something, in which words and when; withdrawn, never deleted."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="consents")
    kind = models.CharField(max_length=20, choices=ConsentKind.choices)
    version = models.CharField(max_length=20, help_text="date of the text that was shown")
    language = models.CharField(max_length=8)
    given_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-given_at"]
        verbose_name = _("consent")
        verbose_name_plural = _("consents")

    def __str__(self) -> str:
        return f"{self.person} {self.kind} {self.version}"


class FocalPoint(models.Model):
    """A person through whom an organisation nominates: sees its own people and nobody else's.

    One organisation a person. Taken away, the row goes; the audit lines stay.
    """

    person = models.OneToOneField(User, on_delete=models.CASCADE, related_name="focal_point")
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        on_delete=models.PROTECT,
        related_name="focal_points",
    )
    with_departments = models.BooleanField(
        _("Also for the departments of the organisation"), default=True
    )
    given_at = models.DateTimeField(default=timezone.now)
    given_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["organisation__protocol_order", "pk"]
        verbose_name = _("focal point")
        verbose_name_plural = _("focal points")

    def __str__(self) -> str:
        return f"{self.person} · {self.organisation}"


class RosterUpload(models.Model):
    """A list of people that was read and waits for its uploader to confirm it.

    Kept on the server, so that a session that ends between preview and confirmation loses nothing.
    ``purpose`` says what the list is for, e.g. ``workshop:12`` (upper apps are not known here).
    """

    #: After this an upload cannot be confirmed any more, and is deleted by the next upload.
    KEPT_FOR = timedelta(days=1)

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    uploader = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    purpose = models.CharField(max_length=80)
    filename = models.CharField(max_length=200, blank=True)
    content = models.JSONField(help_text="people.roster.ReadRoster as JSON")
    people = models.JSONField(default=dict, help_text="row number -> person, once applied")
    created_at = models.DateTimeField(default=timezone.now, db_index=True)
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("uploaded list of people")
        verbose_name_plural = _("uploaded lists of people")

    def __str__(self) -> str:
        return f"{self.purpose} {self.filename}"

    @property
    def roster(self) -> "ReadRoster":
        """What was read."""
        from people.roster.rows import ReadRoster

        return ReadRoster.from_json(self.content)


class AccessCardQuerySet(models.QuerySet["AccessCard"]):
    """The office's words about access cards."""

    def standing(self) -> "AccessCardQuerySet":
        """Neither revoked nor expired."""
        return self.filter(revoked_at__isnull=True, expires_at__gt=timezone.now())


class AccessCard(models.Model):
    """A printed card with which somebody without e-mail signs in: a number (QR) and a PIN.

    Neither is kept: of both only what comes out of them (``services.cards``). A person has at most
    one card that was not revoked; printing again makes another. ``purpose`` says what it was printed
    for, e.g. ``workshop:12`` (upper apps are not known here). A card opens a participant's pages,
    never more, whatever its owner becomes later.
    """

    #: Wrong PINs in a row after which the card is locked until a facilitator lifts the lock.
    TRIES = 5

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="access_cards")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    pin_hash = models.CharField(max_length=64, editable=False)
    purpose = models.CharField(max_length=80, db_index=True)
    #: Of the form that printed it: the same form sent twice prints nothing twice.
    batch = models.UUIDField(db_index=True, editable=False)
    issued_at = models.DateTimeField(default=timezone.now)
    issued_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    expires_at = models.DateTimeField()
    failed_tries = models.PositiveSmallIntegerField(default=0)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = AccessCardQuerySet.as_manager()

    class Meta:
        ordering = ["-issued_at", "-id"]
        verbose_name = _("access card")
        verbose_name_plural = _("access cards")
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(revoked_at__isnull=True),
                name="one_access_card_per_person",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.purpose}"

    @property
    def is_locked(self) -> bool:
        """Whether too many wrong PINs were typed."""
        return self.failed_tries >= self.TRIES

    @property
    def is_expired(self) -> bool:
        """Whether its time is over."""
        return self.expires_at <= timezone.now()


# Merging has a file of its own; Django looks for models here.
from people.models_merging import NotTheSame, PersonMerge  # noqa: E402, F401
