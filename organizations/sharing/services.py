"""Making a resource with its first owner, and changing who has a part in it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import transaction
from django.utils import timezone
from rest_framework.exceptions import ValidationError

from common.locking import locked
from organizations.audit.services import Action, field_changes, list_change, record
from organizations.models import AuditEvent, Group, Organization, User
from organizations.people.services import locked_people, require_known
from organizations.sharing.models import ResourceMember, ShareableModel

Resource = TypeVar("Resource", bound=ShareableModel)


@transaction.atomic
def create_resource(
    model: type[Resource], *, organization: Organization, user: User, fields: Mapping[str, Any]
) -> Resource:
    """Make a resource; the user becomes its owner.

    Raises:
        IntegrityError: its name is taken.
    """
    manager: Any = model._default_manager
    resource: Resource = manager.create(
        organization=organization, created_by=user, modified_by=user, **fields
    )
    make_owner(resource, user)
    return resource


def make_owner(resource: ShareableModel, user: User) -> None:
    """The creator becomes the first owner."""
    resource.members.create(user=user, role=ResourceMember.Role.OWNER)


@dataclass(frozen=True, slots=True)
class SharingChange:
    """With whom a resource is to be shared; what is None stays as it is."""

    user_ids: Collection[int] | None = None
    group_ids: Collection[int] | None = None
    shared_to_org: bool | None = None


def _record(
    resource: ShareableModel, action: AuditEvent.Action, user: User, changes: dict[str, Any]
) -> None:
    record(
        organization_id=resource.organization_id,
        user=user,
        action=action,
        on=resource,
        changes=changes,
    )


@transaction.atomic
def share_resource(*, resource: ShareableModel, change: SharingChange, user: User) -> None:
    """Replace what the change gives. Owners stay owners, whether listed as viewers or not.

    Raises:
        ValidationError: a user or group isn't of the resource's organization.
    """
    present = locked(resource)
    changes: dict[str, Any] = {}
    if change.user_ids is not None:
        people = locked_people(resource.organization, change.user_ids)
        require_known("shared_users", "user", change.user_ids, people)
        viewers = resource.members.filter(role=ResourceMember.Role.VIEWER)
        before = set(viewers.values_list("user_id", flat=True))
        viewers.exclude(user__in=people).delete()
        members = set(resource.members.values_list("user_id", flat=True))
        resource.members.bulk_create(
            resource.members.model(
                resource=resource, user_id=user_id, role=ResourceMember.Role.VIEWER
            )
            for user_id in sorted(people - members)
        )
        owners = members - before
        changes["shared_users"] = list_change(before, people - owners)
    if change.group_ids is not None:
        groups = set(
            Group.objects.filter(
                organization=resource.organization, pk__in=change.group_ids
            ).values_list("pk", flat=True)
        )
        require_known("shared_groups", "group", change.group_ids, groups)
        before = set(resource.group_shares.values_list("group_id", flat=True))
        resource.group_shares.exclude(group__in=groups).delete()
        resource.group_shares.bulk_create(
            resource.group_shares.model(resource=resource, group_id=group_id)
            for group_id in sorted(groups - before)
        )
        changes["shared_groups"] = list_change(before, groups)
    if change.shared_to_org is not None:
        changes |= field_changes(present, {"shared_to_org": change.shared_to_org})
        resource.shared_to_org = change.shared_to_org
        resource.save(update_fields=["shared_to_org"])
    if changes := {name: value for name, value in changes.items() if value}:
        _record(resource, Action.SHARED, user, changes)


@transaction.atomic
def add_owner(*, resource: ShareableModel, user_id: int, user: User) -> None:
    """Make a member of the organization a co-owner; a viewer is promoted.

    Raises:
        ValidationError: the user is no person of the organization, or an owner already.
    """
    locked(resource)
    require_known("user_id", "user", [user_id], locked_people(resource.organization, [user_id]))
    member, created = resource.members.get_or_create(
        user_id=user_id, defaults={"role": ResourceMember.Role.OWNER}
    )
    if not created:
        if member.role == ResourceMember.Role.OWNER:
            raise ValidationError({"user_id": ["This user is an owner already."]})
        member.role = ResourceMember.Role.OWNER
        member.since = timezone.now()
        member.save(update_fields=["role", "since"])
    _record(resource, Action.OWNER_ADDED, user, {"owners": {"added": [user_id], "removed": []}})


@transaction.atomic
def remove_owner(*, resource: ShareableModel, user_id: int, user: User) -> None:
    """Take ownership away; the resource keeps at least one owner.

    Raises:
        ValidationError: the user is not an owner, or the last one.
    """
    locked(resource)
    owners = resource.members.filter(role=ResourceMember.Role.OWNER)
    ids = set(owners.values_list("user_id", flat=True))
    if user_id not in ids:
        raise ValidationError({"user_id": ["This user is not an owner."]})
    if len(ids) == 1:
        raise ValidationError({"user_id": ["The last owner can't be removed; add another first."]})
    owners.filter(user=user_id).delete()
    _record(resource, Action.OWNER_REMOVED, user, {"owners": {"added": [], "removed": [user_id]}})
