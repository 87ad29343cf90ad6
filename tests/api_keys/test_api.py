from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from api_keys.models import APIKey
from tests.factories import (
    APIDeploymentFactory,
    APIKeyFactory,
    OrganizationFactory,
    PipelineFactory,
)
from tests.fixtures import bearing, signed_in

pytestmark = pytest.mark.django_db

SECRET = "3f1c8f6e-0000-4000-8000-00000000000a"


@pytest.fixture
def deployment(organization, owner, viewer, group):
    deployment = APIDeploymentFactory(organization=organization, api_name="invoices", owner=owner)
    deployment.members.create(user=viewer, role="viewer")
    deployment.group_shares.create(group=group)
    return deployment


@pytest.fixture
def pipeline(organization):
    return PipelineFactory(organization=organization)


@pytest.fixture
def key(deployment):
    return APIKeyFactory(api=deployment, secret=SECRET, description="first")


@pytest.fixture
def keys_url(prefix, deployment) -> str:
    return f"{prefix}/api/keys/api/{deployment.pk}/"


@pytest.fixture
def key_url(prefix, key) -> str:
    return f"{prefix}/api/keys/{key.pk}/"


def attr_of(response) -> str | None:
    assert response.status_code == 400, response.content
    return response.json()["errors"][0]["attr"]


def test_an_owner_lists_keys_with_their_secrets_newest_first(keys_url, key, owner):
    newer = APIKeyFactory(api=key.api)
    body = signed_in(owner).get(keys_url).json()
    assert [row["id"] for row in body["results"]] == [str(newer.pk), str(key.pk)]
    assert body["results"][1] == {
        "id": str(key.pk),
        "api_key": SECRET,
        "api": str(key.api_id),
        "pipeline": None,
        "description": "first",
        "is_active": True,
        "expires_at": None,
        "last_used_at": None,
        "execution_count": 0,
        "created_by": None,
        "modified_by": None,
        "created_at": body["results"][1]["created_at"],
        "modified_at": body["results"][1]["modified_at"],
    }


def test_those_it_is_shared_with_see_masked_secrets(keys_url, key, viewer, grouped):
    for user in (viewer, grouped):
        response = signed_in(user).get(keys_url)
        assert response.status_code == 200
        assert response.json()["results"][0]["api_key"] == "********"
        assert SECRET not in response.content.decode()


def test_org_wide_sharing_does_not_open_the_keys(keys_url, key, deployment, member):
    assert signed_in(member).get(keys_url).status_code == 404
    deployment.shared_to_org = True
    deployment.save()
    assert signed_in(member).get(keys_url).status_code == 403


def test_a_read_platform_key_sees_masked_secrets(prefix, keys_url, key_url, platform_key):
    platform_key.permission = "read"
    platform_key.save()
    client = bearing(platform_key.secret)
    assert client.get(keys_url).json()["results"][0]["api_key"] == "********"
    assert client.get(key_url).json()["api_key"] == "********"


@pytest.mark.parametrize("count", [10, 200])
def test_the_list_costs_a_constant_number_of_queries(
    api, keys_url, deployment, django_assert_num_queries, count
):
    APIKeyFactory.create_batch(count, api=deployment)
    with django_assert_num_queries(4):
        response = api.get(keys_url, {"page_size": 1000})
    assert len(response.json()["results"]) == count


def test_a_created_key_shows_its_secret_and_executes(api, keys_url, deployment):
    response = api.post(keys_url, {"description": "for n8n"})
    assert response.status_code == 201, response.content
    body = response.json()
    assert body["api"] == str(deployment.pk)
    assert body["pipeline"] is None
    assert body["description"] == "for n8n"
    assert body["is_active"] is True
    poll = bearing(body["api_key"]).get(f"/{deployment.api_endpoint}", {"execution_id": uuid4()})
    assert poll.status_code == 404


def test_a_secret_is_never_stored_readable(api, keys_url):
    secret = api.post(keys_url).json()["api_key"]
    (row,) = APIKey.objects.values()
    assert secret not in str(row)
    assert APIKey.objects.get().secret == secret


@pytest.mark.parametrize("body", [[], "text", 7, None, [{}]])
def test_a_body_that_is_no_object_is_refused(api, keys_url, body):
    if body is None:
        response = api.post(keys_url, b"null", content_type="application/json")
    else:
        response = api.post(keys_url, body)
    assert response.status_code == 400, response.content


def test_the_path_names_the_target(api, keys_url, deployment, pipeline, organization):
    other = APIDeploymentFactory(organization=organization)
    assert api.post(keys_url, {"api": str(deployment.pk)}).status_code == 201
    assert attr_of(api.post(keys_url, {"api": str(other.pk)})) == "api"
    assert attr_of(api.post(keys_url, {"pipeline": str(pipeline.pk)})) == "pipeline"


def test_the_body_may_name_the_target(api, prefix, deployment, pipeline):
    url = f"{prefix}/api/keys/api/"
    assert api.post(url, {"api": str(deployment.pk)}).json()["api"] == str(deployment.pk)
    both = {"api": str(deployment.pk), "pipeline": str(pipeline.pk)}
    assert attr_of(api.post(url, both)) is None
    assert attr_of(api.post(url, {})) is None
    foreign = APIDeploymentFactory(organization=OrganizationFactory())
    assert attr_of(api.post(url, {"api": str(foreign.pk)})) == "api"
    assert attr_of(api.post(url, {"api": "none"})) == "api"
    assert attr_of(api.post(url, {"api": {"a": 1}})) == "api"


def test_keys_of_a_pipeline(api, prefix, pipeline):
    by_path = api.post(f"{prefix}/api/keys/pipeline/{pipeline.pk}/")
    by_body = api.post(f"{prefix}/api/keys/pipeline/", {"pipeline": str(pipeline.pk)})
    for response in (by_path, by_body):
        assert response.status_code == 201, response.content
        assert response.json()["pipeline"] == str(pipeline.pk)
        assert response.json()["api"] is None
    assert api.get(f"{prefix}/api/keys/pipeline/{pipeline.pk}/").json()["count"] == 2


@pytest.mark.parametrize(
    ("fields", "attr"),
    [
        ({"description": "x" * 256}, "description"),
        ({"description": "<b>bold</b>"}, "description"),
        ({"description": "a\x00b"}, "description"),
        ({"is_active": "perhaps"}, "is_active"),
        ({"expires_at": "tomorrow"}, "expires_at"),
        ({"expires_at": "2001-01-01T00:00:00Z"}, "expires_at"),
    ],
)
def test_a_bad_field_is_named(api, keys_url, key_url, fields, attr):
    assert attr_of(api.post(keys_url, fields)) == attr
    assert attr_of(api.put(key_url, fields)) == attr


@pytest.mark.parametrize("actor", ["viewer", "grouped"])
def test_only_owners_write_keys(request, actor, prefix, keys_url, key_url, deployment):
    client = signed_in(request.getfixturevalue(actor))
    by_body = f"{prefix}/api/keys/api/"
    assert client.post(keys_url).status_code == 403
    assert client.post(by_body, {"api": str(deployment.pk)}).status_code == 403
    assert client.get(key_url).status_code == 403
    assert client.put(key_url, {"is_active": False}).status_code == 403
    assert client.patch(key_url, {"is_active": False}).status_code == 403
    assert client.delete(key_url).status_code == 403
    assert client.post(f"{key_url}rotate/").status_code == 403


def test_a_key_of_what_one_cannot_see_is_not_found(key_url, member):
    client = signed_in(member)
    assert client.get(key_url).status_code == 404
    assert client.delete(key_url).status_code == 404
    assert client.post(f"{key_url}rotate/").status_code == 404


@pytest.mark.parametrize("method", ["put", "patch"])
def test_fields_left_out_stay(api, key_url, key, method):
    response = getattr(api, method)(key_url, {"is_active": False})
    assert response.status_code == 200, response.content
    assert response.json()["description"] == "first"
    assert response.json()["is_active"] is False
    assert response.json()["api_key"] == SECRET


def test_a_key_switched_off_stops_working_at_once(api, key_url, key):
    endpoint = f"/{key.api.api_endpoint}"
    assert bearing(SECRET).get(endpoint).status_code == 400
    api.put(key_url, {"is_active": False})
    assert bearing(SECRET).get(endpoint).status_code == 401
    api.put(key_url, {"is_active": True})
    assert bearing(SECRET).get(endpoint).status_code == 400
    assert api.delete(key_url).status_code == 204
    assert bearing(SECRET).get(endpoint).status_code == 401


def test_a_key_cannot_be_moved(api, key_url, key, organization, pipeline):
    assert api.put(key_url, {"api": str(key.api_id), "pipeline": None}).status_code == 200
    other = APIDeploymentFactory(organization=organization)
    assert attr_of(api.put(key_url, {"api": str(other.pk)})) == "api"
    assert attr_of(api.put(key_url, {"api": None})) == "api"
    assert attr_of(api.put(key_url, {"pipeline": str(pipeline.pk)})) == "pipeline"


def test_an_expired_key_is_refused(api, key_url, key, time_machine):
    expires_at = timezone.now() + timedelta(hours=1)
    assert api.put(key_url, {"expires_at": expires_at.isoformat()}).status_code == 200
    endpoint = f"/{key.api.api_endpoint}"
    assert bearing(SECRET).get(endpoint).status_code == 400
    time_machine.move_to(expires_at + timedelta(seconds=1))
    assert bearing(SECRET).get(endpoint).status_code == 401


def test_rotating_replaces_the_secret_at_once(api, key_url, key):
    response = api.post(f"{key_url}rotate/")
    assert response.status_code == 200, response.content
    assert response.json()["id"] == str(key.pk)
    endpoint = f"/{key.api.api_endpoint}"
    assert bearing(SECRET).get(endpoint).status_code == 401
    assert bearing(response.json()["api_key"]).get(endpoint).status_code == 400


def test_the_former_secret_works_for_the_grace(api, key_url, key, time_machine):
    fresh = api.post(f"{key_url}rotate/", {"grace_seconds": 60}).json()["api_key"]
    endpoint = f"/{key.api.api_endpoint}"
    for secret in (SECRET, fresh):
        assert bearing(secret).get(endpoint).status_code == 400
    time_machine.move_to(timezone.now() + timedelta(seconds=61))
    assert bearing(SECRET).get(endpoint).status_code == 401
    assert bearing(fresh).get(endpoint).status_code == 400


@pytest.mark.parametrize("grace", [-1, 86_401, "long", None])
def test_the_grace_is_bounded(api, key_url, grace):
    assert attr_of(api.post(f"{key_url}rotate/", {"grace_seconds": grace})) == "grace_seconds"


def test_a_refused_key_costs_one_query(deployment, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert bearing(SECRET).get(f"/{deployment.api_endpoint}").status_code == 401


def test_options_describes_what_a_key_takes(api, keys_url):
    fields = api.options(keys_url).json()["actions"]["POST"]
    assert fields["description"]["read_only"] is False
    assert fields["last_used_at"]["read_only"] is True
