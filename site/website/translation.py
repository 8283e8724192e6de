"""Which words of this app exist in two languages."""

from modeltranslation.translator import TranslationOptions, register

from website.models import HomePage, NewsIndexPage, NewsPage, StandardPage


@register(HomePage)
class HomePageTranslation(TranslationOptions):
    fields = ("heading", "summary", "lead", "body")


@register(StandardPage)
class StandardPageTranslation(TranslationOptions):
    fields = ("heading", "summary", "menu_heading", "body")


@register(NewsIndexPage)
class NewsIndexPageTranslation(TranslationOptions):
    fields = ("heading", "summary")


@register(NewsPage)
class NewsPageTranslation(TranslationOptions):
    fields = ("heading", "summary", "body")
