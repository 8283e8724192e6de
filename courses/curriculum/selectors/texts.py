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
    """All of a lesson that is the same for every reader, as HTML; whether it holds ticks."""

    html: SafeString
    has_checklist: bool


def lesson_text(course: Course, lesson: Lesson) -> Text:
    """The text of ``lesson``: its frame in the course's language, its words in the one they have."""
    key = f"lesson-text:{course.stamp}:{lesson.pk}:{lesson.revision}:{course.language}"
    kept: Text | None = caches["local"].get(key) if course.stamp else None
    if kept is None:
        page = LessonPage.objects.get(pk=lesson.pk)
        kept = render_text(course, lesson, getattr(page, f"body_{lesson.words_in}"))
        if course.stamp:
            caches["local"].set(key, kept, KEPT_FOR)
    return kept


def render_text(course: Course, lesson: Lesson, body: StreamValue) -> Text:
    """Render the lesson around ``body``."""
    with translation.override(lesson.words_in):
        blocks = render_to_string("curriculum/_text.html", {"body": body})
    module = course.module_of(lesson.pk)
    context = {
        "module": module,
        "lesson": lesson,
        "place": module.lessons.index(lesson) + 1 if module else 1,
        "here": course.language,
        "blocks": mark_safe(blocks),  # noqa: S308 - rendered by our own templates
    }
    with translation.override(course.language):
        html = render_to_string("curriculum/_article.html", context)
    return Text(
        html=mark_safe(html),  # noqa: S308 - rendered by our own templates
        has_checklist=any(child.block_type == "checklist" for child in body),
    )
