"""The words of the course, explained."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.pages import ReviewState


class GlossaryTerm(models.Model):
    """A term in both languages with one sentence that says what it means here.

    ``also`` holds other forms, one on each line, under which a lesson finds the term (plural, short
    form). ``fingerprint`` is that of the file the term was loaded from; a term that an editor has
    changed since no longer has it.
    """

    slug = models.SlugField(_("name in the address"), max_length=60, unique=True)
    term = models.CharField(_("term"), max_length=120)
    meaning = models.TextField(_("meaning"), help_text=_("One sentence in plain words."))
    also = models.TextField(_("other forms"), blank=True, help_text=_("One on each line."))
    lao_review = models.CharField(
        _("state of the Lao text"),
        max_length=10,
        choices=ReviewState.choices,
        default=ReviewState.DRAFT,
    )
    to_confirm = models.BooleanField(
        _("Lao term to be confirmed"),
        default=False,
        help_text=_("The official Lao usage is not certain yet."),
    )
    fingerprint = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        ordering = ["slug"]
        verbose_name = _("glossary term")
        verbose_name_plural = _("glossary terms")

    def __str__(self) -> str:
        return f"{self.term_en} · {self.term_lo}"  # type: ignore[attr-defined]
