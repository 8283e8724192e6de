"""What the frame of every page needs."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def site_frame(request: HttpRequest) -> dict[str, Any]:
    """Context of the header and footer; nothing here may ask the database."""
    return {"contact_email": settings.CONTACT_EMAIL}
