"""All checklists of a course, to tick and to print."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.access import access, anyone
from courses.curriculum import selectors
from courses.curriculum.views.reading import outline_or_404


@access(anyone)
@require_safe
def checklists(request: HttpRequest, course: str) -> HttpResponse:
    """The checklists by phase and module. Ticks stay on the device, as they do in the lesson."""
    outline = outline_or_404(course)
    found = selectors.checklists(outline)
    phases = [
        (phase, places) for phase, (_, places) in zip(outline.phases, found, strict=True) if places
    ]
    return render(request, "curriculum/checklists.html", {"course": outline, "phases": phases})
