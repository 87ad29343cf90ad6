"""Platform keys over HTTP."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from organizations.models import Membership, PlatformKey, Tier, User
from tests.answers import error_of
from tests.factories import APIDeploymentFactory, PlatformKeyFactory
from tests.fixtures import bearing, signed_in
from tests.organizations.conftest import BAD_TEXTS, SURROGATE

pytestmark = pytest.mark.django_db

WHOAMI = "/api/v1/unstract/whoami/"
NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
FIELDS = {
    "id",
    "name",
    "description",
    "permission",
    "is_active",
    "expires_at",
    "last_used_at",
    "prefix",
    "created_by",
    "modified_by",
    "created_at",
    "modified_at",
}


@pytest.fixture
def url(prefix) -> str:
    return f"{prefix}/platform-api/keys/"


@pytest.fixture
def client(admin):
    return signed_in(admin)


@pytest.fixture
def detail(url, platform_key) -> str:
    return f"{url}{platform_key.pk}/"


def test_a_key_is_made_and_its_secret_shown_once(client, url, admin):
    response = client.post(
        url, {"name": "nightly", "description": "for n8n", "permission": "read_write"}
    )
    assert response.status_code == 201
    assert response["Cache-Control"] == "no-store"
    body = response.json()
    assert set(body) == {*FIELDS, "key"}
    secret = body["key"]
    assert body["prefix"] == secret[:8]
    assert (body["name"], body["description"]) == ("nightly", "for n8n")
    assert (body["is_active"], body["expires_at"], body["last_used_at"]) == (True, None, None)
    assert body["created_by"] == body["modified_by"] == admin.pk
    assert bearing(secret).get(WHOAMI).json() == {
        "organization_id": "org_acme",
        "organization_name": "acme",
        "permission": "read_write",
        "key_name": "nightly",
    }
    for page in (client.get(url), client.get(f"{url}{body['id']}/")):
        assert secret not in page.content.decode()
        assert PlatformKey.objects.get(pk=body["id"]).digest not in page.content.decode()


def test_a_new_key_may_only_read_unless_told(client, url):
    assert client.post(url, {"name": "nightly"}).json()["permission"] == "read"


def test_the_secret_is_stored_as_a_digest_only(client, url):
    secret = client.post(url, {"name": "nightly"}).json()["key"]
    row = PlatformKey.objects.filter(name="nightly").values().get()
    assert all(secret not in str(value) for value in row.values())
    account = User.objects.filter(platform_key__name="nightly").values().get()
    assert all(secret not in str(value) for value in account.values())


def test_a_key_has_a_service_account_that_nobody_signs_in_as(client, url, organization):
    client.post(url, {"name": "nightly"})
    account = PlatformKey.objects.get(name="nightly").service_account
    assert account.is_service_account
    assert not account.has_usable_password()
    assert account.display_name == "nightly"
    assert Membership.objects.get(user=account).organization == organization


def test_a_name_is_taken_once_per_organization(client, url, detail, platform_key, organization):
    PlatformKeyFactory(name="elsewhere")
    assert client.post(url, {"name": "elsewhere"}).status_code == 201
    accounts = User.objects.count()
    for response in (
        client.post(url, {"name": platform_key.name}),
        client.patch(detail, {"name": "elsewhere"}),
    ):
        error = error_of(response)
        assert error["attr"] == "name"
        assert error["detail"] == "A platform key of this name exists already."
    # nothing is left of the refused one
    assert User.objects.count() == accounts


@pytest.mark.parametrize("name", BAD_TEXTS, ids=ascii)
def test_a_bad_name_is_refused(client, url, detail, name):
    assert error_of(client.post(url, {"name": name}))["attr"] == "name"
    assert error_of(client.patch(detail, {"name": name}))["attr"] == "name"


def test_a_lone_surrogate_is_refused(client, url, detail):
    for send, path in ((client.post, url), (client.patch, detail)):
        response = send(path, SURROGATE, content_type="application/json")
        assert error_of(response)["attr"] == "name"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "n" * 129),
        ("description", "d" * 256),
        ("description", None),
        ("permission", "admin"),
        ("permission", None),
        ("permission", []),
        ("permission", "READ"),
        ("expires_at", "tomorrow"),
        ("expires_at", 5),
        ("expires_at", "2001-01-01T00:00:00Z"),
        ("expires_at", "99999-01-01T00:00:00Z"),
        ("expires_at", "9999-12-31T23:59:59-23:59"),
        ("expires_at", {}),
    ],
    ids=ascii,
)
def test_a_bad_field_is_refused(client, url, detail, field, value):
    assert error_of(client.post(url, {"name": "nightly", field: value}))["attr"] == field
    assert error_of(client.patch(detail, {field: value}))["attr"] == field


@pytest.mark.parametrize("value", [None, "x", [], 5])
def test_is_active_is_a_boolean(client, detail, value):
    assert error_of(client.patch(detail, {"is_active": value}))["attr"] == "is_active"


@pytest.mark.parametrize("body", [[], "text", 5, [{"name": "x"}]])
def test_a_body_that_is_no_object_is_refused(client, url, detail, body):
    error_of(client.post(url, body))
    error_of(client.patch(detail, body))


def test_a_revoked_key_stops_at_once_and_works_again_when_switched_on(client, detail, api):
    assert api.get(WHOAMI).status_code == 200
    assert client.patch(detail, {"is_active": False}).json()["is_active"] is False
    assert error_of(api.get(WHOAMI), 401)["code"] == "authentication_failed"
    client.patch(detail, {"is_active": True})
    assert api.get(WHOAMI).status_code == 200


def test_a_key_works_until_it_expires(client, url):
    with time_machine.travel(NOW, tick=False) as clock:
        client.force_login(User.objects.get(memberships__role="admin"))
        expires_at = NOW + timedelta(hours=1)
        body = client.post(url, {"name": "nightly", "expires_at": expires_at.isoformat()}).json()
        assert body["expires_at"] == "2026-05-04T13:00:00Z"
        clock.shift(timedelta(seconds=3599))
        assert bearing(body["key"]).get(WHOAMI).status_code == 200
        clock.shift(timedelta(seconds=1))
        assert bearing(body["key"]).get(WHOAMI).status_code == 401
        # sent back as it was read
        row = client.get(f"{url}{body['id']}/").json()
        assert client.patch(f"{url}{body['id']}/", row).status_code == 200
        client.patch(f"{url}{body['id']}/", {"expires_at": None})
        assert bearing(body["key"]).get(WHOAMI).status_code == 200


def test_a_change_of_permission_counts_at_once(client, detail, api, prefix):
    assert client.patch(detail, {"permission": "read"}).status_code == 200
    refused = error_of(api.post(f"{prefix}/groups/", {"name": "x"}), 403)
    assert refused["detail"] == "A platform key with read permission may not POST."


def test_a_change_leaves_what_it_does_not_name(client, detail, platform_key, admin):
    body = client.patch(
        detail, {"name": "renamed", "prefix": "x", "key": "x", "last_used_at": None, "y": 1}
    ).json()
    assert set(body) == FIELDS
    assert (body["name"], body["permission"]) == ("renamed", "full_access")
    assert body["prefix"] == platform_key.secret[:8]
    assert body["last_used_at"] is not None
    assert body["modified_by"] == admin.pk
    account = User.objects.get(platform_key=platform_key)
    assert account.display_name == "renamed"


def test_deleting_a_key_deletes_its_account_and_leaves_what_it_made(
    client, detail, api, platform_key, prefix, organization
):
    deployment = APIDeploymentFactory(
        organization=organization,
        owner=platform_key.service_account,
        created_by=platform_key.service_account,
    )
    assert client.delete(detail).status_code == 204
    assert api.get(WHOAMI).status_code == 401
    assert not User.objects.filter(is_service_account=True).exists()
    deployment.refresh_from_db()
    assert deployment.created_by is None
    assert client.get(f"{prefix}/api/deployment/{deployment.pk}/").status_code == 200
    error_of(client.delete(detail), 404)


def test_an_admin_rotates_a_key(client, detail, api, platform_key, admin):
    response = client.post(f"{detail}rotate/")
    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"
    body = response.json()
    assert body["key"] != platform_key.secret
    assert body["prefix"] == body["key"][:8]
    assert body["modified_by"] == admin.pk
    assert api.get(WHOAMI).status_code == 401
    assert bearing(body["key"]).get(WHOAMI).status_code == 200


def test_a_key_rotates_itself(api, detail, platform_key):
    body = api.post(f"{detail}rotate/").json()
    assert body["modified_by"] == platform_key.service_account.pk
    assert error_of(api.post(f"{detail}rotate/"), 401)
    assert bearing(body["key"]).get(WHOAMI).status_code == 200


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"permission": Tier.READ}, 403),
        ({"permission": Tier.READ_WRITE}, 200),
        ({"is_active": False}, 401),
        ({"expires_at": NOW - timedelta(days=9999)}, 401),
    ],
)
def test_which_keys_rotate_themselves(url, organization, fields, status):
    key = PlatformKeyFactory(organization=organization, **fields)
    response = bearing(key.secret).post(f"{url}{key.pk}/rotate/")
    assert response.status_code == status
    key.refresh_from_db()
    assert (key.prefix == key.secret[:8]) is (status != 200)


def test_a_key_rotates_no_other_key_and_learns_of_none(api, url, organization, member):
    other = PlatformKeyFactory(organization=organization)
    unknown = "00000000-0000-4000-8000-000000000000"
    for client in (api, signed_in(member)):
        for pk in (other.pk, unknown):
            error = error_of(client.post(f"{url}{pk}/rotate/"), 403)
            assert "or the key itself" in error["detail"]
    other.refresh_from_db()
    assert other.prefix == other.secret[:8]


def test_rotating_a_revoked_key_leaves_it_revoked(client, detail, platform_key):
    client.patch(detail, {"is_active": False})
    secret = client.post(f"{detail}rotate/").json()["key"]
    assert bearing(secret).get(WHOAMI).status_code == 401


def test_a_foreign_key_is_not_found(client, url):
    foreign = PlatformKeyFactory()
    error_of(client.get(f"{url}{foreign.pk}/"), 404)
    error_of(client.patch(f"{url}{foreign.pk}/", {"is_active": False}), 404)
    error_of(client.post(f"{url}{foreign.pk}/rotate/"), 404)
    error_of(client.delete(f"{url}{foreign.pk}/"), 404)
    foreign.refresh_from_db()
    assert foreign.is_active


@pytest.mark.parametrize("count", [2, 30])
def test_the_list_is_newest_first_at_a_constant_number_of_queries(
    client, url, organization, django_assert_num_queries, count
):
    for index in range(count):
        key = PlatformKeyFactory(organization=organization, name=f"k{index}")
        created_at = timezone.now() + timedelta(minutes=index)
        PlatformKey.objects.filter(pk=key.pk).update(created_at=created_at)
    PlatformKeyFactory()
    with django_assert_num_queries(5):
        body = client.get(url).json()
    assert set(body) == {"count", "next", "previous", "results"}
    assert body["count"] == count
    assert [row["name"] for row in body["results"]] == [f"k{n}" for n in reversed(range(count))]
    assert set(body["results"][0]) == FIELDS


def test_options_describe_what_can_be_written(client, url):
    fields = client.options(url).json()["actions"]["POST"]
    assert {name for name, field in fields.items() if not field["read_only"]} == {
        "name",
        "description",
        "permission",
        "expires_at",
    }
    assert {choice["value"] for choice in fields["permission"]["choices"]} == set(Tier.values)
