"""Name badges on paper."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from core.access import access
from courses.workshops.badges import SHEETS, build_badges, render_badges
from courses.workshops.selectors import workshops_led_by
from people.roles import is_facilitator


@require_GET
@access(is_facilitator)
def badges(request: HttpRequest, code: str) -> HttpResponse:
    """Badges of everybody who comes; ``?size=10`` for ten on a sheet instead of eight."""
    workshop = get_object_or_404(workshops_led_by(request.user), code=code)
    size = 10 if request.GET.get("size") == "10" else min(SHEETS)
    return HttpResponse(
        render_badges(build_badges(workshop, size=size)),
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'inline; filename="badges-{code}.pdf"',
            "Cache-Control": "no-store",
        },
    )
