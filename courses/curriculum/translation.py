"""Which words of this app exist in two languages."""

from modeltranslation.translator import TranslationOptions, register

from courses.curriculum.models import CoursePage


@register(CoursePage)
class CoursePageTranslation(TranslationOptions):
    fields = ("heading", "summary")
