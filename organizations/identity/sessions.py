"""Sessions in the database, found by a digest: whoever copies a row can't sign in with it."""

import hashlib
from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.base_session import AbstractBaseSession
from django.contrib.sessions.models import Session
from django.utils import timezone

# the width of the column; a session key has about as many bits as this many hexadecimal digits
_DIGITS = 40


def _stored(session_key: str) -> str:
    """How a session's key, which only its cookie carries, is stored."""
    return hashlib.sha256(session_key.encode()).hexdigest()[:_DIGITS]


class SessionStore(db.SessionStore):
    # for requests, which are synchronous here; the asynchronous methods are not made for digests
    def _get_session_from_db(self) -> Session | None:
        row = None
        if self.session_key:
            found = Session.objects.filter(session_key=_stored(self.session_key))
            row = found.filter(expire_date__gt=timezone.now()).first()
        if row is None:
            self._session_key = None
        return row

    def exists(self, session_key: str) -> bool:
        return super().exists(_stored(session_key))

    def create_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        row = super().create_model_instance(data)
        row.session_key = _stored(row.session_key)
        return row

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key:
            super().delete(_stored(key))
