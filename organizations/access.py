"""Who the caller is, in which organization and with which rights: resolved once a request."""

from dataclasses import dataclass, field

from django.contrib.auth.models import AnonymousUser
from django.db.models import F
from rest_framework.exceptions import NotAuthenticated, PermissionDenied

from organizations.models import Membership, Organization, PlatformKey, Tier, User


@dataclass(frozen=True, slots=True)
class OrganizationAccess:
    """The facts of one request that every queryset and permission starts from."""

    organization: Organization
    user: User
    role: Membership.Role
    tier: Tier | None = None
    group_ids: frozenset[int] = field(default=frozenset())

    @property
    def is_service_account(self) -> bool:
        return self.tier is not None

    @property
    def owns_everything(self) -> bool:
        """Org admins and service accounts count as owners of every resource."""
        return self.role == Membership.Role.ADMIN or self.is_service_account

    @property
    def is_admin_person(self) -> bool:
        """An org admin who is signed in, not a key."""
        return self.role == Membership.Role.ADMIN and not self.is_service_account

    @property
    def may_see_secrets(self) -> bool:
        """A key that may only read doesn't see credentials that may do more."""
        return self.tier is not Tier.READ


def resolve_access(
    user: User | AnonymousUser, auth: object, organization_id: str
) -> OrganizationAccess:
    """The caller's access to the organization named in the URL.

    Raises:
        NotAuthenticated: nobody is signed in.
        PermissionDenied: no such organization, or the caller is no member; the two look alike.
    """
    refusal = PermissionDenied("You are not a member of this organization.")
    if isinstance(auth, PlatformKey):
        if auth.organization.organization_id != organization_id:
            raise refusal
        return OrganizationAccess(
            auth.organization, auth.service_account, Membership.Role.USER, auth.tier
        )
    if isinstance(user, AnonymousUser):
        raise NotAuthenticated("Sign in, or send a platform key as Authorization: Bearer <key>.")
    # once for each of the caller's groups, those of other organizations included
    rows = list(
        Membership.objects.select_related("organization")
        .filter(user=user, organization__organization_id=organization_id)
        .annotate(
            group_id=F("user__group_memberships__group"),
            group_organization_id=F("user__group_memberships__group__organization"),
        )
    )
    if not rows:
        raise refusal
    membership = rows[0]
    groups = frozenset(
        row.group_id for row in rows if row.group_organization_id == membership.organization_id
    )
    return OrganizationAccess(
        membership.organization, user, Membership.Role(membership.role), None, groups
    )
