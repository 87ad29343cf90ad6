"""Who sees and writes the keys of a deployment or pipeline, and whose secrets are masked."""

import pytest

from api_keys.models import APIKey
from common.crypto import MASK
from tests.factories import (
    APIDeploymentFactory,
    APIKeyFactory,
    OrganizationFactory,
    PipelineFactory,
    PlatformKeyFactory,
)
from tests.fixtures import bearing, signed_in

from .conftest import SECRET

pytestmark = pytest.mark.django_db


@pytest.fixture
def client_of(request, organization):
    def client(who: str):
        if who in {"read", "read_write", "full_access"}:
            return bearing(PlatformKeyFactory(organization=organization, permission=who).secret)
        return signed_in(request.getfixturevalue(who))

    return client


def share_with_all(target) -> None:
    target.shared_to_org = True
    target.save()


@pytest.mark.parametrize(
    ("who", "shown"),
    [
        ("owner", SECRET),
        ("admin", SECRET),
        ("read_write", SECRET),
        ("full_access", SECRET),
        ("read", MASK),
        ("viewer", MASK),
        ("grouped", MASK),
    ],
)
def test_a_list_shows_secrets_to_owners(target_keys_url, target_key, client_of, who, shown):
    response = client_of(who).get(target_keys_url)
    assert response.status_code == 200
    (row,) = response.json()["results"]
    assert row["api_key"] == shown
    assert row["id"] == str(target_key.pk)
    assert (SECRET in response.content.decode()) is (shown == SECRET)


@pytest.mark.parametrize("wide", [False, True])
def test_an_owner_keeps_its_sight_whatever_else_is_shared(
    target, target_keys_url, target_key, owner, group, wide
):
    group.memberships.create(user=owner)
    if wide:
        share_with_all(target)
    (row,) = signed_in(owner).get(target_keys_url).json()["results"]
    assert row["api_key"] == SECRET


def test_a_viewer_keeps_its_sight_in_an_org_wide_resource(
    target, target_keys_url, target_key, viewer, grouped, member
):
    share_with_all(target)
    for user in (viewer, grouped):
        (row,) = signed_in(user).get(target_keys_url).json()["results"]
        assert row["api_key"] == MASK
    assert signed_in(member).get(target_keys_url).status_code == 403


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("owner", 200),
        ("admin", 200),
        ("full_access", 200),
        ("read", 200),
        ("viewer", 403),
        ("grouped", 403),
        ("member", 404),
    ],
)
def test_one_key_is_for_owners(target_key_url, client_of, who, status):
    response = client_of(who).get(target_key_url)
    assert response.status_code == status
    if status == 200:
        assert response.json()["api_key"] == (MASK if who == "read" else SECRET)
    else:
        assert SECRET not in response.content.decode()


WRITES = [
    ("post", "list", {}),
    ("put", "key", {"is_active": False}),
    ("patch", "key", {"is_active": False}),
    ("post", "rotate", {}),
    ("delete", "key", None),
]


@pytest.mark.parametrize(("method", "route", "body"), WRITES)
@pytest.mark.parametrize(
    ("who", "wide", "status"),
    [
        ("viewer", False, 403),
        ("grouped", False, 403),
        ("member", True, 403),
        ("member", False, 404),
        ("read", False, 403),
    ],
)
def test_who_may_not_write(
    target, target_key, target_keys_url, target_key_url, client_of, who, wide, status, method,
    route, body,
):  # fmt: skip
    if wide:
        share_with_all(target)
    url = {
        "list": target_keys_url,
        "key": target_key_url,
        "rotate": f"{target_key_url}rotate/",
    }[route]
    response = getattr(client_of(who), method)(url, body)
    assert response.status_code == status, response.content
    (row,) = APIKey.objects.all()
    assert (row.is_active, row.secret) == (True, SECRET)


@pytest.mark.parametrize(("method", "route", "body"), WRITES)
@pytest.mark.parametrize("who", ["owner", "admin", "full_access"])
def test_who_may_write(
    target_key, target_keys_url, target_key_url, client_of, who, method, route, body
):
    url = {
        "list": target_keys_url,
        "key": target_key_url,
        "rotate": f"{target_key_url}rotate/",
    }[route]
    response = getattr(client_of(who), method)(url, body)
    expected = {"list": 201, "rotate": 200}.get(route, 204 if method == "delete" else 200)
    assert response.status_code == expected, response.content


def test_a_read_write_key_may_not_delete(target_key_url, client_of):
    assert client_of("read_write").delete(target_key_url).status_code == 403
    assert client_of("read_write").patch(target_key_url, {}).status_code == 200


@pytest.mark.parametrize("who", ["viewer", "grouped"])
def test_creating_by_the_body_asks_for_an_owner(prefix, side, target, client_of, who):
    url = f"{prefix}/api/keys/{side}/"
    assert client_of(who).post(url, {side: str(target.pk)}).status_code == 403
    assert client_of("owner").post(url, {side: str(target.pk)}).status_code == 201


def test_what_the_caller_cannot_see_does_not_exist_in_a_body(prefix, side, target, member):
    response = signed_in(member).post(f"{prefix}/api/keys/{side}/", {side: str(target.pk)})
    assert response.status_code == 400
    assert response.json()["errors"][0]["attr"] == side


def test_keys_of_other_organizations_are_not_found(prefix, side, api):
    factory = APIDeploymentFactory if side == "api" else PipelineFactory
    foreign = factory(organization=OrganizationFactory(), shared_to_org=True)
    key = APIKeyFactory(**{"api": None, side: foreign})
    assert api.get(f"{prefix}/api/keys/{side}/{foreign.pk}/").status_code == 404
    assert api.post(f"{prefix}/api/keys/{side}/{foreign.pk}/", {}).status_code == 404
    for method in ("get", "put", "patch", "delete"):
        assert getattr(api, method)(f"{prefix}/api/keys/{key.pk}/").status_code == 404
    assert api.post(f"{prefix}/api/keys/{key.pk}/rotate/").status_code == 404


def test_a_deployments_id_is_no_pipelines_id(prefix, organization, api):
    deployment = APIDeploymentFactory(organization=organization)
    pipeline = PipelineFactory(organization=organization)
    assert api.get(f"{prefix}/api/keys/pipeline/{deployment.pk}/").status_code == 404
    assert api.get(f"{prefix}/api/keys/api/{pipeline.pk}/").status_code == 404


def test_a_pipelines_key_opens_no_deployment(organization):
    deployment = APIDeploymentFactory(organization=organization)
    pipeline = PipelineFactory(organization=organization)
    APIKeyFactory(api=None, pipeline=pipeline, secret=SECRET)
    assert bearing(SECRET).get(f"/{deployment.api_endpoint}").status_code == 401


def test_anybody_else_is_refused(client, target_keys_url, target_key_url):
    for url in (target_keys_url, target_key_url):
        assert client.get(url).status_code == 401
        assert bearing(SECRET).get(url).status_code == 401
