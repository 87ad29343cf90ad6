"""Writing keys: issuing, changing, rotating."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from api_keys.models import APIKey
from common.crypto import digest, encrypt
from common.locking import locked
from common.storable import storable
from deployments.models import APIDeployment
from deployments.targets import ExecutionTarget
from organizations.audit.services import Action, action_of, field_changes, list_change, record
from organizations.models import AuditEvent, Organization, User, new_secret

_REFUSALS_EVERY = timedelta(minutes=1)


@transaction.atomic
def issue_key(
    *,
    target: ExecutionTarget,
    user: User,
    description: str | None = None,
    is_active: bool = True,
    expires_at: datetime | None = None,
) -> APIKey:
    """Make a key of a deployment or a pipeline; what is returned can show its ``secret``."""
    key: APIKey = target.api_keys.create(
        organization_id=target.organization_id,
        description=description,
        is_active=is_active,
        expires_at=expires_at,
        **_fresh_secret(),
        created_by=user,
        modified_by=user,
    )
    _record(key, Action.CREATED, user, _scope(key))
    return key


@transaction.atomic
def issue_organization_key(
    *,
    organization: Organization,
    user: User,
    api_deployments: Sequence[APIDeployment],
    **fields: Any,
) -> APIKey:
    """Make a key of the organization's own, for all its deployments or for those listed."""
    key = APIKey.objects.create(
        organization=organization, **fields, **_fresh_secret(), created_by=user, modified_by=user
    )
    key.api_deployments.set(api_deployments)
    _record(key, Action.CREATED, user, _scope(key))
    return key


def _fresh_secret() -> dict[str, str]:
    """The columns of a new secret."""
    secret = new_secret()
    return {"digest": digest(secret), "sealed_secret": encrypt(secret)}


@transaction.atomic
def change_key(*, key: APIKey, user: User, changes: dict[str, Any]) -> APIKey:
    """Change the given fields; the others stay as they are.

    Raises:
        NotFound: the key was deleted meanwhile.
    """
    key = locked(key, APIKey.objects.with_target())
    fields = {name: value for name, value in changes.items() if name != "api_deployments"}
    changed: dict[str, Any] = field_changes(key, fields)
    for name, value in fields.items():
        setattr(key, name, value)
    key.modified_by = user
    key.save(update_fields=[*fields, "modified_by", "modified_at"])
    if "api_deployments" in changes:
        before = [str(pk) for pk in key.api_deployments.values_list("pk", flat=True)]
        after = [str(row.pk) for row in changes["api_deployments"]]
        key.api_deployments.set(changes["api_deployments"])
        if change := list_change(before, after):
            changed["api_deployments"] = change
    if changed:
        _record(key, action_of(changed), user, changed)
    return key


@transaction.atomic
def rotate_key(*, key: APIKey, user: User, grace_seconds: int = 0) -> APIKey:
    """Give the key a new secret; the present one works for ``grace_seconds`` more.

    Raises:
        NotFound: the key was deleted meanwhile.
    """
    key = locked(key, APIKey.objects.with_target())
    changes: dict[str, Any] = {
        "former_digest": key.digest if grace_seconds else None,
        "former_until": timezone.now() + timedelta(seconds=grace_seconds)
        if grace_seconds
        else None,
        **_fresh_secret(),
        "modified_by": user,
    }
    for name, value in changes.items():
        setattr(key, name, value)
    key.save(update_fields=[*changes, "modified_at"])
    _record(key, Action.ROTATED, user, {"grace_seconds": grace_seconds})
    return key


@transaction.atomic
def delete_key(*, key: APIKey, user: User) -> None:
    """Delete a key; it stops working at once.

    Raises:
        NotFound: the key was deleted meanwhile.
    """
    key = locked(key, APIKey.objects.with_target())
    _record(key, Action.DELETED, user, _scope(key))
    key.delete()


def _scope(key: APIKey) -> dict[str, Any]:
    """What a key runs, as the audit log shows it."""
    if key.api_id:
        return {"api": key.api_id}
    if key.pipeline_id:
        return {"pipeline": key.pipeline_id}
    if key.allow_all_deployments:
        return {"allow_all_deployments": True}
    listed = key.api_deployments.values_list("pk", flat=True)
    return {"api_deployments": sorted(map(str, listed))}


def _record(
    key: APIKey, action: AuditEvent.Action, user: User | None, changes: dict[str, Any]
) -> None:
    record(organization_id=key.organization_id, user=user, action=action, on=key, changes=changes)


def note_refusal(*, key: APIKey, reason: str, path: str, now: datetime) -> None:
    """Record that a known key was refused, at most once a minute for each key."""
    since = now - _REFUSALS_EVERY
    if key.last_refused_at is not None and key.last_refused_at > since:
        return
    with transaction.atomic():
        due = APIKey.objects.filter(
            Q(last_refused_at__isnull=True) | Q(last_refused_at__lte=since), pk=key.pk
        )
        if due.update(last_refused_at=now):
            _record(key, Action.REFUSED, None, {"reason": reason, "path": storable(path[:255])})
