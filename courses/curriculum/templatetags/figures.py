"""``{% drawn_figure "alert-ladder" %}``: a drawn figure in the active language."""

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from courses.curriculum.figures import drawn

register = template.Library()


@register.simple_tag
def drawn_figure(name: str) -> SafeString:
    """The SVG of a figure, with its words in the language around it."""
    return mark_safe(drawn(name, get_language() or "lo"))  # noqa: S308 - drawn by us
