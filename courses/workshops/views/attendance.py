"""Who was there, session by session."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.access import access
from people.roles import is_facilitator


@require_GET
@access(is_facilitator)
def workshop_attendance(request: HttpRequest, code: str) -> HttpResponse:
    """All sessions with how far their attendance is."""
    raise Http404


@require_http_methods(["GET", "POST"])
@access(is_facilitator)
def session_attendance(request: HttpRequest, code: str, session_id: int) -> HttpResponse:
    """The attendance of one session."""
    raise Http404


@require_POST
@access(is_facilitator)
def session_mark(request: HttpRequest, code: str, session_id: int) -> HttpResponse:
    """Save one tap."""
    raise Http404
