"""Members of an organization, and groups of them."""

from collections.abc import Collection
from typing import Any

from django.db import transaction
from rest_framework.exceptions import NotFound, ValidationError

from common.locking import locked
from organizations.audit.services import Action, field_changes, list_change, record
from organizations.models import AuditEvent, Group, GroupMembership, Membership, Organization, User
from organizations.sharing.models import ResourceMember


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
    """Delete a membership, and the user's part in the organization's groups and resources.

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
    """Delete a group; nothing is shared with its members through it any more."""
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


def _record(
    group: Group, action: AuditEvent.Action, user: User, changes: dict[str, Any] | None = None
) -> None:
    record(
        organization_id=group.organization_id, user=user, action=action, on=group, changes=changes
    )


def locked_people(organization: Organization, user_ids: Collection[int]) -> set[int]:
    """Which of the users belong to the organization; they do so until the transaction ends."""
    people = Membership.objects.people().filter(organization=organization, user__in=user_ids)
    memberships = people.select_for_update(of=("self",), no_key=True).order_by("pk")
    return {membership.user_id for membership in memberships}


def require_known(field: str, noun: str, given: Collection[int], known: Collection[int]) -> None:
    """Raises ValidationError, which names the field, when ids are given that aren't known."""
    unknown = sorted(set(given) - set(known))
    if unknown:
        listed = ", ".join(map(str, unknown))
        raise ValidationError({field: [f"No {noun} of this organization has the id {listed}."]})
