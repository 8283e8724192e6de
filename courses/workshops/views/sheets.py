"""The sign-in sheet on paper."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from core.access import access
from courses.workshops.selectors import sessions_led_by
from courses.workshops.services.sheets import print_sheet
from people.roles import is_facilitator


@require_GET
@access(is_facilitator)
def sign_in_sheet(request: HttpRequest, code: str, session_id: int) -> HttpResponse:
    """The sheet of one session, to be signed; ``?blank`` without names, ``?phone`` with numbers.

    What was printed is kept, once however often it is opened, so that the sheet can be read again.
    """
    session = get_object_or_404(sessions_led_by(request.user), pk=session_id, workshop__code=code)
    paper = print_sheet(
        session=session,
        actor=request.user,
        with_people="blank" not in request.GET,
        with_phone="phone" in request.GET,
    )
    name = f"sign-in-{code}-{session.day:%Y-%m-%d}-{session.part.replace('_', '-')}.pdf"
    return HttpResponse(
        paper,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "no-store"},
    )
