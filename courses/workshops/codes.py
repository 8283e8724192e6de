"""The codes of a self check-in: what the screen shows, and whether what came back is one of them.

A code is a keyed hash (HMAC, SHA-256) over the opening, its session and a window of time. The key is
made at random for each opening and never leaves the server, so nobody can work out the next code from
those they have seen, and a code says nothing in another session. Two codes stand for each window: a
long one that is scanned and a short one that is typed. The window that is on and the one before are
accepted: a code lives for at least 30 and at most 60 seconds.
"""

import base64
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime

#: Seconds after which the screen shows another code.
WINDOW = 30
SHORT_DIGITS = 6
#: Bytes of the hash in the long code: 120 bits, 24 letters.
_LONG_BYTES = 15


@dataclass(frozen=True, slots=True)
class Codes:
    """Both codes of a window, and for how many more seconds the screen shows them."""

    long: str
    short: str
    seconds_left: int


def new_key() -> str:
    """A key for one opening."""
    return secrets.token_hex(32)


def codes_at(key: str, *, opening: int, session: int, now: datetime) -> Codes:
    """What the screen shows at a moment."""
    window = _window(now)
    mac = _mac(key, opening, session, window)
    left = (window + 1) * WINDOW - int(now.timestamp())
    return Codes(_long(mac), _short(mac), left)


def is_long_code(given: str, key: str, *, opening: int, session: int, now: datetime) -> bool:
    """Whether ``given`` was scanned from the screen just now."""
    return _matches(given, [_long(mac) for mac in _accepted(key, opening, session, now)])


def is_short_code(given: str, key: str, *, opening: int, session: int, now: datetime) -> bool:
    """Whether ``given`` was read from the screen just now. Tries are limited by whoever asks."""
    return _matches(given, [_short(mac) for mac in _accepted(key, opening, session, now)])


def _window(now: datetime) -> int:
    return int(now.timestamp()) // WINDOW


def _accepted(key: str, opening: int, session: int, now: datetime) -> list[bytes]:
    """Of the window that is on and the one before; none without a key, so a closed door stays shut."""
    if not key:
        return []
    window = _window(now)
    return [_mac(key, opening, session, each) for each in (window, window - 1)]


def _mac(key: str, opening: int, session: int, window: int) -> bytes:
    words = f"check-in:{opening}:{session}:{window}"
    return hmac.digest(bytes.fromhex(key), words.encode(), "sha256")


def _long(mac: bytes) -> str:
    return base64.b32encode(mac[:_LONG_BYTES]).decode().lower()


def _short(mac: bytes) -> str:
    # Of other bytes than the long code: who has seen one knows nothing of the other.
    number = int.from_bytes(mac[_LONG_BYTES + 1 :], "big") % 10**SHORT_DIGITS
    return f"{number:0{SHORT_DIGITS}d}"


def _matches(given: str, codes: list[str]) -> bool:
    """In the same time whichever it is, and whether or not it is any."""
    found = False
    for code in codes:
        found |= hmac.compare_digest(given.encode(), code.encode())
    return found
