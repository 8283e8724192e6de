"""The language switch is remembered for people with an account."""

from collections.abc import Callable
from typing import cast
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from people.models import User
from people.services import remember_language

_LANGUAGES = {code for code, _name in settings.LANGUAGES}


class KeepLanguage:
    """Keep ``preferred_language`` in step when somebody switches a page to the other language.

    A switch is a visit to a page from the same page in another language. Other visits (a link sent
    by a colleague) change nothing, and nothing is asked of the database then.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method == "GET" and response.status_code == 200 and _is_switch(request):
            user = getattr(request, "user", None)
            if user is not None and user.is_authenticated:
                remember_language(person=cast(User, user), language=request.path.split("/")[1])
        return response


def _is_switch(request: HttpRequest) -> bool:
    try:
        referer = urlsplit(request.headers.get("Referer", ""))
    except ValueError:  # a stranger may send anything
        return False
    here, there = request.path.split("/", 2), referer.path.split("/", 2)
    return (
        len(here) == len(there) == 3
        and here[1] != there[1]
        and {here[1], there[1]} <= _LANGUAGES
        and here[2] == there[2]
        and referer.netloc == request.get_host()
    )
