"""Which words of this app exist in two languages."""

from modeltranslation.translator import TranslationOptions, register

from people.models import Organisation


@register(Organisation)
class OrganisationTranslation(TranslationOptions):
    fields = ("name", "acronym")
