"""Filters of the screens that editors use."""

from django import template

from courses.curriculum.parts import Part, Side

register = template.Library()


@register.filter
def side_in(part: Part, language: str) -> Side | None:
    """``{{ part|side_in:"lo" }}``: the words of a part in one language."""
    return part.side(language)


@register.filter
def mark_in(marks: dict[str, str], language: str) -> str:
    """What is to be said of one language of a part."""
    return marks.get(language, "")
