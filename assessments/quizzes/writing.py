"""A question as it stands on a page, written once for all who get it alike: its place is a gap."""

from django.utils.safestring import SafeString, mark_safe

from assessments.quizzes.asking import Asked
from core.kept import gap, written

_PLACE, _HIDDEN = gap("place"), gap("hidden")


def to_answer(question: Asked, *, at: int | str, total: int, gives_each: bool) -> SafeString:
    """A question to be answered, hidden unless the page is ``at`` it."""
    html = written(
        "quizzes/_question.html",
        question=question,
        p=_PLACE,
        hidden=_HIDDEN,
        total=total,
        gives_each=gives_each,
    )
    hidden = "" if question.position == at else " hidden"
    return mark_safe(html.replace(_HIDDEN, hidden).replace(_PLACE, str(question.position)))  # noqa: S308


def with_answer(question: Asked, *, total: int) -> SafeString:
    """A question with what was answered and what is right."""
    html = written("quizzes/_answered.html", question=question, p=_PLACE, total=total)
    return mark_safe(html.replace(_PLACE, str(question.position)))  # noqa: S308
