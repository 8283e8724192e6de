"""Ministries and other organisations."""

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from people.enums import OrganisationKind


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
