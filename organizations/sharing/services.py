"""Owners, viewers, groups and org-wide sharing, for every resource that has them.

A resource derives from ``ShareableModel`` and has two concrete tables, derived from
``ResourceMember`` and ``ResourceGroup``, whose foreign key ``resource`` names it by the reverse
relations ``members`` and ``group_shares``.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils import timezone
from rest_framework.exceptions import ValidationError

from common.locking import locked
from organizations.access import OrganizationAccess
from organizations.audit import Action, field_changes, list_change, record
from organizations.models import AuditEvent, Group, Membership, Organization, User
from organizations.sharing.models import ResourceMember, ShareableModel


def is_owner(resource: ShareableModel, access: OrganizationAccess) -> bool:
    return (
        access.owns_everything
        or resource.members.filter(user=access.user, role=ResourceMember.Role.OWNER).exists()
    )


def is_named(resource: ShareableModel, access: OrganizationAccess) -> bool:
    """Owner, viewer or group member: access that doesn't rest on org-wide sharing alone."""
    return (
        access.owns_everything
        or resource.members.filter(user=access.user).exists()
        or resource.group_shares.filter(group__in=access.group_ids).exists()
    )


def make_owner(resource: ShareableModel, user: User) -> None:
    """The creator becomes the first owner."""
    resource.members.create(user=user, role=ResourceMember.Role.OWNER)


def current_members(resource: ShareableModel, role: ResourceMember.Role) -> QuerySet[Any]:
    """The people in ``role`` who still belong to the organization, earliest first."""
    people: QuerySet[Any] = resource.members.filter(
        role=role,
        user__is_service_account=False,
        user__memberships__organization=resource.organization_id,
    )
    return people.select_related("user").order_by("since", "pk")


@dataclass(frozen=True, slots=True)
class SharingChange:
    """A replacement of some axes of a resource's sharing; None leaves an axis as it is."""

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


def lock_people(organization: Organization, user_ids: Collection[int]) -> set[int]:
    """Who of them belongs to the organization, and does so until the transaction ends."""
    people = Membership.objects.people().filter(organization=organization, user__in=user_ids)
    held = people.select_for_update(of=("self",), no_key=True).order_by("pk")
    return {membership.user_id for membership in held}


def refuse_strangers(field: str, noun: str, given: Collection[int], known: Collection[int]) -> None:
    """Raises ValidationError when ``given`` has ids that aren't ``known``."""
    strangers = sorted(set(given) - set(known))
    if strangers:
        listed = ", ".join(map(str, strangers))
        raise ValidationError({field: [f"No {noun} of this organization has the id {listed}."]})


@transaction.atomic
def share_resource(*, resource: ShareableModel, change: SharingChange, user: User) -> None:
    """Replace the given axes of sharing. Owners stay owners, whether listed as viewers or not.

    Raises:
        ValidationError: a user or group isn't of the resource's organization.
    """
    held = locked(resource)
    changes: dict[str, Any] = {}
    if change.user_ids is not None:
        people = lock_people(resource.organization, change.user_ids)
        refuse_strangers("shared_users", "user", change.user_ids, people)
        viewers = resource.members.filter(role=ResourceMember.Role.VIEWER)
        before = set(viewers.values_list("user_id", flat=True))
        viewers.exclude(user__in=people).delete()
        present = set(resource.members.values_list("user_id", flat=True))
        resource.members.bulk_create(
            resource.members.model(
                resource=resource, user_id=user_id, role=ResourceMember.Role.VIEWER
            )
            for user_id in sorted(people - present)
        )
        owners = present - before
        changes["shared_users"] = list_change(before, people - owners)
    if change.group_ids is not None:
        groups = set(
            Group.objects.filter(
                organization=resource.organization, pk__in=change.group_ids
            ).values_list("pk", flat=True)
        )
        refuse_strangers("shared_groups", "group", change.group_ids, groups)
        before = set(resource.group_shares.values_list("group_id", flat=True))
        resource.group_shares.exclude(group__in=groups).delete()
        resource.group_shares.bulk_create(
            resource.group_shares.model(resource=resource, group_id=group_id)
            for group_id in sorted(groups - before)
        )
        changes["shared_groups"] = list_change(before, groups)
    if change.shared_to_org is not None:
        changes |= field_changes(held, {"shared_to_org": change.shared_to_org})
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
    refuse_strangers("user_id", "user", [user_id], lock_people(resource.organization, [user_id]))
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


# why somebody has access, by the ``strength`` of ``effective_members``
ACCESS_BY_STRENGTH = ("owner", "direct", "group", "org")


def effective_members(resource: ShareableModel) -> QuerySet[Membership]:
    """Every person with access, once, with the strongest reason first.

    Each row carries ``access_via`` and, for access through a group, ``via_group_id`` and
    ``via_group_name``.
    """
    mine = resource.members.filter(user=OuterRef("user"))
    groups = resource.group_shares.filter(group__memberships__user=OuterRef("user")).order_by(
        "group"
    )
    owns = Q(role=Membership.Role.ADMIN) | Exists(mine.filter(role=ResourceMember.Role.OWNER))
    people: QuerySet[Membership] = Membership.objects.people().filter(
        organization=resource.organization_id
    )
    return (
        people.select_related("user")
        .annotate(
            strength=Case(
                When(owns, then=Value(0)),
                When(Exists(mine), then=Value(1)),
                When(Exists(groups), then=Value(2)),
                When(Value(resource.shared_to_org), then=Value(3)),
                output_field=models.IntegerField(null=True),
            ),
            via_group_id=Case(
                When(strength=2, then=Subquery(groups.values("group_id")[:1])),
            ),
            via_group_name=Case(
                When(strength=2, then=Subquery(groups.values("group__name")[:1])),
            ),
        )
        .filter(strength__isnull=False)
        .order_by(F("strength"), "user_id")
    )
