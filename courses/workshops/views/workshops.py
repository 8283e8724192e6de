"""The list, the form and the overview of workshops."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.access import access
from people.roles import is_facilitator


@require_GET
@access(is_facilitator)
def workshop_list(request: HttpRequest) -> HttpResponse:
    """My workshops: running, upcoming, past."""
    raise Http404


@require_http_methods(["GET", "POST"])
@access(is_facilitator)
def workshop_new(request: HttpRequest) -> HttpResponse:
    """Prepare a new workshop."""
    raise Http404


@require_GET
@access(is_facilitator)
def workshop_overview(request: HttpRequest, code: str) -> HttpResponse:
    """One workshop at a glance."""
    raise Http404


@require_http_methods(["GET", "POST"])
@access(is_facilitator)
def workshop_edit(request: HttpRequest, code: str) -> HttpResponse:
    """Change what is said about a workshop."""
    raise Http404


@require_POST
@access(is_facilitator)
def workshop_state(request: HttpRequest, code: str) -> HttpResponse:
    """Take the next step of a workshop's life."""
    raise Http404


@require_GET
@access(is_facilitator)
def workshop_agenda(request: HttpRequest, code: str) -> HttpResponse:
    """The agenda, for those who take part."""
    raise Http404


@require_http_methods(["GET", "POST"])
@access(is_facilitator)
def workshop_sessions(request: HttpRequest, code: str) -> HttpResponse:
    """The half-days of a workshop."""
    raise Http404


@require_http_methods(["GET", "POST"])
@access(is_facilitator)
def session_edit(request: HttpRequest, code: str, session_id: int) -> HttpResponse:
    """Times and agenda of one session."""
    raise Http404


@require_http_methods(["GET", "POST"])
@access(is_facilitator)
def workshop_facilitators(request: HttpRequest, code: str) -> HttpResponse:
    """Who leads the workshop."""
    raise Http404
