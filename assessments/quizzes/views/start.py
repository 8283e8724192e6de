"""Before a test: what awaits one, and the button to begin or to go on."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from core.access import access, signed_in


@access(signed_in)
@require_http_methods(["GET", "POST"])
def test_start(request: HttpRequest, code: str) -> HttpResponse:
    """A practice or a module's test."""
    raise Http404


@access(signed_in)
@require_http_methods(["GET", "POST"])
def sitting_start(request: HttpRequest, sitting_id: int) -> HttpResponse:
    """The pre-test or post-test of a workshop."""
    raise Http404
