"""What people agreed to."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.enums import ConsentKind
from people.models.persons import User


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
