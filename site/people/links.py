"""How a link with which somebody sets a password is shown: as words, and as a picture to scan."""

import segno
from django.http import HttpRequest
from django.utils import translation

from people.models import User
from people.services import invite


def link_for(person: User, *, request: HttpRequest) -> dict[str, str]:
    """``link`` in the person's language and ``qr``, the same as a picture; refused as ``invite`` is.

    At the address by which the reader came: in a meeting room phones reach a laptop by its number.
    """
    with translation.override(person.preferred_language):
        path = invite(person=person, actor=request.user)
    link = request.build_absolute_uri(path)
    return {"link": link, "qr": segno.make(link, error="m").png_data_uri(border=3, scale=5)}
