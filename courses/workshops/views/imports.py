"""Bringing a sheet of names into a workshop."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods

from core.access import access
from people.roles import is_facilitator


@require_http_methods(["GET", "POST"])
@access(is_facilitator)
def workshop_import(request: HttpRequest, code: str) -> HttpResponse:
    """Upload a filled-in sheet."""
    raise Http404


@require_GET
@access(is_facilitator)
def import_template(request: HttpRequest, code: str) -> HttpResponse:
    """The empty sheet to fill in."""
    raise Http404


@require_http_methods(["GET", "POST"])
@access(is_facilitator)
def import_preview(request: HttpRequest, code: str, upload_id: UUID) -> HttpResponse:
    """What would be written, and what is wrong."""
    raise Http404
