"""Before the workshop: who may nominate how many, letters that were written, mails that went out."""

import re
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.pages import ReviewState
from courses.workshops.enums import LETTER_PLACES, LetterKind, MailState, MovesUp, RoundKind
from people.models import Organisation

WORKSHOP = "workshops.Workshop"


def default_reminder_days() -> list[int]:
    """A week before, and the day before."""
    return [7, 1]


class NominationPlan(models.Model):
    """How nominations for a workshop are taken. A workshop without one takes none from ministries.

    ``women_share`` is the share of women aimed at, in percent of everybody nominated or confirmed.
    ``reminder_days`` are days before the first day on which those invited are reminded.
    ``contact`` is where ministries and people answer to, as it is printed: a name, a phone number.
    """

    workshop = models.OneToOneField(
        WORKSHOP, on_delete=models.CASCADE, related_name="nomination_plan"
    )
    closes_on = models.DateField(_("last day for nominations"), null=True, blank=True)
    women_share = models.PositiveSmallIntegerField(
        _("women aimed at, in percent"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )
    moves_up = models.CharField(
        _("when a place becomes free"),
        max_length=10,
        choices=MovesUp.choices,
        default=MovesUp.AUTOMATIC,
    )
    reminder_days = models.JSONField(default=default_reminder_days, blank=True)
    contact = models.CharField(_("where to answer"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("plan of nominations")
        verbose_name_plural = _("plans of nominations")

    def __str__(self) -> str:
        return f"{self.workshop_id}"


class Quota(models.Model):
    """How many people a ministry or organisation may nominate, and how many of them women at least.

    Only for organisations at the top; their departments share it.
    """

    workshop = models.ForeignKey(WORKSHOP, on_delete=models.CASCADE, related_name="quotas")
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        on_delete=models.PROTECT,
        related_name="quotas",
    )
    places = models.PositiveSmallIntegerField(_("places"), validators=[MinValueValidator(1)])
    women = models.PositiveSmallIntegerField(_("of them women, at least"), default=0)

    class Meta:
        ordering = ["organisation__protocol_order", "organisation_id"]
        verbose_name = _("quota")
        verbose_name_plural = _("quotas")
        constraints = [
            models.UniqueConstraint(fields=["workshop", "organisation"], name="quota_once"),
            models.CheckConstraint(
                condition=Q(women__lte=F("places")), name="quota_women_within_places"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.places}"


class LetterText(models.Model):
    """The standing words of a kind of letter, with places such as {organisation} to be filled.

    Editors keep them in the CMS; ``lao_review`` says how far the Lao can be trusted.
    """

    if TYPE_CHECKING:
        subject_lo: str
        subject_en: str
        body_lo: str
        body_en: str

    kind = models.CharField(_("kind"), max_length=20, choices=LetterKind.choices, unique=True)
    subject = models.CharField(_("subject"), max_length=250)
    body = models.TextField(_("text"), max_length=4000)
    lao_review = models.CharField(
        _("state of the Lao text"),
        max_length=10,
        choices=ReviewState.choices,
        default=ReviewState.DRAFT,
    )

    class Meta:
        ordering = ["kind"]
        verbose_name = _("text of a letter")
        verbose_name_plural = _("texts of letters")

    def __str__(self) -> str:
        return str(self.get_kind_display())

    def clean(self) -> None:
        """Raise when a place is written that nothing fills: it would be printed as it stands."""
        errors = {}
        for name in ("subject_lo", "subject_en", "body_lo", "body_en"):
            written = set(re.findall(r"\{([^{}]*)\}", getattr(self, name) or ""))
            if unknown := sorted(written - set(LETTER_PLACES)):
                errors[name] = _("Nothing fills %(places)s. These are filled: %(known)s.") % {
                    "places": ", ".join(f"{{{each}}}" for each in unknown),
                    "known": ", ".join(f"{{{each}}}" for each in LETTER_PLACES),
                }
        if errors:
            raise ValidationError(errors)


class NominationLetter(models.Model):
    """A letter to an organisation as it was printed: every word frozen, never changed."""

    workshop = models.ForeignKey(WORKSHOP, on_delete=models.PROTECT, related_name="letters")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    words = models.JSONField(help_text="courses.workshops.letters.LetterWords as JSON")
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["-made_at", "-id"]
        verbose_name = _("letter")
        verbose_name_plural = _("letters")

    def __str__(self) -> str:
        return f"{self.workshop_id} {self.organisation}"


class MailRound(models.Model):
    """One occasion on which people were written to; each person once a round.

    ``key`` tells rounds of a kind apart (``reminder-7``). ``calendar`` is the fingerprint of dates,
    times and place that the calendar files of this round say, ``sequence`` their number.
    """

    workshop = models.ForeignKey(WORKSHOP, on_delete=models.PROTECT, related_name="mail_rounds")
    kind = models.CharField(max_length=15, choices=RoundKind.choices)
    key = models.CharField(max_length=60)
    calendar = models.CharField(max_length=64)
    sequence = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField(default=timezone.now)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("round of mails")
        verbose_name_plural = _("rounds of mails")
        constraints = [
            models.UniqueConstraint(fields=["workshop", "kind", "key"], name="mail_round_once")
        ]

    def __str__(self) -> str:
        return f"{self.workshop_id} {self.kind} {self.key}"


class Invitation(models.Model):
    """One person in one round, and what became of it. The address itself is not kept here."""

    round = models.ForeignKey(MailRound, on_delete=models.CASCADE, related_name="invitations")
    registration = models.ForeignKey(
        "workshops.Registration", on_delete=models.PROTECT, related_name="invitations"
    )
    state = models.CharField(max_length=12, choices=MailState.choices, default=MailState.WAITING)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["pk"]
        verbose_name = _("mail to somebody")
        verbose_name_plural = _("mails to people")
        constraints = [
            models.UniqueConstraint(fields=["round", "registration"], name="mail_once_a_round")
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.registration_id}: {self.state}"
