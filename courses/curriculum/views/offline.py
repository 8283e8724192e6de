"""Reading without a network: what a phone keeps, and what it brings back."""

import json
import uuid
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from core import dates
from core.access import access, anyone, signed_in
from courses.curriculum.models import CoursePage
from courses.curriculum.models.pages import LANGUAGES
from courses.curriculum.offline import SHORTCUTS, Package, package_of
from courses.curriculum.selectors import course_outline, first_course_slug
from courses.curriculum.services.offline import MarkFromPhone, take_in_marks
from people.models import User

#: A phone sends at most this many marks at once.
MOST_MARKS = 200


@access(anyone)
@require_safe
@cache_control(no_cache=True)
def service_worker(request: HttpRequest) -> HttpResponse:
    """The script that shows kept pages; at the root, so that it may do so for the whole site."""
    script = Path(settings.STATICFILES_DIRS[0]) / "js" / "sw.js"
    return HttpResponse(
        script.read_bytes(),
        content_type="text/javascript; charset=utf-8",
        headers={"Service-Worker-Allowed": "/"},
    )


@access(anyone)
@require_safe
@cache_control(max_age=3600, public=True)
def manifest(request: HttpRequest, language: str) -> HttpResponse:
    """What a phone needs to install the site: its name in the reader's language, its icons."""
    if language not in LANGUAGES:
        raise Http404
    with translation.override(language):
        slug = first_course_slug()
        start = reverse("curriculum:course", args=[slug]) if slug else f"/{language}/"
        shortcuts = [{"name": str(name), "url": reverse(view)} for name, view in SHORTCUTS]
        if slug:
            go = reverse("curriculum:go", args=[slug])
            shortcuts.insert(0, {"name": _("In a crisis"), "url": go})
        return manifest_answer(language, start_url=start, shortcuts=shortcuts)


def manifest_answer(language: str, **values: Any) -> HttpResponse:
    """A manifest in this language, which is the active one; ``values`` differ from the site's own."""
    answer = {
        "id": "/",
        "lang": language,
        "name": _("MICIC Training"),
        "short_name": "MICIC",
        "description": _("Lao nationals abroad in times of crisis"),
        "scope": "/",
        "display": "standalone",
        "background_color": "#f5f4f0",
        "theme_color": "#0b4a6f",
        "icons": [
            {"src": static("img/favicon.svg"), "sizes": "any", "type": "image/svg+xml"},
            _icon("img/icon-192.png", 192, "any"),
            _icon("img/icon-512.png", 512, "any"),
            _icon("img/icon-maskable-512.png", 512, "maskable"),
        ],
    }
    return JsonResponse(answer | values, content_type="application/manifest+json")


def _icon(name: str, size: int, purpose: str) -> dict[str, str]:
    return {
        "src": static(name),
        "sizes": f"{size}x{size}",
        "type": "image/png",
        "purpose": purpose,
    }


@access(anyone)
@require_safe
def kept(request: HttpRequest) -> HttpResponse:
    """What is kept on this phone. Only the phone knows; static/js/keep.js lists it."""
    return render(request, "curriculum/kept.html")


@access(anyone)
@require_GET
@cache_control(no_cache=True)
def package(request: HttpRequest, course: str) -> HttpResponse:
    """The addresses to keep for ``?module=…``, ``?only=go`` or the whole course, with their bytes."""
    found = package_of(course, request.GET.get("module", ""), request.GET.get("only") == "go")
    if found is None:
        raise Http404
    return JsonResponse(_as_json(found))


def _as_json(found: Package) -> dict[str, object]:
    today = timezone.localdate()
    days, words, headings = {}, {}, dict(found.headings)
    for language in LANGUAGES:
        with translation.override(language):
            days[language] = dates.day(today, language)
            words[language] = _words_of_kept_pages()
            if found.name.endswith("/go"):
                headings[language] = _("In a crisis")
    return {
        "name": found.name,
        "version": found.version,
        "headings": headings,
        "urls": found.urls,
        "bytes": found.bytes,
        "day": days,
        "words": words,
        "script": static("js/kept.js"),
        "files": [
            {"url": file.url, "bytes": file.bytes, "language": file.language}
            for file in found.files
        ],
    }


def _words_of_kept_pages() -> dict[str, str]:
    """What a kept page says when it is shown; ``{day}`` is the day it was kept."""
    return {
        "kept": _("No network: this is the copy kept on this phone on {day}."),
        "missing": _(
            "No network, and the page you asked for is not kept on this phone. This is kept:"
        ),
        "mark": _("Mark as read"),
        "marked": _("Marked as read on this phone. It is sent when there is a network."),
        "undo": _("Take it back"),
        "read": _("Marked as read"),
    }


@access(signed_in)
@require_http_methods(["GET", "POST"])
@never_cache
def progress(request: HttpRequest, course: str) -> HttpResponse:
    """Where a phone brings the lessons that were marked as read without a network.

    It first asks who is signed in (GET). What it sends names the person who made the marks: when that
    is not who is signed in now, nothing is taken (409) and the phone keeps it.
    """
    person = cast(User, request.user)
    if request.method == "GET":
        if course_outline(course, translation.get_language() or "lo") is None:
            raise Http404
        return JsonResponse({"person": str(person.pk), "token": get_token(request)})
    page = get_object_or_404(CoursePage.objects.live(), slug=course)
    try:
        owner, marks = _marks_from(request.body)
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
        return JsonResponse({"error": "unreadable"}, status=400)
    if owner != str(person.pk):
        return JsonResponse({"error": "another_person"}, status=409)
    try:
        outcome = take_in_marks(person=person, course=page, marks=marks)
    except ValidationError as error:
        return JsonResponse({"error": "refused", "message": error.messages[0]}, status=409)
    # A phone that got no answer asks again: what it sent has arrived all the same.
    number = len({*outcome.taken, *outcome.repeated})
    message = ""
    if number:
        message = ngettext(
            "%(number)d lesson that you marked without a network has arrived.",
            "%(number)d lessons that you marked without a network have arrived.",
            number,
        ) % {"number": number}
    return JsonResponse({"settled": [str(each) for each in outcome.settled], "message": message})


def _marks_from(body: bytes) -> tuple[str, list[MarkFromPhone]]:
    """The owner and the marks of a message. Raises ValueError, TypeError or KeyError on nonsense."""
    message = json.loads(body)
    if len(message["marks"]) > MOST_MARKS:
        raise ValueError
    marks = []
    for mark in message["marks"]:
        at = datetime.fromisoformat(mark["at"])
        if timezone.is_naive(at):
            at = timezone.make_aware(at)
        lesson = int(mark["lesson"])
        if not 0 < lesson < 2**63:
            raise ValueError
        marks.append(MarkFromPhone(uuid.UUID(str(mark["client_id"])), lesson, at))
    return str(message["person"]), marks
