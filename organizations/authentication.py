from django.utils import timezone
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.request import Request, clone_request

from common.crypto import newest_pepper
from common.last_use import note_use
from organizations.models import PlatformKey, User
from organizations.platform_keys.services import renew_digest


def bearer_token(request: Request) -> str | None:
    """The token of ``Authorization: Bearer <token>``; None where another scheme or nothing is sent.

    Raises:
        AuthenticationFailed: the scheme is Bearer but what follows is no token.
    """
    scheme, _, token = request.headers.get("Authorization", "").strip().partition(" ")
    if scheme.lower() != "bearer":
        return None
    token = token.strip()
    if not token or " " in token or not token.isascii():
        raise AuthenticationFailed("Send the key as Authorization: Bearer <key>.")
    return token


class PlatformKeyAuthentication(BaseAuthentication):
    """``Authorization: Bearer <platform key>``: the organization's service account, by its tier."""

    def authenticate(self, request: Request) -> tuple[User, PlatformKey] | None:
        token = bearer_token(request)
        if token is None:
            return None
        key: PlatformKey | None = PlatformKey.objects.find(token)
        now = timezone.now()
        if key is None or not key.works_at(now):
            raise AuthenticationFailed("This platform key is unknown, revoked or expired.")
        if not key.tier.allows(str(request.method)):
            raise PermissionDenied(
                f"A platform key with {key.permission} permission may not {request.method}."
            )
        note_use(key, now)
        if not key.digest.startswith(newest_pepper()):
            renew_digest(key=key, secret=token)
        return key.service_account, key

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="platform key"'


class SignedInAuthentication(SessionAuthentication):
    """Django's session; unsafe methods carry its CSRF token as a header."""

    def enforce_csrf(self, request: Request) -> None:
        # Of a POST, Django's check reads the form first, so that a body that can't be read would be
        # refused before the caller. As a PUT the request is checked by its headers alone.
        method = "PUT" if request.method == "POST" else str(request.method)
        super().enforce_csrf(clone_request(request, method))

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="platform key"'
