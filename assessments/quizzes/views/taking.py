"""Taking a test: the page with its questions, and the door through which answers are kept."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from core.access import access, anyone, signed_in


@access(signed_in)
@require_http_methods(["GET", "POST"])
def attempt(request: HttpRequest, attempt_id: int) -> HttpResponse:
    """The questions of an attempt that somebody is at."""
    raise Http404


@csrf_exempt
@access(anyone)
@require_POST
def attempt_save(request: HttpRequest, attempt_id: int) -> HttpResponse:
    """Keep answers for whoever holds the key of the attempt."""
    raise Http404
