"""What many readers get alike is rendered once and kept, with gaps for what is a reader's own.

The gaps of a page are the reader's key and names and the token of forms. All else a page says about
its reader must be in the key under which it is kept. A part of a page is kept under everything that
its template is given, so it can be neither stale nor another reader's.
"""

from collections.abc import Hashable
from functools import lru_cache
from typing import Any, NoReturn

from django.conf import settings
from django.contrib.messages import get_messages
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language

#: Seconds. Keys carry the state of what is shown; this bounds what lies about and what they may miss.
KEPT_FOR = 60
#: How many parts of pages are kept: some kilobytes each at most.
MOST_PARTS = 4000


def gap(name: str) -> str:
    """A mark that no text holds: letters of the private use area."""
    return f"\ue000{name}\ue001"


_TOKEN, _KEY, _SHORT_NAME, _FULL_NAME = map(gap, ("token", "key", "short name", "full name"))


class _SomeReader:
    """Stands for whoever reads while a page to keep is rendered; loud when asked for anything else."""

    is_authenticated = True
    pk = _KEY
    full_name = _FULL_NAME

    def get_short_name(self) -> str:
        return _SHORT_NAME

    def __getattr__(self, name: str) -> NoReturn:
        raise RuntimeError(f"a page that is kept for many readers asks for the reader's {name}")


def render_kept(
    request: HttpRequest, template: str, context: dict[str, Any], *, key: str
) -> HttpResponse:
    """Render like ``django.shortcuts.render``, once for everybody who has the same ``key`` here.

    Language and address need not be in the key. Pages with a query or with messages are not kept.
    """
    if request.META.get("QUERY_STRING") or len(get_messages(request)):
        return render(request, template, context)
    user: Any = request.user
    cache, name = caches["local"], f"page:{request.path}:{user.is_authenticated:d}:{key}"
    html: str | None = cache.get(name)
    if html is None:
        gaps: dict[str, Any] = {"csrf_token": _TOKEN}
        if user.is_authenticated:
            gaps["user"] = _SomeReader()
        html = render_to_string(template, context | gaps, request=request)
        cache.set(name, html, KEPT_FOR)
    if _TOKEN in html:
        html = html.replace(_TOKEN, get_token(request))
    if user.is_authenticated:
        html = html.replace(_KEY, str(user.pk))
        html = html.replace(_SHORT_NAME, conditional_escape(user.get_short_name()))
        html = html.replace(_FULL_NAME, conditional_escape(user.full_name))
    return HttpResponse(html)


def written(template: str, **words: Hashable) -> SafeString:
    """A part of a page, rendered once in a process for all ``words`` that are equal. The template is
    given nothing else, neither request nor user, so that the words have to say everything."""
    # Whoever works on templates sees what they change.
    write = _written.__wrapped__ if settings.DEBUG else _written
    return write(template, get_language(), tuple(words.items()))


@lru_cache(MOST_PARTS)
def _written(
    template: str, language: str | None, words: tuple[tuple[str, Hashable], ...]
) -> SafeString:
    return render_to_string(template, dict(words))
