from datetime import datetime
from typing import Any

from django.db import transaction

from common.crypto import digest
from common.locking import locked
from organizations.audit.services import Action, action_of, field_changes, record
from organizations.models import (
    AuditEvent,
    Membership,
    Organization,
    PlatformKey,
    Tier,
    User,
    new_platform_secret,
)

_PREFIX_CHARACTERS = 8


@transaction.atomic
def create_platform_key(
    *,
    organization: Organization,
    user: User,
    name: str,
    permission: Tier = Tier.READ,
    description: str = "",
    expires_at: datetime | None = None,
) -> tuple[PlatformKey, str]:
    """Make a key with its service account; the secret can't be read again.

    Raises:
        IntegrityError: the name is taken.
    """
    secret = new_platform_secret()
    key = PlatformKey(
        organization=organization,
        name=name,
        description=description,
        permission=permission,
        expires_at=expires_at,
        digest=digest(secret),
        prefix=secret[:_PREFIX_CHARACTERS],
        created_by=user,
        modified_by=user,
    )
    account = User.objects.create_user(
        f"{key.pk}@service-accounts.invalid", display_name=name, is_service_account=True
    )
    key.service_account = account
    key.save()
    Membership.objects.create(organization=organization, user=account)
    _record(key, Action.CREATED, user)
    return key, secret


@transaction.atomic
def change_platform_key(*, key: PlatformKey, user: User, changes: dict[str, Any]) -> PlatformKey:
    """Change the given fields; switching ``is_active`` off revokes the key at once.

    Raises:
        IntegrityError: the name is taken.
        NotFound: the key was deleted meanwhile.
    """
    changed = field_changes(locked(key), changes)
    for name, value in changes.items():
        setattr(key, name, value)
    key.modified_by = user
    key.save(update_fields=[*changes, "modified_by", "modified_at"])
    if "name" in changes:
        User.objects.filter(pk=key.service_account_id).update(display_name=key.name)
    if changed:
        _record(key, action_of(changed), user, changed)
    return key


@transaction.atomic
def rotate_platform_key(*, key: PlatformKey, user: User) -> tuple[PlatformKey, str]:
    """Give the key a new secret; the old one stops working at once.

    Raises:
        NotFound: the key was deleted meanwhile.
    """
    locked(key)
    secret = new_platform_secret()
    key.digest = digest(secret)
    key.prefix = secret[:_PREFIX_CHARACTERS]
    key.modified_by = user
    key.save(update_fields=["digest", "prefix", "modified_by", "modified_at"])
    _record(key, Action.ROTATED, user)
    return key, secret


def renew_digest(*, key: PlatformKey, secret: str) -> None:
    """Store the digest of the key's secret under the newest pepper."""
    # unless it was rotated meanwhile
    PlatformKey.objects.filter(pk=key.pk, digest=key.digest).update(digest=digest(secret))


@transaction.atomic
def delete_platform_key(*, key: PlatformKey, user: User) -> None:
    """Delete a key with its service account; what the account made stays."""
    _record(key, Action.DELETED, user)
    key.service_account.delete()


def _record(
    key: PlatformKey, action: AuditEvent.Action, user: User, changes: dict[str, Any] | None = None
) -> None:
    record(organization_id=key.organization_id, user=user, action=action, on=key, changes=changes)
