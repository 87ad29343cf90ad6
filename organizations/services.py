"""Writing what spans an organization's rows: platform keys and members."""

from datetime import datetime

from django.db import transaction

from common.crypto import digest
from organizations.audit import Action, record
from organizations.models import (
    AuditEvent,
    GroupMembership,
    Membership,
    Organization,
    PlatformKey,
    Tier,
    User,
    new_secret,
)
from organizations.sharing import ResourceMember

_PREFIX_CHARACTERS = 8


@transaction.atomic
def create_platform_key(
    *,
    organization: Organization,
    user: User,
    name: str,
    permission: Tier,
    description: str = "",
    expires_at: datetime | None = None,
) -> tuple[PlatformKey, str]:
    """Make a key with its service account; the secret can't be read again.

    Raises:
        IntegrityError: the name is taken.
    """
    secret = new_secret()
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
def rotate_platform_key(*, key: PlatformKey, user: User) -> tuple[PlatformKey, str]:
    """Give the key a new secret; the old one stops working at once."""
    secret = new_secret()
    key.digest = digest(secret)
    key.prefix = secret[:_PREFIX_CHARACTERS]
    key.modified_by = user
    key.save(update_fields=["digest", "prefix", "modified_by", "modified_at"])
    _record(key, Action.ROTATED, user)
    return key, secret


@transaction.atomic
def delete_platform_key(*, key: PlatformKey, user: User) -> None:
    """Delete a key with its service account; what the account made stays."""
    _record(key, Action.DELETED, user)
    key.service_account.delete()


def _record(key: PlatformKey, action: AuditEvent.Action, user: User) -> None:
    record(organization_id=key.organization_id, user=user, action=action, on=key)


@transaction.atomic
def remove_member(*, organization: Organization, user: User, by: User) -> None:
    """End a membership with everything that rested on it.

    Resources that lose their last owner are left to the org admins.
    """
    removed, _ = Membership.objects.filter(organization=organization, user=user).delete()
    if removed:
        record(organization_id=organization.pk, user=by, action=Action.MEMBERS_REMOVED, on=user)
    GroupMembership.objects.filter(group__organization=organization, user=user).delete()
    for model in ResourceMember.__subclasses__():
        model._default_manager.filter(resource__organization=organization, user=user).delete()
