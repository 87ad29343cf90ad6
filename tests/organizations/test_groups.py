"""Groups over HTTP."""

import pytest

from organizations.models import Group, GroupMembership
from organizations.people.services import remove_member
from tests.answers import error_of
from tests.factories import GroupFactory, GroupMembershipFactory, OrganizationFactory, UserFactory
from tests.fixtures import signed_in
from tests.organizations.conftest import BAD_TEXTS, SURROGATE

pytestmark = pytest.mark.django_db

FIELDS = {
    "id",
    "name",
    "description",
    "created_by",
    "member_count",
    "created_at",
    "modified_at",
}


@pytest.fixture
def url(prefix) -> str:
    return f"{prefix}/groups/"


@pytest.fixture
def client(admin):
    return signed_in(admin)


@pytest.fixture
def detail(url, group) -> str:
    return f"{url}{group.pk}/"


@pytest.fixture
def members_url(detail) -> str:
    return f"{detail}members/"


def test_an_admin_makes_a_group(client, url, admin, organization):
    response = client.post(url, {"name": "Accounting", "description": "reads invoices"})
    assert response.status_code == 201
    body = response.json()
    assert set(body) == FIELDS
    assert (body["name"], body["description"]) == ("Accounting", "reads invoices")
    assert (body["created_by"], body["member_count"]) == (admin.pk, 0)
    assert Group.objects.get(pk=body["id"]).organization == organization


def test_a_platform_key_makes_a_group(api, url, platform_key):
    response = api.post(url, {"name": "Accounting"})
    assert response.status_code == 201
    assert response.json()["description"] == ""
    assert response.json()["created_by"] == platform_key.service_account.pk


def test_a_name_is_taken_once_per_organization(client, url, group):
    GroupFactory(name="elsewhere")
    assert client.post(url, {"name": "elsewhere"}).status_code == 201
    error = error_of(client.post(url, {"name": group.name}))
    assert error["attr"] == "name"
    assert error["detail"] == "A group of this name exists already."


@pytest.mark.parametrize("name", [*BAD_TEXTS, "n" * 129], ids=ascii)
def test_a_bad_name_is_refused(client, url, detail, name):
    for response in (client.post(url, {"name": name}), client.patch(detail, {"name": name})):
        assert error_of(response)["attr"] == "name"


def test_a_lone_surrogate_is_refused(client, url, detail):
    for send, path in ((client.post, url), (client.patch, detail)):
        response = send(path, SURROGATE, content_type="application/json")
        assert error_of(response)["attr"] == "name"


@pytest.mark.parametrize("body", [[], "text", 5, None])
def test_a_body_that_is_no_object_is_refused(client, url, detail, members_url, body):
    error_of(client.post(url, body))
    error_of(client.post(members_url, body))
    if body is not None:
        error_of(client.patch(detail, body))


def test_the_longest_values_are_kept(client, url):
    longest = {"name": "n" * 128, "description": "d" * 255}
    body = client.post(url, longest).json()
    assert {name: body[name] for name in longest} == longest
    error = error_of(client.post(url, {"name": "other", "description": "d" * 256}))
    assert error["attr"] == "description"


def test_a_change_leaves_what_it_does_not_name(client, detail, group):
    response = client.patch(detail, {"description": "new", "id": 99, "created_by": 99, "x": 1})
    assert response.status_code == 200
    body = response.json()
    assert (body["id"], body["name"], body["description"]) == (group.pk, group.name, "new")
    assert body["created_by"] is None
    assert body["member_count"] == 1


def test_a_change_to_a_taken_name_is_refused(client, detail, organization):
    GroupFactory(organization=organization, name="taken")
    assert error_of(client.patch(detail, {"name": "taken"}))["attr"] == "name"


def test_a_group_deleted_meanwhile_is_not_changed(client, url):
    for response in (client.patch(f"{url}9/", {"name": "x"}), client.delete(f"{url}9/")):
        assert error_of(response, 404)["code"] == "not_found"


def test_the_list_is_of_one_organization_by_name(client, url, organization):
    for name in ("b", "a", "c"):
        GroupFactory(organization=organization, name=name)
    GroupFactory(name="elsewhere")
    body = client.get(url, {"page_size": 2}).json()
    assert [row["name"] for row in body["results"]] == ["a", "b"]
    assert body["count"] == 3
    assert set(body["results"][0]) == FIELDS
    assert [row["name"] for row in client.get(body["next"]).json()["results"]] == ["c"]


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_costs_a_constant_number_of_queries(
    api, client, url, organization, django_assert_num_queries, count
):
    for _ in range(count):
        group = GroupFactory(organization=organization)
        GroupMembershipFactory.create_batch(2, group=group)
    with django_assert_num_queries(3):
        response = api.get(url)
    assert {row["member_count"] for row in response.json()["results"]} == {2}
    # the session, its person, and their membership
    with django_assert_num_queries(5):
        client.get(url)


def test_a_foreign_group_is_not_found(client, url):
    foreign = GroupFactory()
    for path in (f"{url}{foreign.pk}/", f"{url}{foreign.pk}/members/"):
        error_of(client.get(path), 404)
    error_of(client.patch(f"{url}{foreign.pk}/", {"name": "mine"}), 404)
    error_of(client.delete(f"{url}{foreign.pk}/"), 404)
    error_of(client.post(f"{url}{foreign.pk}/members/", {"user_ids": []}), 404)
    assert Group.objects.filter(pk=foreign.pk).exists()


@pytest.mark.parametrize("pk", ["0", "9" * 18, "9" * 30, "9" * 5000, "x", "-1", "1.5", "٣"])
def test_an_impossible_id_is_not_found(client, url, pk):
    for path in (f"{url}{pk}/", f"{url}{pk}/members/"):
        error_of(client.get(path), 404)
    error_of(client.delete(f"{url}{pk}/members/1"), 404)


def test_deleting_a_group_ends_what_was_shared_through_it(client, detail, deployment, grouped):
    path = f"/api/v1/unstract/org_acme/api/deployment/{deployment.pk}/"
    assert signed_in(grouped).get(path).status_code == 200
    assert client.delete(detail).status_code == 204
    assert signed_in(grouped).get(path).status_code == 404
    deployment.refresh_from_db()
    assert not deployment.group_shares.exists()


def test_members_are_listed(client, members_url, grouped, group, django_assert_num_queries):
    row = client.get(members_url).json()["results"][0]
    joined_at = GroupMembership.objects.get().created_at.isoformat().replace("+00:00", "Z")
    assert row == {
        "user_id": grouped.pk,
        "email": grouped.email,
        "display_name": grouped.display_name,
        "is_service_account": False,
        "joined_at": joined_at,
    }
    GroupMembershipFactory.create_batch(5, group=group)
    with django_assert_num_queries(6):
        body = client.get(members_url, {"page_size": 4}).json()
    assert len(body["results"]) == 4
    ids = [row["user_id"] for row in body["results"]]
    ids += [row["user_id"] for row in client.get(body["next"]).json()["results"]]
    assert ids == sorted(set(ids))
    assert len(ids) == body["count"] == 6


def test_adding_members_twice_changes_nothing(client, members_url, member, owner, grouped):
    ids = [member.pk, owner.pk, grouped.pk, member.pk]
    for _ in range(2):
        response = client.post(members_url, {"user_ids": ids})
        assert response.status_code == 200
        assert response.json()["member_count"] == 3
    rows = client.get(members_url).json()["results"]
    assert [row["user_id"] for row in rows] == sorted({member.pk, owner.pk, grouped.pk})


def test_a_new_member_sees_what_is_shared_with_the_group(client, members_url, deployment, member):
    path = f"/api/v1/unstract/org_acme/api/deployment/{deployment.pk}/"
    assert signed_in(member).get(path).status_code == 404
    client.post(members_url, {"user_ids": [member.pk]})
    assert signed_in(member).get(path).status_code == 200


def test_unknown_users_and_service_accounts_are_refused(client, members_url, member, platform_key):
    stranger = UserFactory(memberships=OrganizationFactory())
    for pk in (stranger.pk, platform_key.service_account.pk, 2**40):
        error = error_of(client.post(members_url, {"user_ids": [member.pk, pk]}))
        assert error["attr"] == "user_ids"
        assert error["detail"] == f"No user of this organization has the id {pk}."
    assert not GroupMembership.objects.filter(user=member).exists()


@pytest.mark.parametrize(
    "user_ids", [None, "5", {}, [None], ["x"], [0], [-1], [2**63], [1.5], [True, []], [[1]]]
)
def test_bad_user_ids_are_refused(client, members_url, user_ids):
    assert error_of(client.post(members_url, {"user_ids": user_ids}))["attr"].startswith("user_ids")


def test_user_ids_are_required(client, members_url):
    assert error_of(client.post(members_url, {}))["attr"] == "user_ids"


@pytest.mark.parametrize("end", ["", "/"])
def test_removing_a_member(client, members_url, grouped, deployment, end):
    path = f"/api/v1/unstract/org_acme/api/deployment/{deployment.pk}/"
    url = f"{members_url}{grouped.pk}{end}"
    assert client.delete(url).status_code == 204
    assert signed_in(grouped).get(path).status_code == 404
    error_of(client.delete(url), 404)


def test_who_leaves_the_organization_leaves_its_groups(
    client, organization, members_url, detail, grouped
):
    remove_member(organization=organization, user=grouped, by=grouped)
    assert client.get(members_url).json()["results"] == []
    assert client.get(detail).json()["member_count"] == 0


def test_options_describe_what_can_be_written(client, url):
    fields = client.options(url).json()["actions"]["POST"]
    assert {name for name, field in fields.items() if not field["read_only"]} == {
        "name",
        "description",
    }
    assert fields["name"]["required"] is True
    assert fields["name"]["max_length"] == 128
