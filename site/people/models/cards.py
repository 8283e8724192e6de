"""Access cards of people without an e-mail address."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models.persons import User


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
