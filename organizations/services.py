"""Writing what spans an organization's rows: members, groups and platform keys."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from rest_framework.exceptions import NotFound

from common.crypto import digest
from organizations.models import (
    Group,
    GroupMembership,
    Membership,
    Organization,
    PlatformKey,
    Tier,
    User,
    new_secret,
)
from organizations.sharing import ResourceMember, lock_people, refuse_strangers

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
    return key, secret


@transaction.atomic
def change_platform_key(*, key: PlatformKey, user: User, changes: dict[str, Any]) -> PlatformKey:
    """Change the given fields; switching ``is_active`` off revokes the key at once.

    Raises:
        IntegrityError: the name is taken.
        NotFound: the key was deleted meanwhile.
    """
    _lock(key)
    for name, value in changes.items():
        setattr(key, name, value)
    key.modified_by = user
    key.save(update_fields=[*changes, "modified_by", "modified_at"])
    if "name" in changes:
        User.objects.filter(pk=key.service_account_id).update(display_name=key.name)
    return key


@transaction.atomic
def rotate_platform_key(*, key: PlatformKey, user: User) -> tuple[PlatformKey, str]:
    """Give the key a new secret; the old one stops working at once.

    Raises:
        NotFound: the key was deleted meanwhile.
    """
    _lock(key)
    secret = new_secret()
    key.digest = digest(secret)
    key.prefix = secret[:_PREFIX_CHARACTERS]
    key.modified_by = user
    key.save(update_fields=["digest", "prefix", "modified_by", "modified_at"])
    return key, secret


@transaction.atomic
def delete_platform_key(*, key: PlatformKey) -> None:
    """Delete a key with its service account; what the account made stays."""
    key.service_account.delete()


@transaction.atomic
def remove_member(*, organization: Organization, user: User) -> None:
    """End a membership with everything that rested on it.

    Resources that lose their last owner are left to the org admins.
    """
    Membership.objects.filter(organization=organization, user=user).delete()
    GroupMembership.objects.filter(group__organization=organization, user=user).delete()
    for model in ResourceMember.__subclasses__():
        parts: Any = model._default_manager
        parts.filter(resource__organization=organization, user=user).delete()


def create_group(
    *, organization: Organization, user: User, name: str, description: str = ""
) -> Group:
    """Raises IntegrityError when the name is taken."""
    return Group.objects.create(
        organization=organization, name=name, description=description, created_by=user
    )


@transaction.atomic
def change_group(*, group: Group, changes: dict[str, Any]) -> Group:
    """Change the given fields.

    Raises:
        IntegrityError: the name is taken.
        NotFound: the group was deleted meanwhile.
    """
    _lock(group)
    for name, value in changes.items():
        setattr(group, name, value)
    group.save(update_fields=[*changes, "modified_at"])
    return group


@transaction.atomic
def add_group_members(*, group: Group, user_ids: Collection[int]) -> None:
    """Add people of the organization; those who are in the group already stay as they are.

    Raises:
        NotFound: the group was deleted meanwhile.
        ValidationError: one of them is no person of the group's organization.
    """
    _lock(group)
    people = lock_people(group.organization, user_ids)
    refuse_strangers("user_ids", "user", user_ids, people)
    present = set(group.memberships.values_list("user_id", flat=True))
    GroupMembership.objects.bulk_create(
        GroupMembership(group=group, user_id=user_id) for user_id in sorted(people - present)
    )


def remove_group_member(*, group: Group, user_id: int) -> None:
    """Raises NotFound when the user is not in the group."""
    removed, _ = group.memberships.filter(user=user_id).delete()
    if not removed:
        raise NotFound


def _lock(row: Group | PlatformKey) -> None:
    """Hold the row until the transaction ends."""
    rows: Any = type(row)._base_manager
    if not rows.select_for_update().filter(pk=row.pk).exists():
        raise NotFound
