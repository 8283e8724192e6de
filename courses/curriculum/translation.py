"""Which words of this app exist in two languages."""

from modeltranslation.translator import TranslationOptions, register

from courses.curriculum.models import (
    CardPage,
    CoursePage,
    GlossaryTerm,
    LessonPage,
    ModulePage,
    PhasePage,
    ScenarioPage,
)


@register(CoursePage)
class CoursePageTranslation(TranslationOptions):
    fields = ("heading", "summary")


@register(PhasePage)
class PhasePageTranslation(TranslationOptions):
    fields = ("heading", "summary")


@register(ModulePage)
class ModulePageTranslation(TranslationOptions):
    fields = ("heading", "summary", "objectives", "intro")


@register(LessonPage)
class LessonPageTranslation(TranslationOptions):
    fields = ("heading", "summary", "objectives", "body", "minutes")


@register(ScenarioPage)
class ScenarioPageTranslation(TranslationOptions):
    fields = ("heading", "summary", "objectives", "body", "minutes")


@register(CardPage)
class CardPageTranslation(TranslationOptions):
    fields = ("heading", "summary", "body", "minutes")


@register(GlossaryTerm)
class GlossaryTermTranslation(TranslationOptions):
    fields = ("term", "meaning", "also")
