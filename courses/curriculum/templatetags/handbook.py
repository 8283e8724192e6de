"""What the paper of a handbook needs: headings at their depth, figures with their words."""

import re

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from courses.curriculum import figures
from courses.curriculum.book import FigureBlock
from courses.curriculum.pdf import lower_headings as lower

register = template.Library()
_SPOKEN = re.compile(r"<title.*?</title>\s*<desc.*?</desc>", re.DOTALL)


@register.filter
def lower_headings(html: str) -> SafeString:
    """Rich text below the heading of a lesson."""
    return mark_safe(lower(html))  # noqa: S308 - cleaned by the CMS's whitelist


@register.filter
def paper_figure(block: FigureBlock) -> SafeString:
    """The drawing; its title says all that it shows, because PDF keeps one text for each picture."""
    svg = figures.drawn(block.name, block.language)
    text = escape(figures.alternative_text(block.name, block.language))
    spoken = _SPOKEN.sub(lambda _match: f"<title>{text}</title>", svg, count=1)
    return mark_safe(re.sub(r' aria-labelledby="[^"]*"', "", spoken))  # noqa: S308 - drawn by us
