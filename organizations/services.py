"""Writing what spans an organization's rows: members, groups and platform keys."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from rest_framework.exceptions import NotFound, ValidationError

from common.crypto import digest
from common.locking import locked
from organizations.audit import Action, action_of, field_changes, list_change, record
from organizations.models import (
    AuditEvent,
    Group,
    GroupMembership,
    Membership,
    Organization,
    PlatformKey,
    Tier,
    User,
    new_secret,
)
from organizations.sharing.models import ResourceMember

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


def _record(
    row: Group | PlatformKey,
    action: AuditEvent.Action,
    user: User,
    changes: dict[str, Any] | None = None,
) -> None:
    record(organization_id=row.organization_id, user=user, action=action, on=row, changes=changes)


@transaction.atomic
def add_member(
    *, organization: Organization, user: User, role: Membership.Role, by: User
) -> Membership:
    """Raises IntegrityError when the user is a member already."""
    membership = Membership.objects.create(organization=organization, user=user, role=role)
    _record_member(Action.MEMBERS_ADDED, organization, user, by, {"role": role})
    return membership


@transaction.atomic
def change_role(*, membership: Membership, role: Membership.Role, by: User) -> Membership:
    changed = field_changes(Membership.objects.get(pk=membership.pk), {"role": role})
    membership.role = role
    membership.save(update_fields=["role"])
    if changed:
        organization = membership.organization
        _record_member(Action.ROLE_CHANGED, organization, membership.user, by, changed)
    return membership


@transaction.atomic
def remove_member(*, organization: Organization, user: User, by: User) -> None:
    """End a membership with everything that rested on it.

    Resources that lose their last owner are left to the org admins.
    """
    removed, _ = Membership.objects.filter(organization=organization, user=user).delete()
    if removed:
        _record_member(Action.MEMBERS_REMOVED, organization, user, by)
    GroupMembership.objects.filter(group__organization=organization, user=user).delete()
    for model in ResourceMember.__subclasses__():
        parts: Any = model._default_manager
        parts.filter(resource__organization=organization, user=user).delete()


def _record_member(
    action: AuditEvent.Action,
    organization: Organization,
    user: User,
    by: User,
    changes: dict[str, Any] | None = None,
) -> None:
    record(organization_id=organization.pk, user=by, action=action, on=user, changes=changes)


@transaction.atomic
def create_group(
    *, organization: Organization, user: User, name: str, description: str = ""
) -> Group:
    """Raises IntegrityError when the name is taken."""
    group = Group.objects.create(
        organization=organization, name=name, description=description, created_by=user
    )
    _record(group, Action.CREATED, user)
    return group


@transaction.atomic
def change_group(*, group: Group, user: User, changes: dict[str, Any]) -> Group:
    """Change the given fields.

    Raises:
        IntegrityError: the name is taken.
        NotFound: the group was deleted meanwhile.
    """
    changed = field_changes(locked(group), changes)
    for name, value in changes.items():
        setattr(group, name, value)
    group.save(update_fields=[*changes, "modified_at"])
    if changed:
        _record(group, Action.CHANGED, user, changed)
    return group


@transaction.atomic
def delete_group(*, group: Group, user: User) -> None:
    """Delete a group; what was shared with it is no longer."""
    _record(group, Action.DELETED, user)
    group.delete()


@transaction.atomic
def add_group_members(*, group: Group, user: User, user_ids: Collection[int]) -> None:
    """Add people of the organization; those who are in the group already stay as they are.

    Raises:
        NotFound: the group was deleted meanwhile.
        ValidationError: one of them is no person of the group's organization.
    """
    locked(group)
    people = locked_people(group.organization, user_ids)
    require_known("user_ids", "user", user_ids, people)
    present = set(group.memberships.values_list("user_id", flat=True))
    GroupMembership.objects.bulk_create(
        GroupMembership(group=group, user_id=user_id) for user_id in sorted(people - present)
    )
    if added := list_change(present, people | present):
        _record(group, Action.MEMBERS_ADDED, user, {"users": added})


@transaction.atomic
def remove_group_member(*, group: Group, user: User, user_id: int) -> None:
    """Raises NotFound when the user is not in the group."""
    removed, _ = group.memberships.filter(user=user_id).delete()
    if not removed:
        raise NotFound
    _record(group, Action.MEMBERS_REMOVED, user, {"users": {"added": [], "removed": [user_id]}})


def locked_people(organization: Organization, user_ids: Collection[int]) -> set[int]:
    """Which of the users belong to the organization, and keep to until the transaction ends."""
    people = Membership.objects.people().filter(organization=organization, user__in=user_ids)
    memberships = people.select_for_update(of=("self",), no_key=True).order_by("pk")
    return {membership.user_id for membership in memberships}


def require_known(field: str, noun: str, given: Collection[int], known: Collection[int]) -> None:
    """Raises ValidationError, which names the field, when ids are given that aren't known."""
    unknown = sorted(set(given) - set(known))
    if unknown:
        listed = ", ".join(map(str, unknown))
        raise ValidationError({field: [f"No {noun} of this organization has the id {listed}."]})
