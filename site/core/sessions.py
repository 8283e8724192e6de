"""Sessions in the database, by keys that it can hold."""

from typing import Any

from django.contrib.sessions.backends import db
from django.db import connections, router
from django.utils import timezone


class SessionStore(db.SessionStore):
    """Django's own; a cookie that cannot be a key of ours is as good as none."""

    def _validate_session_key(self, key: Any) -> bool:
        known: bool = super()._validate_session_key(key)  # type: ignore[misc]
        return bool(known) and key.isascii() and key.isalnum()

    def _get_session_from_db(self) -> Any:
        """As Django does it, but without putting the question together anew: every page of a
        signed-in person asks it, and that took twenty times as long as the answer."""
        connection = connections[router.db_for_read(self.model)]
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT session_data FROM django_session"
                " WHERE session_key = %s AND expire_date > %s",
                [self.session_key, connection.ops.adapt_datetimefield_value(timezone.now())],
            )
            row = cursor.fetchone()
        if row is None:
            self._session_key = None
            return None
        return self.model(session_key=self.session_key or "", session_data=row[0])
