"""One middleware of our own: nothing on our pages may come from, or go to, another host."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

#: No inline script or style, no third-party host. The CMS's own interface needs inline code.
SITE_POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'self'"
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
