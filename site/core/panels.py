"""Blocks that an upper app adds to a page of a lower app.

A page names a *place* (``"workshop"``, ``"my_learning"``) and renders whatever is registered there;
upper apps register from ``AppConfig.ready()``. So the workshop page shows certificates without
importing them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

#: Gets the request and the page's subject; returns the template's context, or None for "not here".
ContextMaker = Callable[[HttpRequest, Any], dict[str, Any] | None]


@dataclass(frozen=True, slots=True)
class Panel:
    """One block: its template, what fills it, and where it stands among the others."""

    name: str
    template: str
    context: ContextMaker
    order: int


_places: dict[str, list[Panel]] = {}


def register(place: str, *, name: str, template: str, context: ContextMaker, order: int) -> None:
    """Add a panel to ``place``. Registering the same name again replaces it."""
    kept = [panel for panel in _places.get(place, []) if panel.name != name]
    _places[place] = sorted(
        [*kept, Panel(name, template, context, order)], key=lambda panel: panel.order
    )


def panels_for(
    place: str, request: HttpRequest, subject: Any
) -> list[tuple[Panel, dict[str, Any]]]:
    """The panels of ``place`` that have something to say to this request about ``subject``."""
    shown = []
    for panel in _places.get(place, []):
        context = panel.context(request, subject)
        if context is not None:
            shown.append((panel, context))
    return shown
