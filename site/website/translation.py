"""Which words of this app exist in two languages."""

from modeltranslation.translator import TranslationOptions, register

from website.models import HomePage


@register(HomePage)
class HomePageTranslation(TranslationOptions):
    fields = ("heading", "summary")
