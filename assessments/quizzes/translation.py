"""Which words of this app exist in two languages."""

from modeltranslation.translator import TranslationOptions, register

from assessments.quizzes.models import Case, Option, Question, Quiz


@register(Case)
class CaseTranslation(TranslationOptions):
    fields = ("title", "story")


@register(Question)
class QuestionTranslation(TranslationOptions):
    fields = ("stem", "why", "image_alt", "unit")


@register(Option)
class OptionTranslation(TranslationOptions):
    fields = ("text", "says", "match", "image_alt")


@register(Quiz)
class QuizTranslation(TranslationOptions):
    fields = ("title", "intro")
