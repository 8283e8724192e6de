"""Sessions in the database, by keys that it can hold."""

from typing import Any

from django.contrib.sessions.backends import db


class SessionStore(db.SessionStore):
    """Django's own; a cookie that cannot be a key of ours is as good as none."""

    def _validate_session_key(self, key: Any) -> bool:
        known: bool = super()._validate_session_key(key)  # type: ignore[misc]
        return bool(known) and key.isascii() and key.isalnum()
