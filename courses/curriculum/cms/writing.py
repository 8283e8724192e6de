"""What is at hand while one writes: the glossary, and a net under everything typed."""

from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from wagtail.admin import messages

from core.access import access
from courses.curriculum.models.pages import CurriculumPage
from courses.curriculum.parts import parts_of, words_of
from courses.curriculum.proofreading import remarks_on
from courses.curriculum.selectors.glossary import glossary
from people.roles import is_editor

#: Seconds for which a browser may still ask whether what it kept has arrived.
_REMEMBERED_FOR = 60 * 60 * 24 * 30
#: Remarks written out in a message; the box in the editor has them all.
_NAMED = 3


@access(is_editor)
@require_GET
def terms(request: HttpRequest) -> HttpResponse:
    """The terms in which the words asked for stand, in either language and any spelling."""
    asked = request.GET.get("q", "")[:100]
    found = glossary("lo", "").matching(asked)
    return render(request, "curriculum/cms/_terms.html", {"terms": found, "asked": asked})


@access(is_editor)
@require_GET
@never_cache
def kept(request: HttpRequest) -> JsonResponse:
    """Who is writing, and whether the copy with this mark was saved after all."""
    mark = request.GET.get("mark", "")
    return JsonResponse({"user": request.user.pk, "saved": _was_saved(request, mark)})


def remember_saved(request: HttpRequest) -> None:
    """A form with this mark has been saved whole: its copy in the browser is of no use now."""
    mark = request.POST.get("kept", "")
    if mark and request.accepts("text/html"):
        cache.set(_key(request, mark), True, _REMEMBERED_FOR)


def remark(request: HttpRequest, page: Any) -> None:
    """After a save, say what a native reader would stumble over."""
    if not isinstance(page, CurriculumPage) or not request.accepts("text/html"):
        return
    found = remarks_on(parts_of(words_of(page), type(page)))
    if not found:
        return
    places = "; ".join(
        _("%(place)s: “%(found)s” – %(advice)s")
        % {"place": _place(each), "found": each.found[:40], "advice": each.advice}
        for each in found[:_NAMED]
    )
    words = ngettext(
        "Saved. %(number)s place should be looked at. %(places)s",
        "Saved. %(number)s places should be looked at. %(places)s",
        len(found),
    )
    messages.warning(request, words % {"number": len(found), "places": places})


def _place(found: Any) -> str:
    language = _("Lao") if found.language == "lo" else _("English")
    number = f" {found.part.number}" if found.part.number else ""
    return f"{found.part.label}{number} ({language})"


def _key(request: HttpRequest, mark: str) -> str:
    return f"cms-saved:{request.user.pk}:{mark[:64]}".replace(" ", "_")


def _was_saved(request: HttpRequest, mark: str) -> bool:
    return bool(mark) and bool(cache.get(_key(request, mark)))


urlpatterns = [
    path("curriculum/terms/", terms, name="curriculum_terms"),
    path("curriculum/kept/", kept, name="curriculum_kept"),
]
