"""Every door states who may enter.

A view is a plain function under ``@access(rule)``. A rule is a predicate over the request's user and
says only what kind of person may knock; which objects that person may see is decided by the selector
the view fetches with (fetching is checking), and what is not theirs does not exist for them: 404.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase

P = ParamSpec("P")
Rule = Callable[[Any], bool]
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def anyone(user: Any) -> bool:
    """Open to the whole world."""
    return True


def signed_in(user: Any) -> bool:
    """Anybody with an account."""
    return bool(user.is_authenticated)


def access(rule: Rule, *, for_programs: bool = False) -> Callable[[View[P]], View[P]]:
    """Let in those for whom ``rule(user)`` holds.

    Others: a stranger is sent to sign in and comes back afterwards (a script asking for JSON gets 401
    with the address to sign in at, and so does whoever knocks at a door ``for_programs``); a signed-in
    person gets 404. A test walks all URLs and fails on a view without a rule.
    """

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            user = getattr(request, "user", None) or AnonymousUser()
            if rule(user):
                return view(request, *args, **kwargs)
            if user.is_authenticated:
                raise Http404
            return sign_in_needed(request) if for_programs else sign_in_first(request)

        guarded.access_rule = rule  # type: ignore[attr-defined]
        return guarded

    return decorate


def sign_in_first(request: HttpRequest) -> HttpResponse:
    """The answer to a stranger at a door for people with an account."""
    response = redirect_to_login(request.get_full_path())
    if request.accepts("text/html") and request.headers.get("HX-Request") != "true":
        return response
    return sign_in_needed(request)


def sign_in_needed(request: HttpRequest) -> HttpResponse:
    """The same for a program: where its person can sign in."""
    location = redirect_to_login(request.get_full_path())["Location"]
    return JsonResponse({"error": "sign_in", "sign_in_url": location}, status=401)
