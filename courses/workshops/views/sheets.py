"""The sign-in sheet on paper."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from core.access import access
from people.roles import is_facilitator


@require_GET
@access(is_facilitator)
def sign_in_sheet(request: HttpRequest, code: str, session_id: int) -> HttpResponse:
    """The sheet of one session, to be signed."""
    raise Http404
