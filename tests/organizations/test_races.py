"""Two writes of groups, members and platform keys at the same moment."""

import pytest

from organizations.models import GroupMembership, PlatformKey
from organizations.people.services import remove_member
from organizations.platform_keys.services import rotate_platform_key
from tests.factories import APIDeploymentFactory, GroupFactory, PlatformKeyFactory
from tests.fixtures import bearing
from tests.races import ROUNDS, at_once, refusal_of

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("database_file"),
    pytest.mark.parametrize("round_", range(ROUNDS)),
]


@pytest.fixture
def secrets(organization) -> list[str]:
    return [PlatformKeyFactory(organization=organization).secret for _ in range(2)]


@pytest.fixture
def deployment(organization):
    return APIDeploymentFactory(organization=organization)


def test_a_member_is_removed_while_added_to_a_group(
    prefix, organization, admin, group, member, secrets, round_
):
    _, added = at_once(
        lambda: remove_member(organization=organization, user=member, by=admin),
        lambda: bearing(secrets[0]).post(
            f"{prefix}/groups/{group.pk}/members/", {"user_ids": [member.pk]}
        ),
    )
    assert added.status_code in {200, 400}, added.content
    assert not GroupMembership.objects.filter(user=member).exists()


def test_two_groups_of_one_name(prefix, secrets, round_):
    responses = at_once(
        *(
            lambda secret=secret: bearing(secret).post(f"{prefix}/groups/", {"name": "same"})
            for secret in secrets
        )
    )
    assert refusal_of(responses, 201)["attr"] == "name"


def test_a_group_is_deleted_while_it_is_changed(prefix, organization, secrets, round_):
    group = GroupFactory(organization=organization)
    url = f"{prefix}/groups/{group.pk}/"
    deleted, changed = at_once(
        lambda: bearing(secrets[0]).delete(url),
        lambda: bearing(secrets[1]).patch(url, {"name": "changed"}),
    )
    assert deleted.status_code == 204
    assert changed.status_code in {200, 404}, changed.content
    assert not type(group).objects.filter(pk=group.pk).exists()


def test_a_group_is_deleted_while_something_is_shared_with_it(
    prefix, organization, deployment, secrets, round_
):
    group = GroupFactory(organization=organization)
    deleted, shared = at_once(
        lambda: bearing(secrets[0]).delete(f"{prefix}/groups/{group.pk}/"),
        lambda: bearing(secrets[1]).post(
            f"{prefix}/api/deployment/{deployment.pk}/share/", {"shared_groups": [group.pk]}
        ),
    )
    assert deleted.status_code in {204, 409}, deleted.content
    assert shared.status_code in {200, 400, 409}, shared.content
    if deleted.status_code == 204:
        assert not deployment.group_shares.filter(group=group.pk).exists()


def test_two_rotations_leave_one_secret(organization, admin, platform_key, round_):
    made = at_once(
        *[
            lambda: rotate_platform_key(
                key=PlatformKey.objects.get(pk=platform_key.pk), user=admin
            )[1]
        ]
        * 2
    )
    works = [PlatformKey.objects.find(secret) is not None for secret in made]
    assert sorted(works) == [False, True]
