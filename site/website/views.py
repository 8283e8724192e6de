"""The front door, the page one lands on after signing in, and what machines ask for."""

from mimetypes import guess_type
from pathlib import PurePosixPath
from typing import cast

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from wagtail.views import serve

from core.access import access, anyone, signed_in
from website import navigation


@require_safe
@access(anyone)
def front_door(request: HttpRequest) -> HttpResponse:
    """The address without a language: to the language the person uses here, else to Lao.

    A browser's own language does not decide: phones in Laos are often set to English or Thai.
    """
    known = dict(settings.LANGUAGES)
    wanted = getattr(request.user, "preferred_language", "")
    if wanted not in known:
        wanted = settings.LANGUAGE_CODE
    return redirect(f"/{wanted}/")


@require_safe
@access(anyone)
def home(request: HttpRequest) -> HttpResponseBase:
    """The home page. What a stranger sees is the same for all, so it is made once a minute."""
    told_apart = {settings.SESSION_COOKIE_NAME, "messages"} & request.COOKIES.keys()
    if told_apart or request.META.get("QUERY_STRING"):
        return cast(HttpResponseBase, serve(request, ""))
    language = get_language() or settings.LANGUAGE_CODE
    kept = navigation.kept_home(language)
    if kept is None:
        response = serve(request, "")
        if response.status_code != 200:
            return cast(HttpResponseBase, response)
        kept = response.render().content if hasattr(response, "render") else response.content
        navigation.keep_home(language, kept)
    return HttpResponse(kept)


@require_safe
@access(signed_in)
def my_learning(request: HttpRequest) -> HttpResponse:
    """What the person learns, attends and has been given; the landing page after signing in."""
    return render(request, "website/my_learning.html")


@require_safe
@access(anyone)
@cache_control(max_age=86400, public=True)
def robots(request: HttpRequest) -> HttpResponse:
    """Which doors are not for search engines."""
    closed = ("/cms/", "/documents/", "/*/account/", "/*/my/", "/*/workshops/", "/*/reports/")
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


@require_safe
@access(anyone)
@cache_control(max_age=7 * 86400, public=True)
def picture(request: HttpRequest, path: str) -> FileResponse:
    """The sized pictures of pages. A server in front may take this over.

    Documents and originals lie under MEDIA_ROOT too but have no address: documents go through
    Wagtail's own door, which keeps private collections private.
    """
    if ".." in PurePosixPath(path).parts:
        raise Http404
    try:
        file = default_storage.open(f"images/{path}")
    except (OSError, SuspiciousFileOperation):
        raise Http404 from None
    return FileResponse(file, content_type=guess_type(path)[0] or "application/octet-stream")


@require_safe
@access(anyone)
def favicon(request: HttpRequest) -> HttpResponse:
    """Browsers that do not read the page's icon link ask here."""
    return redirect(cast(str, static("img/favicon.svg")), permanent=False)
