"""The rules of sharing, on a deployment as an example; over HTTP: tests/deployments."""

import pytest
from django.utils import timezone
from rest_framework.exceptions import NotFound, ValidationError

from deployments.models import APIDeployment
from organizations.access import resolve_access
from organizations.people.services import remove_member
from organizations.sharing.models import ResourceMember
from organizations.sharing.rights import (
    ACCESS_BY_STRENGTH,
    current_members,
    effective_members,
    is_named,
    is_owner,
)
from organizations.sharing.services import (
    SharingChange,
    add_owner,
    make_owner,
    remove_owner,
    share_resource,
)
from tests.factories import (
    APIDeploymentFactory,
    GroupFactory,
    GroupMembershipFactory,
    OrganizationFactory,
    PlatformKeyFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

OWNER, VIEWER = ResourceMember.Role.OWNER, ResourceMember.Role.VIEWER


def part(resource, user) -> str | None:
    return resource.members.filter(user=user).values_list("role", flat=True).first()


def reasons(resource) -> dict:
    """Who has access why, and through which group."""
    return {
        row.user: (ACCESS_BY_STRENGTH[row.strength], row.via_group_name)
        for row in effective_members(resource)
    }


@pytest.fixture
def access_of(organization):
    return lambda user: resolve_access(user, None, organization.organization_id)


def test_what_each_caller_sees(
    request, organization, deployment, admin, member, platform_key, access_of
):
    wide = APIDeploymentFactory(organization=organization, shared_to_org=True)
    hidden = APIDeploymentFactory(organization=organization)
    foreign = APIDeploymentFactory(shared_to_org=True)
    everything = {deployment, wide, hidden}
    key_access = resolve_access(platform_key.service_account, platform_key, "org_acme")
    seen = {
        "admin": (access_of(admin), everything),
        "key": (key_access, everything),
        "member": (access_of(member), {wide}),
    }
    for name in ("owner", "viewer", "grouped"):
        seen[name] = (access_of(request.getfixturevalue(name)), {deployment, wide})
    for name, (access, expected) in seen.items():
        visible = APIDeployment.objects.visible_to(access)
        assert set(visible) == expected, name
        assert foreign not in visible
        # once each, however many reasons there are
        assert visible.count() == len(expected), name


def test_several_reasons_show_a_row_once(organization, deployment, owner, group, access_of):
    GroupMembershipFactory(group=group, user=owner)
    deployment.group_shares.create(group=GroupFactory(organization=organization))
    APIDeployment.objects.update(shared_to_org=True)
    assert APIDeployment.objects.visible_to(access_of(owner)).count() == 1


@pytest.mark.parametrize(
    ("who", "owns", "named"),
    [
        ("owner", True, True),
        ("admin", True, True),
        ("viewer", False, True),
        ("grouped", False, True),
        ("member", False, False),
    ],
)
def test_owners_and_the_named(request, deployment, access_of, who, owns, named):
    user = request.getfixturevalue(who)
    # org-wide sharing names nobody
    APIDeployment.objects.update(shared_to_org=True)
    access = access_of(user)
    assert is_owner(deployment, access) is owns
    assert is_named(deployment, access) is named


def test_the_creator_becomes_the_first_owner(organization, member):
    resource = APIDeploymentFactory(organization=organization)
    make_owner(resource, member)
    assert part(resource, member) == OWNER


def test_members_are_listed_by_when_their_part_began(organization, deployment, owner, viewer):
    late, gone = (UserFactory(memberships=organization) for _ in range(2))
    account = PlatformKeyFactory(organization=organization).service_account
    for user in (late, gone, account):
        deployment.members.create(user=user, role=OWNER)
    remove_member(organization=organization, user=gone, by=UserFactory())
    # as an earlier version may have left it
    deployment.members.create(user=gone, role=OWNER)
    assert [row.user for row in current_members(deployment, OWNER)] == [owner, late]
    assert [row.user for row in current_members(deployment, VIEWER)] == [viewer]


def test_an_axis_that_is_not_named_stays(deployment, viewer, group):
    share_resource(user=UserFactory(), resource=deployment, change=SharingChange())
    assert part(deployment, viewer) == VIEWER
    assert deployment.group_shares.get().group == group
    assert deployment.shared_to_org is False


def test_each_axis_is_replaced_alone(organization, deployment, owner, viewer, member, group):
    other = GroupFactory(organization=organization)
    share_resource(
        user=UserFactory(),
        resource=deployment,
        change=SharingChange(user_ids=[member.pk, member.pk]),
    )
    assert (part(deployment, member), part(deployment, viewer)) == (VIEWER, None)
    assert deployment.group_shares.get().group == group
    share_resource(
        user=UserFactory(), resource=deployment, change=SharingChange(group_ids=[other.pk])
    )
    assert deployment.group_shares.get().group == other
    share_resource(
        user=UserFactory(), resource=deployment, change=SharingChange(shared_to_org=True)
    )
    deployment.refresh_from_db()
    assert deployment.shared_to_org is True
    share_resource(
        user=UserFactory(), resource=deployment, change=SharingChange(user_ids=[], group_ids=[])
    )
    assert list(deployment.members.values_list("user", flat=True)) == [owner.pk]
    assert not deployment.group_shares.exists()


def test_who_keeps_a_part_keeps_when_it_began(deployment, owner, viewer, member):
    began = deployment.members.get(user=viewer).since
    ids = [viewer.pk, member.pk, owner.pk]
    share_resource(user=UserFactory(), resource=deployment, change=SharingChange(user_ids=ids))
    assert deployment.members.get(user=viewer).since == began
    assert part(deployment, owner) == OWNER


@pytest.mark.parametrize("stranger", ["foreign", "unknown", "service account", "removed"])
def test_unknown_users_are_refused_and_nothing_changes(
    organization, deployment, viewer, member, grouped, platform_key, stranger
):
    remove_member(organization=organization, user=grouped, by=UserFactory())
    pk = {
        "foreign": UserFactory(memberships=OrganizationFactory()).pk,
        "unknown": 2**40,
        "service account": platform_key.service_account.pk,
        "removed": grouped.pk,
    }[stranger]
    change = SharingChange(user_ids=[member.pk, pk], shared_to_org=True)
    with pytest.raises(ValidationError) as refused:
        share_resource(user=UserFactory(), resource=deployment, change=change)
    detail = f"No user of this organization has the id {pk}."
    assert refused.value.detail == {"shared_users": [detail]}
    with pytest.raises(ValidationError):
        add_owner(user=UserFactory(), resource=deployment, user_id=pk)
    deployment.refresh_from_db()
    assert deployment.shared_to_org is False
    assert (part(deployment, viewer), part(deployment, member)) == (VIEWER, None)


def test_a_foreign_group_undoes_the_whole_change(deployment, member):
    change = SharingChange(user_ids=[member.pk], group_ids=[GroupFactory().pk])
    with pytest.raises(ValidationError) as refused:
        share_resource(user=UserFactory(), resource=deployment, change=change)
    assert set(refused.value.detail) == {"shared_groups"}
    assert part(deployment, member) is None


def test_a_resource_deleted_meanwhile_is_not_found(deployment, member, owner):
    gone = APIDeployment.objects.get(pk=deployment.pk)
    deployment.delete()
    with pytest.raises(NotFound):
        share_resource(user=UserFactory(), resource=gone, change=SharingChange(shared_to_org=True))
    with pytest.raises(NotFound):
        add_owner(user=UserFactory(), resource=gone, user_id=member.pk)
    with pytest.raises(NotFound):
        remove_owner(user=UserFactory(), resource=gone, user_id=owner.pk)


def test_a_promoted_viewer_is_an_owner_from_now_on(deployment, owner, viewer):
    before = timezone.now()
    add_owner(user=UserFactory(), resource=deployment, user_id=viewer.pk)
    promoted = deployment.members.get(user=viewer)
    assert promoted.role == OWNER
    assert promoted.since >= before
    assert [row.user for row in current_members(deployment, OWNER)] == [owner, viewer]


def test_nobody_becomes_an_owner_twice(deployment, owner):
    with pytest.raises(ValidationError) as refused:
        add_owner(user=UserFactory(), resource=deployment, user_id=owner.pk)
    assert refused.value.detail == {"user_id": ["This user is an owner already."]}


def test_the_last_owner_stays(deployment, owner, viewer, member):
    with pytest.raises(ValidationError) as refused:
        remove_owner(user=UserFactory(), resource=deployment, user_id=owner.pk)
    assert "The last owner" in refused.value.detail["user_id"][0]
    for user in (viewer, member):
        with pytest.raises(ValidationError) as refused:
            remove_owner(user=UserFactory(), resource=deployment, user_id=user.pk)
        assert refused.value.detail == {"user_id": ["This user is not an owner."]}
    add_owner(user=UserFactory(), resource=deployment, user_id=member.pk)
    remove_owner(user=UserFactory(), resource=deployment, user_id=owner.pk)
    assert part(deployment, owner) is None
    assert part(deployment, member) == OWNER


def test_each_person_once_with_the_strongest_reason(
    organization, deployment, admin, owner, viewer, grouped, member, group
):
    UserFactory(memberships=OrganizationFactory())
    deployment.members.create(user=admin, role=VIEWER)
    for user in (owner, viewer):
        GroupMembershipFactory(group=group, user=user)
    # the group that was made first tells
    later = GroupFactory(organization=organization)
    deployment.group_shares.create(group=later)
    GroupMembershipFactory(group=later, user=grouped)
    expected = {
        admin: ("owner", None),
        owner: ("owner", None),
        viewer: ("direct", None),
        grouped: ("group", group.name),
    }
    assert reasons(deployment) == expected
    deployment.shared_to_org = True
    assert reasons(deployment) == expected | {member: ("org", None)}
    strengths = [row.strength for row in effective_members(deployment)]
    assert strengths == sorted(strengths)


def test_removed_members_and_service_accounts_have_no_place(
    organization, deployment, viewer, platform_key
):
    deployment.members.create(user=platform_key.service_account, role=OWNER)
    remove_member(organization=organization, user=viewer, by=UserFactory())
    deployment.members.create(user=viewer, role=VIEWER)
    assert not {viewer, platform_key.service_account} & set(reasons(deployment))


def test_pages_of_everyone_neither_repeat_nor_skip(organization, deployment):
    for _ in range(7):
        deployment.members.create(user=UserFactory(memberships=organization), role=VIEWER)
    rows = effective_members(deployment)
    paged = [rows[start : start + 3] for start in range(0, 12, 3)]
    assert [row.pk for page in paged for row in page] == [row.pk for row in rows]
    assert len(rows) == 10
