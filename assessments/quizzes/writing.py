"""A question as it stands on a page, written once for all who get it alike and kept in the process.

It is kept under everything that its template is given, so it cannot be stale and nobody meets what
another has answered; its place on the page is a gap.
"""

from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from assessments.quizzes.asking import Asked
from core.kept import gap

#: How many are kept: some kilobytes each.
MOST_KEPT = 2000
_PLACE, _HIDDEN = gap("place"), gap("hidden")


def to_answer(question: Asked, *, at: int | str, total: int, gives_each: bool) -> SafeString:
    """A question to be answered, hidden unless the page is ``at`` it."""
    html = _written("quizzes/_question.html", question, total, gives_each, get_language())
    hidden = "" if question.position == at else " hidden"
    return mark_safe(html.replace(_HIDDEN, hidden).replace(_PLACE, str(question.position)))  # noqa: S308


def with_answer(question: Asked, *, total: int) -> SafeString:
    """A question with what was answered and what is right."""
    html = _written("quizzes/_answered.html", question, total, False, get_language())
    return mark_safe(html.replace(_PLACE, str(question.position)))  # noqa: S308


@lru_cache(MOST_KEPT)
def _written(
    template: str, question: Asked, total: int, gives_each: bool, language: str | None
) -> str:
    words = {"question": question, "total": total, "gives_each": gives_each}
    return render_to_string(template, words | {"p": _PLACE, "hidden": _HIDDEN})
