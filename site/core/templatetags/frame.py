"""Template tags every page has at hand: the language switch and the panels."""

import re
from itertools import zip_longest
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.urls import translate_url
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from core import kept, lao, panels
from core.pages import BilingualPage

register = template.Library()
#: ``{% written "app/_part.html" name=value … %}`` instead of ``include``, for what is costly.
register.simple_tag(kept.written)
#: Latin words with what stands between them on a line.
_LATIN = re.compile(r"([A-Za-z](?:[^\n\u0e80-\u0eff]*[A-Za-z])?)")


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


@register.filter
def clauses(text: str) -> list[str]:
    """The parts of a short heading, commas included, so that a line breaks between them if it can."""
    parts = text.split(", ")
    return [f"{part}," for part in parts[:-1]] + parts[-1:]


@register.filter
def in_its_language(text: object) -> str | SafeString:
    """``{{ workshop.title|in_its_language }}``: words that people wrote in one language only are
    marked with it where they stand on a page in the other. Lao letters tell which it is."""
    words = str(text or "")
    written = "lo" if lao.has_lao(words) else "en"
    if not words or written == (get_language() or "lo"):
        return words
    return format_html('<span lang="{}">{}</span>', written, words)


@register.filter
def latin_marked(text: object) -> SafeString:
    """``{{ lao_text|latin_marked }}``: the Latin words within a Lao text are marked as English."""
    parts = _LATIN.split(str(text or ""))
    return format_html_join(
        "",
        "{}{}",
        (
            (words, format_html('<span lang="en">{}</span>', latin) if latin else "")
            for words, latin in zip_longest(parts[::2], parts[1::2], fillvalue="")
        ),
    )


@register.simple_tag
def lang_of(page: BilingualPage, field: str) -> SafeString:
    """``<div{% lang_of page "body" %}>``: says the language where it is not that of the page around."""
    here = get_language() or "lo"
    shown = page.language_of(field, here)
    return SafeString("") if shown == here else format_html(' lang="{}"', shown)


@register.simple_tag
def lacks_words(page: BilingualPage) -> bool:
    """Whether some words of the page are missing in the reader's language."""
    return page.lacks(get_language() or "lo")
