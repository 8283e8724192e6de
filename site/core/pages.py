"""The page that exists in two languages: one tree, one record, two sets of words."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from modeltranslation.translator import translator
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.models import Page


class ReviewState(models.TextChoices):
    """How far the Lao words of a page can be trusted."""

    DRAFT = "draft", _("Draft, awaiting review by a native reviewer")
    REVIEWED = "reviewed", _("Reviewed by a native reviewer")


class BilingualPage(Page):
    """Abstract base of every page. Its words are translated fields; ``title`` follows the heading.

    ``Page.title`` belongs to Wagtail and cannot be translated, so editors never see it: it is kept
    equal to the English heading (else the Lao one) whenever the page is cleaned.
    """

    heading = models.CharField(_("heading"), max_length=200)
    summary = models.TextField(_("summary"), blank=True, help_text=_("One or two sentences."))
    lao_review = models.CharField(
        _("state of the Lao text"),
        max_length=10,
        choices=ReviewState.choices,
        default=ReviewState.DRAFT,
    )

    class Meta:
        abstract = True

    #: Translated fields that ``registers`` hands to modeltranslation, added to by each page type.
    translated_fields: ClassVar[tuple[str, ...]] = ("heading", "summary")

    content_panels = [
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("heading_en"), FieldPanel("heading_lo")]),
                FieldRowPanel([FieldPanel("summary_en"), FieldPanel("summary_lo")]),
                FieldPanel("lao_review"),
            ],
            heading=_("Heading"),
        )
    ]

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        """Keep the hidden title equal to the heading, then validate as Wagtail does."""
        heading_en = getattr(self, "heading_en", None)
        heading_lo = getattr(self, "heading_lo", None)
        if heading := heading_en or heading_lo:
            self.title = heading
        super().full_clean(*args, **kwargs)

    def language_of(self, field: str, wanted: str) -> str:
        """The language in which a reader of ``wanted`` sees ``field``: the other if it is empty."""
        other = "en" if wanted == "lo" else "lo"
        if getattr(self, f"{field}_{wanted}", None) or not getattr(self, f"{field}_{other}", None):
            return wanted
        return other

    def lacks(self, wanted: str) -> bool:
        """Whether some words of this page exist only in the other language; the page then says so."""
        fields = translator.get_options_for_model(type(self)).get_field_names()
        return any(self.language_of(field, wanted) != wanted for field in fields)

    @property
    def has_lao(self) -> bool:
        """Whether all words exist in Lao; pages without them show the English text and say so."""
        return not self.lacks("lo")
