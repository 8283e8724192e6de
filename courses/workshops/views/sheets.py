"""The sign-in sheet on paper."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from core.access import access
from courses.workshops.selectors import sessions_led_by
from courses.workshops.sheets import build_sheet, render_sheet
from people.roles import is_facilitator


@require_GET
@access(is_facilitator)
def sign_in_sheet(request: HttpRequest, code: str, session_id: int) -> HttpResponse:
    """The sheet of one session, to be signed; ``?blank`` without names, ``?phone`` with numbers."""
    session = get_object_or_404(sessions_led_by(request.user), pk=session_id, workshop__code=code)
    sheet = build_sheet(
        session, with_people="blank" not in request.GET, with_phone="phone" in request.GET
    )
    name = f"sign-in-{code}-{session.day:%Y-%m-%d}-{session.part.replace('_', '-')}.pdf"
    return HttpResponse(
        render_sheet(sheet),
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "no-store"},
    )
