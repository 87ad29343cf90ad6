"""Who may do what with a resource: whether one caller may, and the list of all who may."""

from typing import Any

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When

from organizations.access import OrganizationAccess
from organizations.models import Membership
from organizations.sharing.models import ResourceMember, ShareableModel


def is_owner(resource: ShareableModel, access: OrganizationAccess) -> bool:
    if access.owns_everything:
        return True
    role, _ = _callers_part(resource, access)
    return role == ResourceMember.Role.OWNER


def is_named(resource: ShareableModel, access: OrganizationAccess) -> bool:
    """Whether the caller is an owner, a viewer or in a group: org-wide sharing doesn't count."""
    if access.owns_everything:
        return True
    role, is_in_group = _callers_part(resource, access)
    return role is not None or is_in_group


def _callers_part(resource: Any, access: OrganizationAccess) -> tuple[str | None, bool]:
    """The caller's role, and whether the resource is shared with one of the caller's groups."""
    if hasattr(resource, "callers_role"):
        return resource.callers_role, resource.callers_group
    rows: Any = type(resource)._default_manager.filter(pk=resource.pk)
    part: tuple[str | None, bool] | None = (
        rows.with_part_of(access).values_list("callers_role", "callers_group").first()
    )
    return part or (None, False)


def current_members(resource: ShareableModel, role: ResourceMember.Role) -> QuerySet[Any]:
    """The people in ``role`` who still belong to the organization, earliest first."""
    people: QuerySet[Any] = resource.members.filter(
        role=role,
        user__is_service_account=False,
        user__memberships__organization=resource.organization_id,
    )
    return people.select_related("user").order_by("since", "pk")


# why somebody has access, by the ``strength`` of ``effective_members``
ACCESS_BY_STRENGTH = ("owner", "direct", "group", "org")


def effective_members(resource: ShareableModel) -> QuerySet[Membership]:
    """Every person with access, once, with the strongest reason first.

    Each row carries ``strength``, an index of ``ACCESS_BY_STRENGTH``, and, for access through a
    group, ``via_group_id`` and ``via_group_name``.
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
