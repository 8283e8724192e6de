"""What an attempt came to."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from core.access import access, signed_in


@access(signed_in)
@require_GET
def attempt_result(request: HttpRequest, attempt_id: int) -> HttpResponse:
    """The result of one's own attempt."""
    raise Http404
