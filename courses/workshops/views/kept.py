"""Marks that somebody typed and could not save, because they were no longer signed in.

Without JavaScript a whole session of marks travels in one form. When the sign-in has expired in the
meantime, the form is kept in the browser's session over the sign-in and offered again; when the form
itself is out of date (signed in again in another tab), the page comes back with everything in it.
Nothing is saved until the person presses Save.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware
from django.views.decorators.csrf import csrf_exempt

from courses.workshops.forms.attendance import mark_fields
from courses.workshops.models import Session

_KEPT = "kept_marks"


class _FormCheck(CsrfViewMiddleware):
    """Django's check of a form's origin, that tells instead of answering."""

    def _reject(self, request: HttpRequest, reason: str) -> Any:
        return reason


def keeps_typed_marks(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Stand before ``@access``: keep the marks of a form whose sender is no longer signed in.

    The check against forged forms is made here instead of in the middleware, so that an out-of-date
    form can be answered with its own content; the view must ask ``stale_form`` before it writes.
    """

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
            fields = mark_fields(request.POST)
            request.session[_KEPT] = {"session": kwargs["session_id"], "fields": fields}
        return view(request, *args, **kwargs)

    return csrf_exempt(keeping)


def stale_form(request: HttpRequest) -> bool:
    """Whether the form's token is missing or no longer valid: nothing of it may be written."""
    return bool(getattr(request, "form_is_stale", True))


def kept_marks(request: HttpRequest, session: Session) -> dict[str, str]:
    """The fields that were kept for this session, or nothing."""
    kept = request.session.get(_KEPT)
    if not kept or kept.get("session") != session.pk:
        return {}
    return dict(kept["fields"])


def forget_kept(request: HttpRequest) -> None:
    """They are saved now, or not wanted."""
    request.session.pop(_KEPT, None)
