"""The screen for the day of a crisis."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.access import access, anyone
from courses.curriculum import selectors
from courses.curriculum.views.reading import outline_or_404


@access(anyone)
@require_safe
def go(request: HttpRequest, course: str) -> HttpResponse:
    """Checklists, call tree, alert levels and ready messages, by phase, one sheet each."""
    outline = outline_or_404(course)
    context = {"course": outline, "phases": selectors.go_sheets(outline)}
    return render(request, "curriculum/go.html", context)
