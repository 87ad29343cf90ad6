"""Who a deployment is shared with, and who owns it."""

import pytest

from deployments.models import APIDeployment
from organizations.models import Membership
from tests.answers import error_of
from tests.factories import (
    GroupFactory,
    GroupMembershipFactory,
    OrganizationFactory,
    UserFactory,
)
from tests.fixtures import bearing, signed_in

pytestmark = pytest.mark.django_db


def person(user) -> dict:
    return {"id": user.pk, "email": user.email}


@pytest.mark.parametrize("who", ["owner", "viewer", "grouped", "admin"])
def test_users(request, detail, deployment, owner, viewer, group, who):
    response = signed_in(request.getfixturevalue(who)).get(f"{detail}users/")
    assert response.status_code == 200
    assert response.json() == {
        "id": str(deployment.pk),
        "display_name": "Invoices",
        "shared_to_org": False,
        "shared_users": [person(viewer)],
        "shared_groups": [{"id": group.pk, "name": group.name}],
        "co_owners": [person(owner)],
        "created_by": person(owner),
    }


def test_service_accounts_are_no_users(api, url, workflow, platform_key):
    made = api.post(url, {"workflow": str(workflow.pk)}).json()
    body = api.get(f"{url}{made['id']}/users/").json()
    assert body["co_owners"] == []
    assert body["created_by"] is None


def test_users_is_not_found_by_those_who_see_nothing(detail, member):
    for route in ("users/", "effective-members/"):
        assert signed_in(member).get(f"{detail}{route}").status_code == 404


def test_sharing_replaces_what_it_names(detail, owner, viewer, member, group, organization):
    client = signed_in(owner)
    users = client.post(f"{detail}share/", {"shared_users": [member.pk]})
    assert users.status_code == 200, users.content
    assert users.json()["shared_users"] == [person(member)]
    assert users.json()["shared_groups"] == [{"id": group.pk, "name": group.name}]
    assert signed_in(viewer).get(detail).status_code == 404
    assert signed_in(member).get(detail).status_code == 200
    other = GroupFactory(organization=organization)
    groups = client.post(f"{detail}share/", {"shared_groups": [other.pk]}).json()
    assert groups["shared_groups"] == [{"id": other.pk, "name": other.name}]
    assert groups["shared_users"] == [person(member)]
    nobody = client.post(f"{detail}share/", {"shared_users": [], "shared_groups": []}).json()
    assert (nobody["shared_users"], nobody["shared_groups"]) == ([], [])
    assert nobody == client.get(f"{detail}users/").json()


def test_sharing_with_the_organization(detail, owner, member, viewer):
    client = signed_in(owner)
    assert client.post(f"{detail}share/", {"shared_to_org": True}).json()["shared_to_org"] is True
    assert signed_in(member).get(detail).json()["shared_to_org"] is True
    client.post(f"{detail}share/", {"shared_to_org": False})
    assert signed_in(member).get(detail).status_code == 404
    assert signed_in(viewer).get(detail).status_code == 200


def test_sharing_nothing_changes_nothing(api, detail):
    before = api.get(f"{detail}users/").json()
    assert api.post(f"{detail}share/", {}).json() == before


def test_an_owner_listed_as_viewer_stays_owner(detail, owner, viewer):
    client = signed_in(owner)
    body = client.post(f"{detail}share/", {"shared_users": [owner.pk, viewer.pk, viewer.pk]}).json()
    assert body["co_owners"] == [person(owner)]
    assert body["shared_users"] == [person(viewer)]


@pytest.mark.parametrize(
    ("body", "attr"),
    [
        ({"shared_users": [10**9]}, "shared_users"),
        ({"shared_groups": [10**9]}, "shared_groups"),
        ({"shared_users": ["x"]}, "shared_users.0"),
        ({"shared_users": [2**70]}, "shared_users.0"),
        ({"shared_users": [0]}, "shared_users.0"),
        ({"shared_users": 7}, "shared_users"),
        ({"shared_users": None}, "shared_users"),
        ({"shared_to_org": "perhaps"}, "shared_to_org"),
        ({"shared_to_org": None}, "shared_to_org"),
        ({"viewers": []}, "viewers"),
        ({"shared_users": [], "is_active": False}, "is_active"),
        ([], None),
        ("text", None),
    ],
)
def test_bad_sharing_is_refused_as_a_whole(api, detail, body, attr):
    before = api.get(f"{detail}users/").json()
    assert error_of(api.post(f"{detail}share/", body))["attr"] == attr
    assert api.get(f"{detail}users/").json() == before


def test_it_is_shared_with_members_only(api, detail, platform_key):
    elsewhere = OrganizationFactory()
    stranger = UserFactory(memberships=elsewhere)
    group = GroupFactory(organization=elsewhere)
    share = f"{detail}share/"
    before = api.get(f"{detail}users/").json()
    for users in ([stranger.pk], [platform_key.service_account_id]):
        assert error_of(api.post(share, {"shared_users": users}))["attr"] == "shared_users"
    both = {"shared_users": [], "shared_groups": [group.pk]}
    assert error_of(api.post(share, both))["attr"] == "shared_groups"
    # what was fine in a refused request is taken back
    assert api.get(f"{detail}users/").json() == before


def test_a_viewer_is_promoted(detail, deployment, owner, viewer):
    response = signed_in(owner).post(f"{detail}owners/", {"user_id": viewer.pk})
    assert response.status_code == 200, response.content
    assert response.json() == {
        "id": str(deployment.pk),
        "co_owners": [person(owner), person(viewer)],
    }
    assert signed_in(viewer).patch(detail, {"description": "mine"}).status_code == 200
    assert signed_in(owner).get(detail).json()["shared_users"] == []


def test_a_member_becomes_a_co_owner(detail, owner, member):
    response = signed_in(owner).post(f"{detail}owners/", {"user_id": member.pk})
    assert response.json()["co_owners"] == [person(owner), person(member)]


def test_who_cannot_become_an_owner(api, detail, owner, platform_key):
    stranger = UserFactory(memberships=OrganizationFactory())
    for user_id in (
        stranger.pk,
        platform_key.service_account_id,
        owner.pk,
        10**9,
        "x",
        None,
        2**70,
    ):
        error = error_of(api.post(f"{detail}owners/", {"user_id": user_id}))
        assert error["attr"] == "user_id"
    assert error_of(api.post(f"{detail}owners/", {}))["attr"] == "user_id"
    assert error_of(api.post(f"{detail}owners/", []))["attr"] is None
    assert api.get(f"{detail}users/").json()["co_owners"] == [person(owner)]


def test_an_owner_is_removed_but_not_the_last(detail, deployment, owner, member):
    deployment.members.create(user=member, role="owner")
    client = signed_in(member)
    response = client.delete(f"{detail}owners/{owner.pk}/")
    assert response.status_code == 204
    assert response.content == b""
    assert signed_in(owner).get(detail).status_code == 404
    error = error_of(client.delete(f"{detail}owners/{member.pk}/"))
    assert "last owner" in error["detail"]
    assert client.get(detail).status_code == 200


def test_only_owners_are_removed_as_owners(api, detail, viewer, member):
    for user_id in (viewer.pk, member.pk, 10**9):
        assert "not an owner" in error_of(api.delete(f"{detail}owners/{user_id}/"))["detail"]


@pytest.mark.parametrize("user_id", ["x", "-1", "²", "٣", "1.0", "9" * 30, "%00"])
def test_what_is_no_user_id_is_not_found(api, detail, user_id):
    assert error_of(api.delete(f"{detail}owners/{user_id}/"), 404)["code"] == "not_found"


@pytest.mark.parametrize("who", ["viewer", "grouped", "member"])
def test_only_owners_share(request, detail, deployment, owner, member, who):
    APIDeployment.objects.update(shared_to_org=True)
    client = signed_in(request.getfixturevalue(who))
    assert client.post(f"{detail}share/", {"shared_to_org": False}).status_code == 403
    assert client.post(f"{detail}owners/", {"user_id": member.pk}).status_code == 403
    assert client.delete(f"{detail}owners/{owner.pk}/").status_code == 403
    deployment.refresh_from_db()
    assert deployment.shared_to_org is True


def test_a_read_write_key_removes_no_owner(detail, owner, platform_key):
    platform_key.permission = "read_write"
    platform_key.save()
    client = bearing(platform_key.secret)
    assert client.delete(f"{detail}owners/{owner.pk}/").status_code == 403
    assert client.post(f"{detail}share/", {"shared_to_org": True}).status_code == 200


def test_everyone_with_access_is_listed_once_with_the_strongest_reason(
    detail, deployment, organization, owner, viewer, grouped, group, member, admin, platform_key
):
    second = GroupFactory(organization=organization)
    deployment.group_shares.create(group=second)
    for user in (owner, viewer, grouped):
        GroupMembershipFactory(group=second, user=user)
    stranger = UserFactory(memberships=OrganizationFactory())
    deployment.members.create(user=stranger, role="viewer")
    people = {owner: "owner", admin: "owner", viewer: "direct", grouped: "group"}

    def rows() -> list[dict]:
        listed: list[dict] = signed_in(owner).get(f"{detail}effective-members/").json()["results"]
        return listed

    def expected(reasons) -> list[dict]:
        order = ["owner", "direct", "group", "org"]
        return [
            {
                "user_id": user.pk,
                "email": user.email,
                "display_name": user.display_name,
                "access_via": reason,
                "group_id": group.pk if reason == "group" else None,
                "group_name": group.name if reason == "group" else None,
            }
            for user, reason in sorted(
                reasons.items(), key=lambda item: (order.index(item[1]), item[0].pk)
            )
        ]

    assert rows() == expected(people)
    APIDeployment.objects.update(shared_to_org=True)
    assert rows() == expected({**people, member: "org"})


def test_who_left_the_organization_has_no_access(api, detail, viewer):
    Membership.objects.filter(user=viewer).delete()
    rows = api.get(f"{detail}effective-members/").json()["results"]
    assert viewer.pk not in {row["user_id"] for row in rows}
    assert api.get(f"{detail}users/").json()["shared_users"] == []


@pytest.mark.parametrize("count", [10, 60])
def test_effective_members_cost_a_constant_number_of_queries(
    api, detail, deployment, organization, django_assert_num_queries, count
):
    for user in UserFactory.create_batch(count, memberships=organization):
        deployment.members.create(user=user, role="viewer")
    with django_assert_num_queries(4):
        body = api.get(f"{detail}effective-members/", {"page_size": 1000}).json()
    assert body["count"] == len(body["results"]) == count + 3


def test_effective_members_come_in_pages(api, detail):
    first = api.get(f"{detail}effective-members/", {"page_size": 2}).json()
    second = api.get(first["next"]).json()
    rows = [row["user_id"] for page in (first, second) for row in page["results"]]
    assert first["count"] == len(set(rows)) == 3
    assert api.get(f"{detail}effective-members/", {"page": 9}).status_code == 404
