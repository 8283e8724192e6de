"""Which rooms the header shows."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from people import roles as rules


def roles(request: HttpRequest) -> dict[str, Any]:
    """``is_facilitator`` and so on for each role that has rooms: asked only where it is used."""
    user = getattr(request, "user", None)
    if user is None:
        return {}
    return {
        "is_facilitator": SimpleLazyObject(lambda: rules.is_facilitator(user)),
        "is_reporting_officer": SimpleLazyObject(lambda: rules.is_reporting_officer(user)),
        "is_editor": SimpleLazyObject(lambda: rules.is_editor(user)),
        "is_focal_point": SimpleLazyObject(lambda: rules.is_focal_point(user)),
    }
