"""What is kept of a key's use: how often it ran something, and when it was refused."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from api_keys.models import APIKey
from organizations.models import AuditEvent
from tests.factories import APIDeploymentFactory, APIKeyFactory, PipelineFactory
from tests.fixtures import bearing

from .conftest import SECRET

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def deployment(organization):
    return APIDeploymentFactory(organization=organization)


@pytest.fixture
def endpoint(deployment) -> str:
    return f"/{deployment.api_endpoint}"


@pytest.fixture
def key(deployment) -> APIKey:
    return APIKeyFactory(api=deployment, secret=SECRET, description="for n8n")


@pytest.fixture(autouse=True)
def _no_queue(monkeypatch):
    monkeypatch.setattr("executions.queue.current_app.send_task", lambda name, args: None)


def submit(endpoint: str, **headers) -> int:
    status: int = (
        bearing(SECRET)
        .post(
            endpoint,
            {"files": SimpleUploadedFile("note.txt", b"Invoice number: 7")},
            format="multipart",
            headers=headers,
        )
        .status_code
    )
    return status


def count_of(key: APIKey) -> int:
    key.refresh_from_db()
    return key.execution_count


def test_each_execution_counts_once(api, prefix, deployment, endpoint, key):
    assert [submit(endpoint), submit(endpoint)] == [200, 200]
    assert api.get(f"{prefix}/api/keys/{key.pk}/").json()["execution_count"] == 2
    (row,) = api.get(f"{prefix}/api/keys/api/{deployment.pk}/").json()["results"]
    assert row["execution_count"] == 2


def test_polls_refusals_and_repetitions_do_not_count(endpoint, key, settings):
    assert submit(endpoint, idempotency_key="7") == 200
    assert submit(endpoint, idempotency_key="7") == 200
    bearing(SECRET).get(endpoint)
    bearing(SECRET).post(endpoint)
    settings.MAX_RUNNING_EXECUTIONS = 1
    assert submit(endpoint) == 429
    assert count_of(key) == 1


def test_a_rotated_key_counts_on(api, prefix, endpoint, key):
    submit(endpoint)
    api.post(f"{prefix}/api/keys/{key.pk}/rotate/", {"grace_seconds": 60})
    submit(endpoint)
    assert count_of(key) == 2


def test_nobody_sets_the_count(api, prefix, key):
    body = api.patch(f"{prefix}/api/keys/{key.pk}/", {"execution_count": 9}).json()
    assert body["execution_count"] == 0


@pytest.mark.parametrize(
    ("fields", "address", "status", "reason"),
    [
        ({"is_active": False}, None, 401, "switched off"),
        ({"expires_at": NOW}, None, 401, "expired"),
        ({}, "/deployment/api/org_acme/other/", 401, "something else"),
        ({}, "/deployment/api/org_acme/unknown/", 404, "nothing to run"),
    ],
)
def test_a_known_key_that_is_refused_is_recorded(
    organization, endpoint, key, fields, address, status, reason
):
    APIDeploymentFactory(organization=organization, api_name="other")
    APIKey.objects.update(**fields)
    address = address or endpoint
    assert bearing(SECRET).get(address).status_code == status
    event = AuditEvent.objects.get()
    assert (event.action, event.object_type) == ("refused", "api_key")
    assert (event.object_id, event.object_title) == (str(key.pk), "for n8n")
    assert (event.actor_id, event.actor_email) == (None, "")
    assert event.organization == organization
    assert reason in event.changes["reason"]
    assert event.changes["path"] == address


def test_a_key_of_an_inactive_deployment_is_recorded(deployment, endpoint, key):
    deployment.is_active = False
    deployment.save()
    assert bearing(SECRET).post(endpoint).status_code == 404
    assert "not active" in AuditEvent.objects.get().changes["reason"]


def test_a_key_tried_elsewhere_is_told_to_its_own_organization(organization, key):
    foreign = APIDeploymentFactory()
    assert bearing(SECRET).get(f"/{foreign.api_endpoint}").status_code == 401
    assert AuditEvent.objects.get().organization == organization


def test_refusals_are_recorded_once_a_minute(
    endpoint, key, time_machine, django_assert_num_queries
):
    APIKey.objects.update(is_active=False)
    time_machine.move_to(NOW, tick=False)
    for seconds, recorded in ((0, 1), (59, 1), (60, 2), (61, 2), (120, 3)):
        time_machine.move_to(NOW + timedelta(seconds=seconds), tick=False)
        bearing(SECRET).post(endpoint)
        assert AuditEvent.objects.count() == recorded
        # known or not, a refusal costs one query
        with django_assert_num_queries(1):
            assert bearing(SECRET).post(endpoint).status_code == 401


def test_an_unknown_key_writes_nothing(endpoint, key):
    assert bearing("no-such-key").post(endpoint).status_code == 401
    assert not AuditEvent.objects.exists()


def test_hostile_addresses_are_refused_like_others(key):
    for name in ("a%00b", "%ED%A0%80", "x" * 5000):
        response = bearing(SECRET).get(f"/deployment/api/org_acme/{name}/")
        assert response.status_code in {400, 404}, response.content
        assert response.json()["type"] == "client_error"


def test_an_accepted_key_is_not_refused(endpoint, key):
    assert submit(endpoint) == 200
    assert not AuditEvent.objects.exists()
    key.refresh_from_db()
    assert key.last_used_at is not None
    assert timezone.now() - key.last_used_at < timedelta(minutes=1)


@pytest.fixture
def pipeline(organization):
    return PipelineFactory(organization=organization)


@pytest.fixture
def pipeline_key(pipeline) -> APIKey:
    return APIKeyFactory(api=None, pipeline=pipeline, secret=SECRET)


def test_a_pipelines_key_counts_too(organization, pipeline, pipeline_key):
    assert submit(f"/deployment/pipeline/api/org_acme/{pipeline.pk}/") == 200
    assert count_of(pipeline_key) == 1
    assert pipeline_key.last_used_at is not None
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize("fields", [{"is_active": False}, {"expires_at": NOW}])
def test_a_pipelines_key_that_is_refused_is_recorded(pipeline, pipeline_key, fields):
    APIKey.objects.update(**fields)
    address = f"/deployment/pipeline/api/org_acme/{pipeline.pk}/"
    assert [submit(address), submit(address)] == [401, 401]
    assert AuditEvent.objects.get().object_id == str(pipeline_key.pk)


def test_a_pipelines_key_at_a_deployment_is_recorded(endpoint, pipeline_key, organization):
    assert submit(endpoint) == 401
    assert AuditEvent.objects.get().organization == organization


def test_an_organizations_key_runs_no_pipeline(organization, pipeline):
    APIKeyFactory(api=None, organization=organization, allow_all_deployments=True, secret=SECRET)
    assert submit(f"/deployment/pipeline/api/org_acme/{pipeline.pk}/") == 401
