"""Our own middleware: pages travel compressed, and nothing on them comes from another host."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

#: No inline script or style, no third-party host. The CMS's own interface needs inline code.
SITE_POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'self'; "
    "worker-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'self'"
)
CMS_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; frame-ancestors 'self'"
)


class ContentSecurityPolicy:
    """Send the policy with every answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        policy = CMS_POLICY if request.path.startswith("/cms/") else SITE_POLICY
        response.headers.setdefault("Content-Security-Policy", policy)
        return response


class CompressText(GZipMiddleware):
    """Compress words, for phones on slow networks; PDFs, pictures and spreadsheets already are.

    Django masks the form token and pads each answer, so that its length tells nothing (BREACH).
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Leave alone what is not text."""
        kind = response.headers.get("Content-Type", "")
        if kind.startswith(("text/", "application/json")) and not response.streaming:
            return super().process_response(request, response)
        return response
