"""Pages for when something went wrong: they say what to do, in the reader's language."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form is too old or cookies are off; tell how to go on without losing what was typed."""
    return render(request, "403_csrf.html", status=403)
