"""Keys that run all of an organization's deployments, or those listed."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from api_keys.models import APIKey
from common.crypto import MASK, encrypt
from executions.models import Execution
from organizations.models import AuditEvent
from tests.answers import UNKNOWN, error_of
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
def url(prefix) -> str:
    return f"{prefix}/global-api-deployment/keys/"


@pytest.fixture
def deployments(organization):
    return APIDeploymentFactory.create_batch(2, organization=organization)


@pytest.fixture
def key(organization) -> APIKey:
    return APIKeyFactory(
        api=None, organization=organization, allow_all_deployments=True, secret=SECRET
    )


@pytest.fixture
def listing_key(organization, deployments) -> APIKey:
    """Runs the first of the deployments only."""
    key = APIKeyFactory(api=None, organization=organization, secret=SECRET)
    key.api_deployments.add(deployments[0])
    return key


@pytest.fixture
def key_url(url, key) -> str:
    return f"{url}{key.pk}/"


def opens(deployment, secret=SECRET) -> int:
    """401 and 404 are refusals; 400 asks for the execution's id."""
    status: int = bearing(secret).get(f"/{deployment.api_endpoint}").status_code
    return status


def test_a_created_key_shows_all_fields(url, admin, deployments):
    ids = sorted(str(deployment.pk) for deployment in deployments)
    response = signed_in(admin).post(url, {"description": "for n8n", "api_deployments": ids * 2})
    assert response.status_code == 201, response.content
    body = response.json()
    assert str(uuid.UUID(body["api_key"])) == body["api_key"]
    assert body == {
        "id": body["id"],
        "api_key": body["api_key"],
        "api": None,
        "pipeline": None,
        "description": "for n8n",
        "is_active": True,
        "expires_at": None,
        "last_used_at": None,
        "execution_count": 0,
        "created_by": admin.pk,
        "modified_by": admin.pk,
        "created_at": body["created_at"],
        "modified_at": body["modified_at"],
        "allow_all_deployments": False,
        "api_deployments": ids,
    }
    assert signed_in(admin).get(f"{url}{body['id']}/").json() == body
    assert signed_in(admin).get(url).json()["results"] == [body]
    assert [opens(deployment, body["api_key"]) for deployment in deployments] == [400, 400]


def test_the_list_holds_the_organizations_own_keys_newest_first(api, url, deployments, key):
    APIKeyFactory(api=deployments[0])
    APIKeyFactory(api=None, organization=OrganizationFactory(), allow_all_deployments=True)
    newer = api.post(url, {"allow_all_deployments": True}).json()["id"]
    assert [row["id"] for row in api.get(url).json()["results"]] == [newer, str(key.pk)]


@pytest.mark.parametrize(
    ("body", "attr"),
    [
        ({}, "api_deployments"),
        ({"api_deployments": []}, "api_deployments"),
        ({"allow_all_deployments": False}, "api_deployments"),
        ({"api_deployments": None}, "api_deployments"),
        ({"api_deployments": "x"}, "api_deployments"),
        ({"api_deployments": ["x"]}, "api_deployments.0"),
        ({"api_deployments": [{}]}, "api_deployments.0"),
        ({"api_deployments": [UNKNOWN]}, "api_deployments"),
        ({"api_deployments": [UNKNOWN] * 1001}, "api_deployments"),
        ({"allow_all_deployments": "perhaps"}, "allow_all_deployments"),
        ({"allow_all_deployments": None}, "allow_all_deployments"),
        ({"allow_all_deployments": True, "description": "a\x00"}, "description"),
        ({"allow_all_deployments": True, "expires_at": "2001-01-01T00:00:00Z"}, "expires_at"),
        ([], None),
    ],
)
def test_bad_bodies_are_refused(api, url, body, attr):
    assert error_of(api.post(url, body))["attr"] == attr
    assert not APIKey.objects.exists()


def test_a_lone_surrogate_is_refused(api, url):
    body = rb'{"allow_all_deployments": true, "description": "\ud800"}'
    assert error_of(api.post(url, body, content_type="application/json"))["attr"] == "description"


def test_all_and_a_list_disagree(api, url, deployments):
    body = {"allow_all_deployments": True, "api_deployments": [str(deployments[0].pk)]}
    assert error_of(api.post(url, body))["attr"] == "api_deployments"


def test_other_organizations_deployments_do_not_exist(api, url, deployments):
    foreign = APIDeploymentFactory()
    error = error_of(api.post(url, {"api_deployments": [deployments[0].pk, foreign.pk]}))
    assert str(foreign.pk) in error["detail"]
    assert str(deployments[0].pk) not in error["detail"]


def test_a_read_key_sees_masked_secrets(organization, url, key_url, key):
    client = bearing(PlatformKeyFactory(organization=organization, permission="read").secret)
    for path in (url, key_url):
        response = client.get(path)
        assert MASK in response.content.decode()
        assert SECRET not in response.content.decode()


def test_keys_of_other_organizations_are_not_found(api, url):
    foreign = APIKeyFactory(api=None, organization=OrganizationFactory())
    for method in ("get", "put", "patch", "delete"):
        assert getattr(api, method)(f"{url}{foreign.pk}/").status_code == 404
    assert api.post(f"{url}{foreign.pk}/rotate/").status_code == 404


def test_the_two_kinds_of_keys_have_routes_of_their_own(api, prefix, url, key, deployments):
    narrow = APIKeyFactory(api=deployments[0])
    assert api.get(f"{prefix}/api/keys/{key.pk}/").status_code == 404
    assert api.delete(f"{prefix}/api/keys/{key.pk}/").status_code == 404
    assert api.get(f"{url}{narrow.pk}/").status_code == 404
    listed = api.get(f"{prefix}/api/keys/api/{deployments[0].pk}/").json()["results"]
    assert [row["id"] for row in listed] == [str(narrow.pk)]


def test_a_postman_collection_never_carries_the_organizations_key(api, prefix, key, deployments):
    response = api.get(f"{prefix}/api/postman_collection/{deployments[0].pk}/")
    assert response.status_code == 409


@pytest.mark.parametrize("count", [10, 1000])
def test_the_list_costs_a_constant_number_of_queries(
    api, url, organization, deployments, django_assert_num_queries, count
):
    sealed_secret = encrypt(SECRET)
    keys = APIKey.objects.bulk_create(
        APIKey(digest=f"{n:064}", sealed_secret=sealed_secret, organization=organization)
        for n in range(count)
    )
    listings = APIKey.api_deployments.through
    listings.objects.bulk_create(
        listings(apikey=key, apideployment=deployment) for key in keys for deployment in deployments
    )
    # platform key, count, keys, their deployments
    with django_assert_num_queries(4):
        response = api.get(url, {"page_size": 1000})
    rows = response.json()["results"]
    assert len(rows) == count
    assert {len(row["api_deployments"]) for row in rows} == {2}


def test_naming_many_deployments_costs_a_constant_number_of_queries(
    api, url, organization, django_assert_max_num_queries
):
    ids = [row.pk for row in APIDeploymentFactory.create_batch(20, organization=organization)]
    with django_assert_max_num_queries(12):
        assert api.post(url, {"api_deployments": ids}).status_code == 201


@pytest.mark.parametrize("method", ["put", "patch"])
def test_a_key_may_be_sent_back_and_changed(api, key_url, method):
    before = api.get(key_url).json()
    response = getattr(api, method)(key_url, {**before, "description": "second"})
    assert response.status_code == 200, response.content
    assert response.json()["description"] == "second"
    assert response.json()["api_key"] == SECRET


def test_the_scope_can_be_changed(api, url, listing_key, deployments):
    first, second = deployments
    one = f"{url}{listing_key.pk}/"
    assert api.patch(one, {"api_deployments": [second.pk]}).json()["api_deployments"] == [
        str(second.pk)
    ]
    assert [opens(first), opens(second)] == [401, 400]
    body = api.patch(one, {"allow_all_deployments": True}).json()
    assert (body["allow_all_deployments"], body["api_deployments"]) == (True, [])
    assert [opens(first), opens(second)] == [400, 400]
    assert error_of(api.patch(one, {"allow_all_deployments": False}))["attr"] == "api_deployments"
    assert error_of(api.patch(one, {"api_deployments": [first.pk]}))["attr"] == "api_deployments"
    narrowed = api.patch(one, {"allow_all_deployments": False, "api_deployments": [first.pk]})
    assert narrowed.status_code == 200
    assert [opens(first), opens(second)] == [400, 401]
    assert error_of(api.patch(one, {"api_deployments": []}))["attr"] == "api_deployments"
    changes = AuditEvent.objects.filter(action="changed").order_by("pk")
    assert list(changes.values_list("changes", flat=True)) == [
        {"api_deployments": {"added": [str(second.pk)], "removed": [str(first.pk)]}},
        {
            "allow_all_deployments": {"from": False, "to": True},
            "api_deployments": {"added": [], "removed": [str(second.pk)]},
        },
        {
            "allow_all_deployments": {"from": True, "to": False},
            "api_deployments": {"added": [str(first.pk)], "removed": []},
        },
    ]


def test_a_key_whose_deployments_are_gone_can_still_be_switched_off(
    api, url, listing_key, deployments
):
    deployments[0].delete()
    one = f"{url}{listing_key.pk}/"
    assert api.get(one).json()["api_deployments"] == []
    assert api.patch(one, {"is_active": False}).json()["is_active"] is False


def test_rotation_with_grace_and_deletion(api, key_url, deployments):
    deployment = deployments[0]
    fresh = api.post(f"{key_url}rotate/", {"grace_seconds": 60}).json()["api_key"]
    assert [opens(deployment), opens(deployment, fresh)] == [400, 400]
    last = api.post(f"{key_url}rotate/").json()["api_key"]
    assert [opens(deployment, secret) for secret in (SECRET, fresh, last)] == [401, 401, 400]
    assert api.delete(key_url).status_code == 204
    assert opens(deployment, last) == 401
    told = AuditEvent.objects.order_by("pk").values_list("action", flat=True)
    # a secret that is gone belongs to no key, so its refusals are not recorded
    assert list(told) == ["rotated", "rotated", "deleted"]


def test_it_runs_what_it_lists(listing_key, deployments):
    assert [opens(deployment) for deployment in deployments] == [400, 401]


def test_it_runs_deployments_made_later(key, organization):
    assert opens(APIDeploymentFactory(organization=organization)) == 400


def test_it_runs_nothing_elsewhere(key):
    foreign = APIDeploymentFactory()
    assert opens(foreign) == 401
    assert bearing(SECRET).get("/deployment/api/org_acme/unknown/").status_code == 404
    organization_id = foreign.organization.organization_id
    for path in (f"unknown/{foreign.api_name}", f"{organization_id}/unknown"):
        assert bearing(SECRET).get(f"/deployment/api/{path}/").status_code == 401


def test_names_that_two_organizations_use(key, organization):
    mine = APIDeploymentFactory(organization=organization, api_name="same")
    foreign = APIDeploymentFactory(api_name="same")
    assert [opens(mine), opens(foreign)] == [400, 401]


def test_it_runs_no_inactive_deployment(key, organization):
    assert opens(APIDeploymentFactory(organization=organization, is_active=False)) == 404


@pytest.mark.parametrize("change", [{"is_active": False}, {"expires_at": "2001-01-01T00:00:00Z"}])
def test_it_stops_with_its_key(key, deployments, change):
    APIKey.objects.update(**change)
    assert opens(deployments[0]) == 401


def test_it_is_no_platform_key(key, url):
    assert bearing(SECRET).get(url).status_code == 401


def test_an_execution_by_it(key, deployments, monkeypatch):
    monkeypatch.setattr("executions.queue.current_app.send_task", lambda name, args: None)
    first, second = deployments
    for deployment in (first, first, second):
        response = bearing(SECRET).post(
            f"/{deployment.api_endpoint}",
            {"files": SimpleUploadedFile("note.txt", b"Invoice number: 7")},
            format="multipart",
        )
        assert response.status_code == 200, response.content
        message = response.json()["message"]
        assert message["status_api"].startswith(f"/{deployment.api_endpoint}?")
        poll = bearing(SECRET).get(message["status_api"])
        assert (poll.status_code, poll.json()["status"]) == (422, "PENDING")
    assert set(Execution.objects.values_list("api_key", flat=True)) == {key.pk}
    assert Execution.objects.filter(deployment=first).count() == 2
    key.refresh_from_db()
    assert key.execution_count == 3
    assert key.last_used_at is not None


def test_its_poll_costs_as_little_as_any(key, deployments, django_assert_num_queries):
    endpoint = f"/{deployments[0].api_endpoint}"
    opens(deployments[0])
    with django_assert_num_queries(2):
        assert bearing(SECRET).get(endpoint, {"execution_id": UNKNOWN}).status_code == 404


def test_a_key_has_one_kind_of_target(organization, deployments):
    pipeline = PipelineFactory(organization=organization)
    with pytest.raises(IntegrityError, match="api_key_one_target"), transaction.atomic():
        APIKeyFactory(api=deployments[0], pipeline=pipeline)
    with pytest.raises(IntegrityError, match="api_key_all_by_organization_only"):
        APIKeyFactory(api=deployments[0], allow_all_deployments=True)
