"""Search in a course."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.access import access, anyone
from courses.curriculum import selectors
from courses.curriculum.search import search as find
from courses.curriculum.views.reading import outline_or_404

#: Terms that are offered before anything was asked: what is needed first in a crisis.
_OFFERED = ("alert-level", "call-tree", "hotline", "evacuation", "wage-claim", "consular-access")


@access(anyone)
@require_safe
def search(request: HttpRequest, course: str) -> HttpResponse:
    """What fits ``?q=``, in both languages; without it a few words to begin with."""
    outline = outline_or_404(course)
    answer = find(outline, request.GET.get("q", ""))
    terms = {
        term.slug: term.term for term in selectors.glossary(outline.language, outline.stamp).terms
    }
    context = {
        "course": outline,
        "answer": answer,
        "asked": answer.asked,
        "offered": [terms[slug] for slug in _OFFERED if slug in terms],
    }
    return render(request, "curriculum/search.html", context)
