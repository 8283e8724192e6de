"""Where somebody goes on after signing in by a card, when a link with ``?next=`` cannot say it.

A card is scanned with the phone's own camera, so its address knows nothing of the page that sent the
person to sign in. That page leaves its own address in the browser's session for a few minutes.
"""

import time

from django.http import HttpRequest

_KEY = "come_back_to"


def come_back_to(request: HttpRequest, path: str, *, seconds: int) -> None:
    """Remember ``path`` in this browser for some time."""
    request.session[_KEY] = [path, int(time.time()) + seconds]


def where_to_come_back(request: HttpRequest) -> str:
    """The remembered path, once; '' when there is none or it is too old."""
    path, until = request.session.pop(_KEY, None) or ("", 0)
    return path if time.time() < until else ""
