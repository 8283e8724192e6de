"""Our own middleware: pages travel compressed, and nothing on them comes from another host."""

import gzip
import io
import secrets
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils.cache import patch_vary_headers

#: No inline script or style, no third-party host. The CMS's own interface needs inline code.
SITE_POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'self'; "
    "worker-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'self'"
)
CMS_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; frame-ancestors 'self'"
)


#: Doors for programs; they have no language in their address.
FOR_PROGRAMS = "/api/"


class LanguageOfAddress(LocaleMiddleware):
    """Django's choice of a language, which sends whoever finds nothing on to ``/lo/…``.

    A program that finds nothing is told so.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Leave the answers to programs alone."""
        if request.path_info.startswith(FOR_PROGRAMS):
            return response
        return super().process_response(request, response)


class ContentSecurityPolicy:
    """Send the policy with every answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        policy = CMS_POLICY if request.path.startswith("/cms/") else SITE_POLICY
        response.headers.setdefault("Content-Security-Policy", policy)
        return response


class CompressText:
    """Compress words, for phones on slow networks; PDFs, pictures and spreadsheets already are.

    Not Django's own: its level costs a lesson three times the time for a tenth less in weight. Like
    Django's, it pads each answer by a file name of random length, so that the length of an answer
    with a form's token tells nothing (BREACH); Django masks the token itself.
    """

    LEVEL = 4
    #: Bytes. Shorter answers are sent as they are.
    WORTH_IT = 200
    #: Letters of padding at most.
    PADDING = 100

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        kind = response.headers.get("Content-Type", "")
        if (
            not isinstance(response, HttpResponse)
            or not kind.startswith(("text/", "application/json"))
            or len(response.content) < self.WORTH_IT
            or response.has_header("Content-Encoding")
        ):
            return response
        patch_vary_headers(response, ("Accept-Encoding",))
        if "gzip" in request.headers.get("Accept-Encoding", ""):
            response.content = self._compressed(response.content)
            response.headers["Content-Encoding"] = "gzip"
            response.headers["Content-Length"] = str(len(response.content))
            etag = response.headers.get("ETag", "")
            if etag.startswith('"'):
                response.headers["ETag"] = f"W/{etag}"
        return response

    def _compressed(self, content: bytes) -> bytes:
        name = "a" * (1 + secrets.randbelow(self.PADDING))
        packed = io.BytesIO()
        with gzip.GzipFile(name, "wb", self.LEVEL, packed, mtime=0) as file:
            file.write(content)
        return packed.getvalue()
