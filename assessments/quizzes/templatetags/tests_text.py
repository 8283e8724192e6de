"""Words of frozen items in templates."""

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from assessments.quizzes import writing
from assessments.quizzes.items import Words

register = template.Library()


@register.filter
def words_plain(words: Words | None) -> str:
    """Words without markup (a partner, a unit, a title) in the active language, or in the other where
    it has none."""
    words = words or {}
    return words.get(get_language() or "en") or next(iter(words.values()), "")


@register.filter
def words_html(words: Words | None) -> SafeString:
    """Safe HTML in the active language, or in the other where it has none."""
    text = words_plain(words)
    # Cleaned by the whitelist of ``freezing`` before it was frozen.
    return mark_safe(text)  # noqa: S308


register.simple_tag(writing.to_answer)
register.simple_tag(writing.with_answer)
