"""Who takes part in a workshop."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.access import access
from people.roles import is_facilitator


@require_GET
@access(is_facilitator)
def workshop_people(request: HttpRequest, code: str) -> HttpResponse:
    """The list of participants."""
    raise Http404


@require_http_methods(["GET", "POST"])
@access(is_facilitator)
def walk_in(request: HttpRequest, code: str) -> HttpResponse:
    """Add somebody who stands at the door."""
    raise Http404


@require_http_methods(["GET", "POST"])
@access(is_facilitator)
def registration_edit(request: HttpRequest, code: str, registration_id: int) -> HttpResponse:
    """Change how somebody takes part."""
    raise Http404


@require_POST
@access(is_facilitator)
def registration_cancel(request: HttpRequest, code: str, registration_id: int) -> HttpResponse:
    """Take somebody off the list."""
    raise Http404
