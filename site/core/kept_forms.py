"""What somebody typed into a form and could not save, because they were no longer signed in.

Without JavaScript a form travels with everything in it. When the sign-in has expired in the meantime,
what was typed is kept in the browser's session over the sign-in and offered again at the same address;
when the form itself is out of date (signed in again in another tab), the view answers with it. Nothing
is saved until the person presses the button again.
"""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware
from django.views.decorators.csrf import csrf_exempt

View = Callable[..., HttpResponseBase]
_KEPT = "kept_form"


class _FormCheck(CsrfViewMiddleware):
    """Django's check of a form's origin, that tells instead of answering."""

    def _reject(self, request: HttpRequest, reason: str) -> Any:
        return reason


def keeps_typed(fields_of: Callable[[Mapping[str, Any]], dict[str, str]]) -> Callable[[View], View]:
    """Stand before ``@access``: keep ``fields_of`` a form whose sender is no longer signed in.

    The check against forged forms is made here instead of in the middleware, so that an out-of-date
    form can be answered with its own content; the view must ask ``stale_form`` before it writes.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def keeping(request: HttpRequest, /, *args: Any, **kwargs: Any) -> HttpResponseBase:
            check = _FormCheck(lambda _request: HttpResponse())
            check.process_request(request)
            request.form_is_stale = (  # type: ignore[attr-defined]
                check.process_view(request, view, (), {}) is not None
            )
            signed_out = request.method == "POST" and not request.user.is_authenticated
            # A forged form is not worth keeping.
            if signed_out and not stale_form(request):
                request.session[_KEPT] = {"at": _place(request), "fields": fields_of(request.POST)}
            return view(request, *args, **kwargs)

        return csrf_exempt(keeping)

    return decorate


def stale_form(request: HttpRequest) -> bool:
    """Whether the form's token is missing or no longer valid: nothing of it may be written."""
    return bool(getattr(request, "form_is_stale", True))


def kept_fields(request: HttpRequest) -> dict[str, str]:
    """The fields that were kept for this address, or nothing."""
    kept = request.session.get(_KEPT)
    if not kept or kept.get("at") != _place(request):
        return {}
    return dict(kept["fields"])


def forget_kept(request: HttpRequest) -> None:
    """They are saved now, or not wanted."""
    request.session.pop(_KEPT, None)


def _place(request: HttpRequest) -> str:
    """The address in whatever language: the view and what it is about."""
    found = request.resolver_match
    return f"{found.view_name} {sorted(found.kwargs.items())}" if found else request.path
