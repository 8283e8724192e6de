"""Who speaks for an organisation."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models.organisations import Organisation
from people.models.persons import User


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
