"""How an editor sees a page before it is published: as a reader would, from the words at hand."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from courses.curriculum.models import CardPage, LessonPage, ModulePage, ScenarioPage
from courses.curriculum.models.pages import CurriculumPage
from courses.curriculum.selectors import draft_outline, render_text
from courses.curriculum.views.reading import (
    course_context,
    lesson_context,
    module_context,
    reading_context,
)


def preview(request: HttpRequest, page: CurriculumPage) -> HttpResponse:
    """The screen of ``page`` in the active language. A phase is shown as a part of its course."""
    outline = draft_outline(page, get_language() or "lo")
    if outline is None:
        raise Http404
    if isinstance(page, LessonPage) and (lesson := outline.lesson_by_pk(page.pk or 0)):
        text = render_text(outline, lesson, getattr(page, f"body_{lesson.words_in}"))
        context = lesson_context(request, outline, lesson, text)
        return render(request, "curriculum/lesson.html", context)
    if isinstance(page, ScenarioPage | CardPage):
        reading = outline.scenario(page.slug) or outline.card(page.slug)
        if reading is None:
            raise Http404
        text = render_text(outline, reading, getattr(page, f"body_{reading.words_in}"))
        context = reading_context(outline, reading, text)
        return render(request, "curriculum/reading.html", context)
    if isinstance(page, ModulePage):
        module = next(each for each in outline.modules if each.pk == (page.pk or 0))
        context = module_context(request, outline, module)
        return render(request, "curriculum/module.html", context)
    return render(request, "curriculum/course.html", course_context(request, outline))
