"""Members and platform keys written without HTTP, and what their models hold to."""

from uuid import UUID

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from rest_framework.exceptions import NotFound

from organizations.models import (
    GroupMembership,
    Membership,
    Organization,
    PlatformKey,
    Tier,
    User,
    is_platform_secret,
    new_platform_secret,
    new_secret,
)
from organizations.people.services import change_group, remove_member
from organizations.platform_keys.services import (
    change_platform_key,
    create_platform_key,
    delete_platform_key,
    rotate_platform_key,
)
from tests.factories import (
    PASSWORD,
    APIDeploymentFactory,
    GroupFactory,
    GroupMembershipFactory,
    MembershipFactory,
    OrganizationFactory,
    PipelineFactory,
    PlatformKeyFactory,
    PromptStudioToolFactory,
    UserFactory,
    WorkflowFactory,
)

pytestmark = pytest.mark.django_db


def test_removing_a_member_ends_every_part_in_this_organization_only(organization, member):
    elsewhere = MembershipFactory(user=member).organization
    kept = APIDeploymentFactory(organization=elsewhere, owner=member)
    kept_group = GroupMembershipFactory(group__organization=elsewhere, user=member)
    GroupMembershipFactory(group__organization=organization, user=member)
    lost = [
        factory(organization=organization)
        for factory in (
            APIDeploymentFactory,
            WorkflowFactory,
            PipelineFactory,
            PromptStudioToolFactory,
        )
    ]
    for resource in lost:
        resource.members.create(user=member, role="owner")
    remove_member(organization=organization, user=member, by=member)
    assert [row.organization for row in member.memberships.all()] == [elsewhere]
    assert [row.pk for row in GroupMembership.objects.all()] == [kept_group.pk]
    assert kept.members.count() == 1
    # what nobody owns any more is left to the org admins
    assert [resource.members.count() for resource in lost] == [0] * len(lost)


def test_a_key_with_a_taken_name_leaves_no_account(organization, admin, platform_key):
    accounts = User.objects.count()
    with pytest.raises(IntegrityError), transaction.atomic():
        create_platform_key(
            organization=organization, user=admin, name=platform_key.name, permission=Tier.READ
        )
    assert User.objects.count() == accounts


def test_a_key_is_found_by_its_secret(organization, admin):
    key, secret = create_platform_key(organization=organization, user=admin, name="nightly")
    assert PlatformKey.objects.find(secret) == key
    key, new = rotate_platform_key(key=key, user=admin)
    assert PlatformKey.objects.find(secret) is None
    assert PlatformKey.objects.find(new) == key
    assert PlatformKey.objects.find(key.digest) is None


def test_what_was_deleted_meanwhile_is_not_found(organization, admin, platform_key):
    group = GroupFactory(organization=organization)
    pk = group.pk
    group.delete()
    group.pk = pk
    with pytest.raises(NotFound):
        change_group(group=group, user=admin, changes={"name": "new"})
    gone = PlatformKey.objects.get(pk=platform_key.pk)
    delete_platform_key(key=platform_key, user=admin)
    with pytest.raises(NotFound):
        rotate_platform_key(key=gone, user=admin)
    with pytest.raises(NotFound):
        change_platform_key(key=gone, user=admin, changes={"is_active": True})


@pytest.mark.parametrize(("new", "platform"), [(new_secret, False), (new_platform_secret, True)])
def test_secrets_are_random_uuids_that_say_what_they_open(new, platform):
    secrets = {new() for _ in range(100)}
    assert len(secrets) == 100
    assert {str(UUID(secret)) for secret in secrets} == secrets
    assert {is_platform_secret(secret) for secret in secrets} == {platform}


@pytest.mark.parametrize("text", ["", "none", "\x00", "8" * 40])
def test_other_texts_are_no_platform_keys(text):
    assert not is_platform_secret(text)


@pytest.mark.parametrize("email", ["ada@example.com", "Ada@Example.com", "ADA@EXAMPLE.COM"])
def test_an_address_is_unique_in_any_case(email):
    user = UserFactory(email="ada@example.com")
    assert User.objects.get_by_natural_key(email) == user
    with pytest.raises(IntegrityError), transaction.atomic():
        UserFactory(email=email)


def test_nobody_is_found_by_no_address():
    for email in (None, "", "nobody@example.com"):
        with pytest.raises(User.DoesNotExist):
            User.objects.get_by_natural_key(email)


def test_users_are_made_with_and_without_a_password():
    user = User.objects.create_user("Ada@EXAMPLE.com", PASSWORD)
    assert user.email == "Ada@example.com"
    assert user.check_password(PASSWORD)
    assert (user.is_staff, user.is_superuser, user.is_service_account) == (False, False, False)
    assert not User.objects.create_user("b@example.com").has_usable_password()
    root = User.objects.create_superuser("root@example.com", PASSWORD)
    assert (root.is_staff, root.is_superuser) == (True, True)


def test_public_ids_are_made_and_checked():
    made = Organization.objects.create(name="a").organization_id
    assert made.startswith("org_")
    assert len(made) == 20
    assert made != Organization.objects.create(name="b").organization_id
    for wrong in ("a/b", "a b", "ä", "a\n", ""):
        with pytest.raises(ValidationError):
            Organization(name="x", organization_id=wrong).full_clean()


@pytest.mark.parametrize(
    "twice",
    [
        lambda org, user: MembershipFactory(organization=org, user=user),
        lambda org, user: GroupFactory(organization=org, name="same"),
        lambda org, user: PlatformKeyFactory(organization=org, name="same"),
    ],
    ids=["membership", "group", "platform key"],
)
def test_what_the_database_admits_once(organization, twice):
    user = UserFactory()
    twice(organization, user)
    twice(OrganizationFactory(), user)
    with pytest.raises(IntegrityError), transaction.atomic():
        twice(organization, user)


def test_a_member_is_in_a_group_once(group, grouped):
    with pytest.raises(IntegrityError), transaction.atomic():
        GroupMembershipFactory(group=group, user=grouped)


def test_rows_say_what_they_are(organization, group, grouped, platform_key, deployment, owner):
    membership = Membership.objects.get(user=grouped)
    assert str(membership) == f"{grouped.email} in acme"
    assert str(group.memberships.get()) == f"{grouped.email} in {group.name}"
    assert str(platform_key) == platform_key.name
    assert str(deployment) == deployment.display_name
    assert str(deployment.members.get(user=owner)) == f"{owner.email} (owner)"
    assert str(deployment.group_shares.get()) == group.name
    organization.display_name = "Acme Inc."
    assert str(organization) == "Acme Inc."
