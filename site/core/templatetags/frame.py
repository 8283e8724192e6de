"""Template tags every page has at hand: the language switch and the panels."""

from typing import Any

from django import template
from django.template.loader import render_to_string
from django.urls import translate_url
from django.utils.safestring import SafeString, mark_safe

from core import panels

register = template.Library()


@register.simple_tag(takes_context=True)
def same_page_in(context: dict[str, Any], language: str) -> str:
    """The address of this very page, query included, in another language."""
    request = context["request"]
    return translate_url(request.get_full_path(), language)


@register.simple_tag(takes_context=True)
def panels_of(context: dict[str, Any], place: str, subject: Any = None) -> SafeString:
    """Render the panels that other apps have registered for ``place``."""
    request = context["request"]
    parts = [
        render_to_string(panel.template, {**panel_context, "panel": panel}, request=request)
        for panel, panel_context in panels.panels_for(place, request, subject)
    ]
    return mark_safe("".join(parts))  # noqa: S308 - rendered by our own templates
