"""Which words of this app exist in two languages."""

from modeltranslation.translator import TranslationOptions, register

from courses.workshops.models import AgendaItem, Donor, LetterText, Session, Workshop


@register(Donor)
class DonorTranslation(TranslationOptions):
    fields = ("name", "acronym")


@register(Workshop)
class WorkshopTranslation(TranslationOptions):
    fields = ("title", "venue", "city", "programme")


@register(Session)
class SessionTranslation(TranslationOptions):
    fields = ("title",)


@register(AgendaItem)
class AgendaItemTranslation(TranslationOptions):
    fields = ("title",)


@register(LetterText)
class LetterTextTranslation(TranslationOptions):
    fields = ("subject", "body")
