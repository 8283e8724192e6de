"""Home, standard and news pages."""

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import RichTextField

from core.pages import BilingualPage, short_text

#: What an editor may use in running text.
TEXT_FEATURES = ["h2", "h3", "bold", "ol", "ul", "link", "document-link", "image", "hr"]


class HomePage(BilingualPage):
    """The front door: what this is, the three phases, where to begin."""

    template = "website/home_page.html"
    parent_page_types = ["wagtailcore.Page"]
    max_count = 1

    lead = models.TextField(
        _("lead"), blank=True, help_text=_("Two or three sentences under the heading.")
    )
    body = RichTextField(_("text"), blank=True, features=TEXT_FEATURES)

    content_panels = [
        *BilingualPage.content_panels,
        MultiFieldPanel(
            [
                FieldRowPanel([short_text("lead_en"), short_text("lead_lo")]),
                FieldPanel("body_en"),
                FieldPanel("body_lo"),
            ],
            heading=_("Text"),
        ),
    ]

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The newest two news items stand on the front door."""
        news = NewsPage.objects.live().descendant_of(self).order_by("-day", "-pk")[:2]
        return super().get_context(request, *args, **kwargs) | {"latest_news": news}


class StandardPage(BilingualPage):
    """A page of running text: about, help, privacy."""

    template = "website/standard_page.html"
    parent_page_types = ["website.HomePage", "website.StandardPage"]
    subpage_types = ["website.StandardPage"]

    menu_heading = models.CharField(
        _("short heading for menus"), max_length=40, blank=True, help_text=_("One or two words.")
    )
    body = RichTextField(_("text"), blank=True, features=TEXT_FEATURES)

    content_panels = [
        *BilingualPage.content_panels,
        FieldRowPanel([FieldPanel("menu_heading_en"), FieldPanel("menu_heading_lo")]),
        MultiFieldPanel([FieldPanel("body_en"), FieldPanel("body_lo")], heading=_("Text")),
    ]

    class Meta:
        verbose_name = _("standard page")
        verbose_name_plural = _("standard pages")


class NewsIndexPage(BilingualPage):
    """All news, newest first, a dozen to a page."""

    template = "website/news_index_page.html"
    parent_page_types = ["website.HomePage"]
    subpage_types = ["website.NewsPage"]
    PER_PAGE = 12

    class Meta:
        verbose_name = _("news list")
        verbose_name_plural = _("news lists")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """``news`` is one page of the list; a number that does not exist gives the nearest one."""
        news = NewsPage.objects.live().child_of(self).order_by("-day", "-pk")
        page = Paginator(news, self.PER_PAGE).get_page(request.GET.get("page"))
        return super().get_context(request, *args, **kwargs) | {"news": page}


def _today() -> date:
    return timezone.localdate()


class NewsPage(BilingualPage):
    """Something that happened, on a day."""

    template = "website/news_page.html"
    parent_page_types = ["website.NewsIndexPage"]
    subpage_types: list[str] = []

    day = models.DateField(_("date"), default=_today)
    body = RichTextField(_("text"), blank=True, features=TEXT_FEATURES)

    content_panels = [
        *BilingualPage.content_panels,
        FieldPanel("day"),
        MultiFieldPanel([FieldPanel("body_en"), FieldPanel("body_lo")], heading=_("Text")),
    ]

    class Meta:
        verbose_name = _("news item")
        verbose_name_plural = _("news items")
