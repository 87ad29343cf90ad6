"""Who a demo organization consists of: one person for each part that somebody can have in it."""

from organizations.models import (
    Group,
    GroupMembership,
    Membership,
    Organization,
    PlatformKey,
    Tier,
    User,
)
from organizations.platform_keys.services import create_platform_key, rotate_platform_key

PARTS = ("admin", "owner", "co_owner", "viewer", "grouped", "member")


def people_of(
    organization: Organization, *, password_hash: str, opens_admin_pages: bool
) -> dict[str, User]:
    """The people by their part, with a new password; the admin may open the admin pages, too."""
    people = {}
    for part in PARTS:
        is_superuser = part == "admin" and opens_admin_pages
        people[part], _ = User.objects.update_or_create(
            email=f"{part}@{organization.name}.example.com",
            defaults={
                "display_name": f"{part.replace('_', '-').title()} of {organization}",
                "password": password_hash,
                "is_staff": is_superuser,
                "is_superuser": is_superuser,
            },
        )
        role = Membership.Role.ADMIN if part == "admin" else Membership.Role.USER
        Membership.objects.get_or_create(
            organization=organization, user=people[part], defaults={"role": role}
        )
    return people


def reviewers(organization: Organization, people: dict[str, User]) -> Group:
    group, _ = Group.objects.get_or_create(
        organization=organization, name="Reviewers", defaults={"created_by": people["admin"]}
    )
    GroupMembership.objects.get_or_create(group=group, user=people["grouped"])
    return group


def fresh_platform_secret(organization: Organization, user: User, tier: Tier) -> str:
    """A new secret of the organization's demo key of this tier."""
    name = f"Demo, {tier.label.lower()}"
    key = PlatformKey.objects.filter(organization=organization, name=name).first()
    if key is None:
        _, secret = create_platform_key(
            organization=organization, user=user, name=name, permission=tier
        )
    else:
        _, secret = rotate_platform_key(key=key, user=user)
    return secret
