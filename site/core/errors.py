"""Pages for when something went wrong: they say what to do, in the reader's language."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from core.middleware import FOR_PROGRAMS


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form is too old or cookies are off; tell how to go on without losing what was typed."""
    if request.path_info.startswith(FOR_PROGRAMS):
        return JsonResponse({"error": "forged", "detail": reason}, status=403)
    return render(request, "403_csrf.html", status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Not a proper request, perhaps not even for this host: the page needs nothing."""
    return HttpResponse(render_to_string("400.html"), status=400)


def server_error(request: HttpRequest) -> HttpResponse:
    """Our fault. The page asks no database and stands in both languages."""
    return HttpResponse(render_to_string("500.html"), status=500)
