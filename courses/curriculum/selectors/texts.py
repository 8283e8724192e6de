"""The rendered text of a lesson, kept per revision and language in the memory of the process."""

from dataclasses import dataclass

from django.core.cache import caches
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe
from wagtail.blocks import StreamValue

from courses.curriculum.models import LessonPage
from courses.curriculum.selectors.outline import Course, Lesson

#: Seconds. The stamp makes stale texts unreachable at once; this only bounds what lies about.
KEPT_FOR = 60 * 60 * 24


@dataclass(frozen=True, slots=True)
class Text:
    """The words of a lesson as HTML, and whether they hold anything to tick."""

    html: SafeString
    has_checklist: bool


def lesson_text(course: Course, lesson: Lesson) -> Text:
    """The text of ``lesson`` in the language it really has words in (``lesson.words_in``)."""
    key = f"lesson-text:{course.stamp}:{lesson.pk}:{lesson.revision}:{lesson.words_in}"
    kept: Text | None = caches["local"].get(key) if course.stamp else None
    if kept is None:
        page = LessonPage.objects.get(pk=lesson.pk)
        kept = render_text(getattr(page, f"body_{lesson.words_in}"), lesson.words_in)
        if course.stamp:
            caches["local"].set(key, kept, KEPT_FOR)
    return kept


def render_text(body: StreamValue, language: str) -> Text:
    """Render the blocks in ``language``, whatever language the page around them is in."""
    with translation.override(language):
        html = render_to_string("curriculum/_text.html", {"body": body})
    return Text(
        html=mark_safe(html),  # noqa: S308 - rendered by our own templates
        has_checklist=any(child.block_type == "checklist" for child in body),
    )

