"""The menus of the frame."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from website.navigation import places


def menus(request: HttpRequest) -> dict[str, Any]:
    """``site_menu``, ``site_footer``, ``course`` (a place or nothing): looked up where shown."""
    found = SimpleLazyObject(places)
    return {
        "site_menu": SimpleLazyObject(lambda: [p for p in found if p.in_menu and not p.is_course]),
        "site_footer": SimpleLazyObject(lambda: [p for p in found if p.in_footer]),
        "course": SimpleLazyObject(lambda: next((p for p in found if p.is_course), None)),
    }
