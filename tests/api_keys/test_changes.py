"""Creating, changing, rotating and using keys, beyond the first steps of ``test_api``."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from api_keys.models import APIKey
from common.crypto import MASK, encrypt
from tests.answers import error_of
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

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
FIELDS = {
    "id",
    "api_key",
    "api",
    "pipeline",
    "description",
    "is_active",
    "expires_at",
    "last_used_at",
    "execution_count",
    "created_by",
    "modified_by",
    "created_at",
    "modified_at",
}


@pytest.fixture
def deployment(organization, owner):
    return APIDeploymentFactory(organization=organization, owner=owner)


@pytest.fixture
def endpoint(deployment) -> str:
    return f"/{deployment.api_endpoint}"


@pytest.fixture
def key(deployment) -> APIKey:
    return APIKeyFactory(api=deployment, secret=SECRET, description="first")


@pytest.fixture
def key_url(prefix, key) -> str:
    return f"{prefix}/api/keys/{key.pk}/"


def test_a_created_key_shows_all_fields(target_keys_url, side, target, owner):
    expires_at = "2099-01-01T00:00:00Z"
    response = signed_in(owner).post(
        target_keys_url, {"description": "for n8n", "is_active": False, "expires_at": expires_at}
    )
    assert response.status_code == 201, response.content
    body = response.json()
    assert set(body) == FIELDS
    secret = body["api_key"]
    assert str(uuid.UUID(secret)) == secret
    assert {
        name: body[name] for name in FIELDS - {"id", "api_key", "created_at", "modified_at"}
    } == {
        "api": str(target.pk) if side == "api" else None,
        "pipeline": str(target.pk) if side == "pipeline" else None,
        "description": "for n8n",
        "is_active": False,
        "expires_at": expires_at,
        "last_used_at": None,
        "execution_count": 0,
        "created_by": owner.pk,
        "modified_by": owner.pk,
    }
    shown = signed_in(owner).get(target_keys_url.replace(f"{side}/{target.pk}", body["id"]))
    assert shown.json() == body


def test_defaults(api, target_keys_url, platform_key):
    body = api.post(target_keys_url, {}).json()
    assert body["description"] is None
    assert body["is_active"] is True
    assert body["expires_at"] is None
    assert body["created_by"] == platform_key.service_account_id


def test_read_only_and_unknown_fields_are_ignored(api, target_keys_url):
    body = api.post(
        target_keys_url,
        {"id": SECRET, "api_key": SECRET, "last_used_at": "2001-01-01T00:00:00Z", "nonsense": [1]},
    ).json()
    assert body["id"] != SECRET
    assert body["api_key"] != SECRET
    assert body["last_used_at"] is None


@pytest.mark.parametrize("description", [None, "", "x" * 255, "Ü 請求 5 < 6"])
def test_descriptions_that_are_just_allowed(api, target_keys_url, description):
    response = api.post(target_keys_url, {"description": description})
    assert response.json()["description"] == description


def test_the_path_rules_over_the_body(api, prefix, side, target, organization):
    url = f"{prefix}/api/keys/{side}/{target.pk}/"
    other = "pipeline" if side == "api" else "api"
    twin = type(target).objects.get(pk=target.pk)
    another = (APIDeploymentFactory if side == "api" else PipelineFactory)(
        organization=organization
    )
    wrong = (PipelineFactory if side == "api" else APIDeploymentFactory)(organization=organization)
    assert api.post(url, {side: str(twin.pk)}).status_code == 201
    assert api.post(url, {other: None}).status_code == 201
    assert error_of(api.post(url, {side: str(another.pk)}))["attr"] == side
    assert error_of(api.post(url, {other: str(wrong.pk)}))["attr"] == other
    assert error_of(api.post(url, {other: str(uuid.uuid4())}))["attr"] == other
    assert APIKey.objects.count() == 2


def test_either_route_takes_either_target_in_its_body(api, prefix, side, target):
    for route in ("api", "pipeline"):
        response = api.post(f"{prefix}/api/keys/{route}/", {side: str(target.pk)})
        assert response.status_code == 201, response.content
        assert response.json()[side] == str(target.pk)


@pytest.mark.parametrize("body", [{}, {"api": None}, {"api": None, "pipeline": None}])
def test_a_body_must_name_a_target(api, prefix, side, body):
    error = error_of(api.post(f"{prefix}/api/keys/{side}/", body))
    assert error["attr"] is None
    assert "api and pipeline" in error["detail"]


def test_a_foreign_target_in_a_body_does_not_exist(api, prefix, side):
    factory = APIDeploymentFactory if side == "api" else PipelineFactory
    foreign = factory(organization=OrganizationFactory())
    error = error_of(api.post(f"{prefix}/api/keys/{side}/", {side: str(foreign.pk)}))
    assert (error["attr"], error["code"]) == (side, "does_not_exist")


def test_pages_of_keys_are_newest_first(api, side, target, target_keys_url, time_machine):
    keys = []
    for minute in (0, 1, 1, 1, 2):
        time_machine.move_to(NOW + timedelta(minutes=minute), tick=False)
        keys.append(APIKeyFactory(**{"api": None, side: target}))
    same = sorted(str(key.pk) for key in keys[1:4])
    listed = []
    address = f"{target_keys_url}?page_size=2"
    while address:
        body = api.get(address).json()
        assert body["count"] == 5
        listed += [row["id"] for row in body["results"]]
        address = body["next"]
    assert listed == [str(keys[4].pk), *same, str(keys[0].pk)]
    assert api.get(target_keys_url, {"page": 2}).status_code == 404
    assert error_of(api.get(target_keys_url, {"page_size": "x"}))["attr"] == "page_size"


@pytest.mark.parametrize("count", [10, 1000])
@pytest.mark.parametrize("who", ["admin", "owner", "viewer", "grouped"])
def test_a_list_costs_six_queries_with_a_session(
    request, side, target, target_keys_url, django_assert_num_queries, who, count
):
    sealed_secret = encrypt(SECRET)
    APIKey.objects.bulk_create(
        APIKey(
            organization=target.organization,
            digest=f"{n:064}",
            sealed_secret=sealed_secret,
            **{side: target},
        )
        for n in range(count)
    )
    client = signed_in(request.getfixturevalue(who))
    # session, user, membership with groups, target with the caller's part in it, count, rows
    with django_assert_num_queries(6):
        response = client.get(target_keys_url, {"page_size": 1000})
    rows = response.json()["results"]
    assert len(rows) == count
    assert {row["api_key"] for row in rows} == {SECRET if who in {"admin", "owner"} else MASK}


@pytest.mark.parametrize("tier", ["read", "full_access"])
def test_a_list_costs_four_queries_with_a_platform_key(
    organization, target_key, target_keys_url, django_assert_num_queries, tier
):
    client = bearing(PlatformKeyFactory(organization=organization, permission=tier).secret)
    # key, target, count, rows
    with django_assert_num_queries(4):
        (row,) = client.get(target_keys_url).json()["results"]
    assert row["api_key"] == (MASK if tier == "read" else SECRET)


@pytest.mark.parametrize("method", ["put", "patch"])
@pytest.mark.parametrize(
    "change",
    [
        {"is_active": False},
        {"description": "second"},
        {"description": None},
        {"expires_at": "2099-01-01T00:00:00Z"},
        {},
    ],
)
def test_what_is_not_named_stays(target_key, target_key_url, admin, method, change):
    client = signed_in(admin)
    before = client.get(target_key_url).json()
    response = getattr(client, method)(target_key_url, change)
    assert response.status_code == 200, response.content
    after = response.json()
    assert after["modified_by"] == admin.pk
    assert after["modified_at"] > before["modified_at"]
    audit = {"modified_by", "modified_at"}
    assert {name: after[name] for name in FIELDS - audit} == {
        **{name: before[name] for name in FIELDS - audit},
        **change,
    }


@pytest.mark.parametrize("method", ["put", "patch"])
def test_a_key_may_be_sent_back_as_it_was_read(api, target_key_url, method):
    before = api.get(target_key_url).json()
    response = getattr(api, method)(target_key_url, {**before, "description": "second"})
    assert response.status_code == 200, response.content
    assert response.json()["description"] == "second"
    assert response.json()["api_key"] == SECRET


def test_an_expired_key_may_be_sent_back_and_prolonged(api, key, key_url, endpoint):
    APIKey.objects.update(expires_at=timezone.now() - timedelta(days=1))
    before = api.get(key_url).json()
    response = api.put(key_url, {**before, "description": "old"})
    assert response.status_code == 200, response.content
    assert bearing(SECRET).get(endpoint).status_code == 401
    other_past = (timezone.now() - timedelta(days=2)).isoformat()
    assert error_of(api.put(key_url, {"expires_at": other_past}))["attr"] == "expires_at"
    assert api.put(key_url, {"expires_at": None}).json()["expires_at"] is None
    assert bearing(SECRET).get(endpoint).status_code == 400


@pytest.mark.parametrize("method", ["put", "patch"])
def test_a_key_cannot_be_moved(api, side, target, target_key, target_key_url, organization, method):
    send = getattr(api, method)
    deployment = APIDeploymentFactory(organization=organization)
    pipeline = PipelineFactory(organization=organization)
    other, elsewhere = ("pipeline", pipeline) if side == "api" else ("api", deployment)
    twin = deployment if side == "api" else pipeline
    assert send(target_key_url, {side: str(target.pk), other: None}).status_code == 200
    assert error_of(send(target_key_url, {side: str(twin.pk)}))["attr"] == side
    assert error_of(send(target_key_url, {side: None}))["attr"] == side
    assert error_of(send(target_key_url, {other: str(elsewhere.pk)}))["attr"] == other
    moved = {side: None, other: str(elsewhere.pk)}
    assert error_of(send(target_key_url, moved))["attr"] in {"api", "pipeline"}
    target_key.refresh_from_db()
    assert target_key.target == target


@pytest.mark.parametrize("body", [b"[]", b'"x"', b"7", b"null"])
@pytest.mark.parametrize(("method", "path"), [("put", ""), ("patch", ""), ("post", "rotate/")])
def test_a_body_that_is_no_object_is_refused(api, key_url, method, path, body):
    response = getattr(api, method)(f"{key_url}{path}", body, content_type="application/json")
    assert error_of(response)["attr"] is None


def test_writes_without_the_last_slash_keep_their_body(api, prefix, deployment, key_url):
    made = api.post(f"{prefix}/api/keys/api/{deployment.pk}", {"description": "new"})
    assert made.status_code == 201
    assert made.json()["description"] == "new"
    without = key_url.rstrip("/")
    assert api.put(without, {"description": "second"}).json()["description"] == "second"
    assert api.post(f"{without}/rotate", {"grace_seconds": 60}).status_code == 200
    assert bearing(SECRET).get(f"/{deployment.api_endpoint}").status_code == 400
    assert api.delete(without).status_code == 204


def test_malformed_ids_are_not_found(api, prefix):
    for path in ("keys/7/", "keys/api/7/", "keys/pipeline/x/", "keys/7/rotate/"):
        response = api.get(f"{prefix}/api/{path}")
        assert response.status_code == 404
        assert response.json()["type"] == "client_error"


def test_deleting_one_key_leaves_the_others(api, deployment, key, key_url, endpoint):
    other = "3f1c8f6e-0000-4000-8000-00000000000b"
    APIKeyFactory(api=deployment, secret=other)
    assert api.delete(key_url).status_code == 204
    assert bearing(SECRET).get(endpoint).status_code == 401
    assert bearing(other).get(endpoint).status_code == 400
    assert api.get(key_url).status_code == 404


def test_a_key_works_until_the_moment_of_its_expiry(key, endpoint, time_machine):
    key.expires_at = NOW
    key.save()
    time_machine.move_to(NOW - timedelta(microseconds=1), tick=False)
    assert bearing(SECRET).get(endpoint).status_code == 400
    time_machine.move_to(NOW, tick=False)
    response = bearing(SECRET).get(endpoint)
    assert response.status_code == 401
    assert response["WWW-Authenticate"].startswith("Bearer")


def test_an_offset_is_kept_as_a_moment(api, key_url):
    shown = api.put(key_url, {"expires_at": "2099-01-01T02:00:00+02:00"}).json()["expires_at"]
    assert datetime.fromisoformat(shown) == datetime(2099, 1, 1, tzinfo=UTC)


def test_a_rotation_changes_the_secret_and_nothing_else(target_key_url, owner):
    client = signed_in(owner)
    before = client.get(target_key_url).json()
    after = client.post(f"{target_key_url}rotate/").json()
    assert {name for name in FIELDS if before[name] != after[name]} == {
        "api_key",
        "modified_by",
        "modified_at",
    }
    assert str(uuid.UUID(after["api_key"])) == after["api_key"]
    assert client.get(target_key_url).json() == after


def test_the_grace_ends_on_time(api, key_url, endpoint, time_machine):
    time_machine.move_to(NOW, tick=False)
    fresh = api.post(f"{key_url}rotate/", {"grace_seconds": 86_400}).json()["api_key"]
    time_machine.move_to(NOW + timedelta(seconds=86_399), tick=False)
    assert bearing(SECRET).get(endpoint).status_code == 400
    time_machine.move_to(NOW + timedelta(seconds=86_400), tick=False)
    assert bearing(SECRET).get(endpoint).status_code == 401
    assert bearing(fresh).get(endpoint).status_code == 400


def test_a_rotation_without_grace_ends_an_earlier_grace(api, key_url, endpoint):
    second = api.post(f"{key_url}rotate/", {"grace_seconds": 60}).json()["api_key"]
    assert bearing(SECRET).get(endpoint).status_code == 400
    third = api.post(f"{key_url}rotate/", {"grace_seconds": 0}).json()["api_key"]
    statuses = [bearing(secret).get(endpoint).status_code for secret in (SECRET, second, third)]
    assert statuses == [401, 401, 400]


@pytest.mark.parametrize("off", [{"is_active": False}, {"expires_at": NOW}])
def test_the_grace_gives_no_life_to_a_key_that_is_off(api, key_url, endpoint, off):
    fresh = api.post(f"{key_url}rotate/", {"grace_seconds": 60}).json()["api_key"]
    APIKey.objects.update(**off)
    if "expires_at" in off:
        APIKey.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    for secret in (SECRET, fresh):
        assert bearing(secret).get(endpoint).status_code == 401


def test_a_rotated_key_that_is_off_stays_off(api, key_url, endpoint):
    api.put(key_url, {"is_active": False})
    body = api.post(f"{key_url}rotate/").json()
    assert body["is_active"] is False
    assert bearing(body["api_key"]).get(endpoint).status_code == 401


def execute(endpoint, monkeypatch, secret=SECRET) -> None:
    # the queue is no subject here
    monkeypatch.setattr("executions.queue.current_app.send_task", lambda name, args: None)
    upload = SimpleUploadedFile("note.txt", b"Invoice number: 7")
    response = bearing(secret).post(endpoint, {"files": upload}, format="multipart")
    assert response.status_code == 200, response.content


def test_the_last_use_is_written_once_a_minute(api, key_url, endpoint, monkeypatch, time_machine):
    def last_use() -> datetime:
        return datetime.fromisoformat(api.get(key_url).json()["last_used_at"])

    time_machine.move_to(NOW, tick=False)
    execute(endpoint, monkeypatch)
    assert last_use() == NOW
    time_machine.move_to(NOW + timedelta(seconds=59), tick=False)
    execute(endpoint, monkeypatch)
    assert last_use() == NOW
    time_machine.move_to(NOW + timedelta(seconds=60), tick=False)
    execute(endpoint, monkeypatch)
    assert last_use() == NOW + timedelta(seconds=60)


def test_a_refused_key_was_not_used(api, key, key_url, endpoint):
    APIKey.objects.update(is_active=False)
    assert bearing(SECRET).post(endpoint).status_code == 401
    assert api.get(key_url).json()["last_used_at"] is None
