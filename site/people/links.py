"""How a link with which somebody sets a password is shown: as words, and as a picture to scan."""

from typing import Any

import segno
from django.conf import settings
from django.utils import translation

from people.models import User
from people.services import invite


def link_for(person: User, *, actor: Any) -> dict[str, str]:
    """``link`` in the person's language and ``qr``, the same as a picture; refused as ``invite`` is."""
    with translation.override(person.preferred_language):
        link = settings.PUBLIC_URL + invite(person=person, actor=actor)
    return {"link": link, "qr": segno.make(link, error="m").png_data_uri(border=3, scale=5)}
