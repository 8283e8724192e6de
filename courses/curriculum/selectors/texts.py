"""The rendered text of a lesson, kept per revision and language in the memory of the process."""

from dataclasses import dataclass

from django.core.cache import caches
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe
from wagtail.blocks import StreamValue

from courses.curriculum.models import CardPage, LessonPage, ScenarioPage
from courses.curriculum.models.pages import WrittenPage
from courses.curriculum.selectors.glossary import glossary, mark_terms
from courses.curriculum.selectors.outline import Card, Course, Lesson, Reading, Scenario

#: Seconds. The stamp makes stale texts unreachable at once; this only bounds what lies about.
KEPT_FOR = 60 * 60 * 24

_PAGES: dict[type[Reading], type[WrittenPage]] = {
    Lesson: LessonPage,
    Scenario: ScenarioPage,
    Card: CardPage,
}


@dataclass(frozen=True, slots=True)
class Text:
    """All of a lesson that is the same for every reader, as HTML; whether it holds ticks."""

    html: SafeString
    has_checklist: bool


def reading_text(course: Course, reading: Reading) -> Text:
    """The text of a lesson, exercise or card: its frame in the course's language, its words in the
    one they have."""
    key = f"text:{course.stamp}:{reading.pk}:{reading.revision}:{course.language}"
    kept: Text | None = caches["local"].get(key) if course.stamp else None
    if kept is None:
        page = _PAGES[type(reading)].objects.get(pk=reading.pk)
        kept = render_text(course, reading, getattr(page, f"body_{reading.words_in}"))
        if course.stamp:
            caches["local"].set(key, kept, KEPT_FOR)
    return kept


def render_text(course: Course, reading: Reading, body: StreamValue) -> Text:
    """Render the frame of the reading around ``body``."""
    with translation.override(reading.words_in):
        rendered = render_to_string("curriculum/_text.html", {"body": body})
        blocks, terms = mark_terms(rendered, glossary(reading.words_in, course.stamp))
        blocks += render_to_string("curriculum/_terms.html", {"terms": terms})
    module = course.module_of(reading.pk)
    context = {
        "course": course,
        "module": module,
        "reading": reading,
        "place": module.lessons.index(reading) + 1 if module else 1,
        "here": course.language,
        "blocks": mark_safe(blocks),  # noqa: S308 - rendered by our own templates
    }
    with translation.override(course.language):
        html = render_to_string(f"curriculum/_{type(reading).__name__.lower()}.html", context)
    return Text(
        html=mark_safe(html),  # noqa: S308 - rendered by our own templates
        has_checklist=any(child.block_type == "checklist" for child in body),
    )
