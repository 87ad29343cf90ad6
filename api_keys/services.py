"""Writing keys: issuing, changing, rotating."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from rest_framework.exceptions import NotFound

from api_keys.models import APIKey
from common.crypto import digest, encrypt
from deployments.models import APIDeployment
from organizations.models import User, new_secret
from workflows.models import Pipeline

_LAST_USE_PRECISION = timedelta(minutes=1)


def issue_key(
    *,
    target: APIDeployment | Pipeline,
    user: User,
    description: str | None = None,
    is_active: bool = True,
    expires_at: datetime | None = None,
) -> APIKey:
    """Make a key of a deployment or a pipeline; what is returned can show its ``secret``."""
    secret = new_secret()
    return APIKey.objects.create(
        api=target if isinstance(target, APIDeployment) else None,
        pipeline=target if isinstance(target, Pipeline) else None,
        description=description,
        is_active=is_active,
        expires_at=expires_at,
        digest=digest(secret),
        sealed_secret=encrypt(secret),
        created_by=user,
        modified_by=user,
    )


@transaction.atomic
def change_key(*, key: APIKey, user: User, changes: dict[str, Any]) -> APIKey:
    """Change ``is_active``, ``description`` or ``expires_at``; what isn't named stays.

    Raises:
        NotFound: the key was deleted meanwhile.
    """
    if not _lock(key):
        raise NotFound
    for name, value in changes.items():
        setattr(key, name, value)
    key.modified_by = user
    key.save(update_fields=[*changes, "modified_by", "modified_at"])
    return key


@transaction.atomic
def rotate_key(*, key: APIKey, user: User, grace_seconds: int = 0) -> APIKey:
    """Give the key a new secret; the present one works for ``grace_seconds`` more.

    Raises:
        NotFound: the key was deleted meanwhile.
    """
    if not _lock(key):
        raise NotFound
    key.refresh_from_db()
    secret = new_secret()
    key.former_digest = key.digest if grace_seconds else None
    key.former_until = timezone.now() + timedelta(seconds=grace_seconds) if grace_seconds else None
    key.digest = digest(secret)
    key.sealed_secret = encrypt(secret)
    key.modified_by = user
    key.save()
    return key


def _lock(key: APIKey) -> bool:
    """Hold the row until the transaction ends; False when it is gone."""
    return APIKey.objects.select_for_update().filter(pk=key.pk).exists()


def note_use(*, key: APIKey, now: datetime) -> None:
    """Remember when the key ran something, to the minute: a busy key's row is seldom written."""
    if key.last_used_at is None or now - key.last_used_at > _LAST_USE_PRECISION:
        APIKey.objects.filter(pk=key.pk).update(last_used_at=now)


def live_secret(*, target: APIDeployment | Pipeline) -> str | None:
    """The secret of the target's newest key that works now; None when there is none."""
    key: APIKey | None = (
        target.api_keys.working_at(timezone.now()).order_by("-created_at", "pk").first()
    )
    return key.secret if key else None
