"""Who is asking: session, organizations, whoami and users."""

import pytest
from rest_framework.test import APIClient

from organizations.models import Membership
from organizations.people.services import remove_member
from tests.answers import error_of
from tests.factories import (
    MembershipFactory,
    OrganizationFactory,
    PlatformKeyFactory,
    UserFactory,
)
from tests.fixtures import bearing, signed_in

pytestmark = pytest.mark.django_db

SESSION = "/api/v1/session"
ORGANIZATIONS = "/api/v1/organization"
WHOAMI = "/api/v1/unstract/whoami/"


def set_path(organization_id: str) -> str:
    return f"/api/v1/organization/{organization_id}/set"


def test_the_session_of_somebody_without_an_organization():
    user = UserFactory()
    assert signed_in(user).get(SESSION).json() == {
        "id": user.pk,
        "email": user.email,
        "display_name": user.display_name,
        "organization_id": None,
        "role": None,
        "is_admin": False,
    }


def test_the_active_organization_is_the_first_until_one_is_set(admin, organization):
    MembershipFactory(user=admin, organization__organization_id="org_globex")
    client = signed_in(admin)
    session = client.get(SESSION).json()
    assert (session["organization_id"], session["role"]) == ("org_acme", "admin")
    assert session["is_admin"] is True
    response = client.post(set_path("org_globex"))
    assert response.status_code == 200
    assert response.json()["organization"]["id"] == "org_globex"
    session = client.get(SESSION).json()
    assert (session["organization_id"], session["role"]) == ("org_globex", "user")
    assert session["is_admin"] is False


def test_the_active_organization_ends_with_the_membership(admin, organization):
    other = MembershipFactory(user=admin, organization__organization_id="org_globex")
    client = signed_in(admin)
    client.post(set_path("org_globex"))
    remove_member(organization=other.organization, user=admin, by=UserFactory())
    assert client.get(SESSION).json()["organization_id"] == "org_acme"


@pytest.mark.parametrize("organization_id", ["org_globex", "org_unknown", "x" * 500, "a'b"])
def test_an_unknown_organization_and_a_foreign_one_look_alike(member, organization_id):
    OrganizationFactory(organization_id="org_globex")
    client = signed_in(member)
    error = error_of(client.post(set_path(organization_id)), 403)
    assert error["detail"] == "You are not a member of this organization."
    assert client.get(SESSION).json()["organization_id"] == "org_acme"
    error = error_of(client.get(f"/api/v1/unstract/{organization_id}/users/"), 403)
    assert error["detail"] == "You are not a member of this organization."


def test_a_null_character_in_the_path_is_no_failure_of_the_service(member, api):
    client = signed_in(member)
    assert client.post(set_path("a%00b")).status_code in {400, 403}
    assert client.get("/api/v1/unstract/a%00b/users/").status_code in {400, 403}
    assert api.get("/api/v1/unstract/a%00b/users/").status_code == 403


def test_a_persons_routes_take_no_key_and_nobody_who_is_not_signed_in(api):
    for client in (api, APIClient()):
        for path in (SESSION, ORGANIZATIONS):
            response = client.get(path)
            assert error_of(response, 401)["code"] == "not_authenticated"
            assert response["WWW-Authenticate"].startswith("Bearer")
        error_of(client.post(set_path("org_acme")), 401)


def test_the_own_organizations_are_listed_and_the_csrf_cookie_set(member, organization):
    OrganizationFactory()
    mine = OrganizationFactory(organization_id="org_a", name="a", display_name="A & Co.")
    MembershipFactory(user=member, organization=mine)
    response = signed_in(member).get(ORGANIZATIONS)
    assert response.json() == {
        "organizations": [
            {"id": "org_a", "name": "a", "display_name": "A & Co."},
            {"id": "org_acme", "name": "acme", "display_name": ""},
        ]
    }
    assert response.cookies["csrftoken"].value


def test_whoami_names_the_organization_and_the_key(organization, django_assert_num_queries):
    key = PlatformKeyFactory(organization=organization, name="nightly", permission="read")
    with django_assert_num_queries(1):
        response = bearing(key.secret).get(WHOAMI)
    assert response.json() == {
        "organization_id": "org_acme",
        "organization_name": "acme",
        "permission": "read",
        "key_name": "nightly",
    }


def test_whoami_is_for_platform_keys_only(member, organization):
    for client in (APIClient(), signed_in(member)):
        response = client.get(WHOAMI)
        assert error_of(response, 401)["code"] == "not_authenticated"
        assert response["WWW-Authenticate"].startswith("Bearer")


def test_users_are_all_members(api, prefix, organization, admin, member, platform_key):
    UserFactory(memberships=OrganizationFactory())
    body = api.get(f"{prefix}/users/").json()
    assert set(body) == {"members"}
    account = platform_key.service_account
    assert body["members"] == [
        {
            "id": str(user.pk),
            "email": user.email,
            "display_name": user.display_name,
            "role": role,
            "is_admin": role == "admin",
            "is_service_account": user == account,
        }
        for user, role in sorted(
            [(admin, "admin"), (member, "user"), (account, "user")], key=lambda pair: pair[0].pk
        )
    ]


def test_users_come_in_pages_when_asked_for(api, prefix, organization, platform_key):
    for _ in range(4):
        UserFactory(memberships=organization)
    first = api.get(f"{prefix}/users/", {"page_size": 3}).json()
    assert set(first) == {"members", "count", "next", "previous"}
    assert (first["count"], len(first["members"])) == (5, 3)
    second = api.get(first["next"]).json()
    ids = [int(row["id"]) for row in first["members"] + second["members"]]
    assert ids == sorted(set(ids))
    assert len(ids) == 5
    assert len(api.get(f"{prefix}/users/", {"page": 1}).json()["members"]) == 5
    error_of(api.get(f"{prefix}/users/", {"page": 2}), 404)
    error_of(api.get(f"{prefix}/users/", {"page_size": "x"}))


@pytest.mark.parametrize("count", [2, 60])
def test_users_cost_a_constant_number_of_queries(
    api, prefix, organization, admin, django_assert_num_queries, count
):
    for _ in range(count):
        UserFactory(memberships=organization)
    with django_assert_num_queries(2):
        body = api.get(f"{prefix}/users/").json()
    assert len(body["members"]) == count + 2
    with django_assert_num_queries(3):
        api.get(f"{prefix}/users/", {"page": 1})
    person = signed_in(admin)
    # the session, its person, and their membership
    with django_assert_num_queries(4):
        person.get(f"{prefix}/users/")


def test_a_removed_member_is_listed_no_longer(api, prefix, organization, member):
    remove_member(organization=organization, user=member, by=UserFactory())
    assert not Membership.objects.filter(user=member).exists()
    rows = api.get(f"{prefix}/users/").json()["members"]
    assert str(member.pk) not in [row["id"] for row in rows]
    error_of(signed_in(member).get(f"{prefix}/users/"), 403)
