"""The glossary in both languages."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.access import access, anyone
from courses.curriculum import selectors
from courses.curriculum.views.reading import outline_or_404


@access(anyone)
@require_safe
def glossary(request: HttpRequest, course: str) -> HttpResponse:
    """All terms in the order of the reader's language, or those that fit ``?q=``."""
    outline = outline_or_404(course)
    words = selectors.glossary(outline.language, outline.stamp)
    asked = request.GET.get("q", "")[:100].strip()
    context = {"course": outline, "asked": asked, "terms": words.matching(asked)}
    return render(request, "curriculum/glossary.html", context)
