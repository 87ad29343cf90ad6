"""A pipeline's key runs it, when its documents come with the request."""

import uuid

import pytest

from executions.models import Execution
from tests.executions.submitting import submit
from tests.factories import APIKeyFactory, PipelineFactory
from tests.fixtures import bearing, signed_in

pytestmark = pytest.mark.django_db

SECRET = "9d1c8f6e-0000-4000-8000-000000000002"


@pytest.fixture
def pipeline(organization, owner):
    pipeline = PipelineFactory(organization=organization, pipeline_name="nightly")
    pipeline.members.create(user=owner, role="owner")
    return pipeline


@pytest.fixture
def pipeline_key(pipeline):
    return APIKeyFactory(api=None, pipeline=pipeline, secret=SECRET)


@pytest.fixture
def runner(pipeline_key):
    """A client with the pipeline's key."""
    return bearing(SECRET)


@pytest.fixture
def address(pipeline) -> str:
    return f"/deployment/pipeline/api/org_acme/{pipeline.pk}/"


def error_of(response) -> str:
    text: str = response.json()["errors"][0]["detail"]
    return text


@pytest.mark.parametrize("slash", ["", "/"])
def test_a_pipeline_runs_by_its_key(runner, address, pipeline, pipeline_key, run_worker, slash):
    address = address.rstrip("/") + slash
    message = submit(runner, address).json()["message"]
    execution = Execution.objects.get()
    assert message == {
        "execution_id": str(execution.pk),
        "execution_status": "PENDING",
        "status_api": f"/deployment/pipeline/api/org_acme/{pipeline.pk}/"
        f"?execution_id={execution.pk}",
        "error": None,
        "result": None,
    }
    assert (execution.pipeline, execution.deployment) == (pipeline, None)
    pipeline_key.refresh_from_db()
    assert pipeline_key.last_used_at is not None
    assert runner.get(message["status_api"]).status_code == 422
    run_worker()
    done = runner.get(message["status_api"])
    assert done.status_code == 200
    (result,) = done.json()["message"]
    assert result["result"]["output"] == {"invoice_number": "INV-2026-001"}
    assert runner.get(message["status_api"]).status_code == 406


def test_a_poll_costs_two_queries_and_a_delivery_four(
    runner, address, run_worker, django_assert_num_queries
):
    path = submit(runner, address).json()["message"]["status_api"]
    with django_assert_num_queries(2):
        runner.get(path)
    run_worker()
    with django_assert_num_queries(4):
        runner.get(path)


@pytest.mark.parametrize("source", ["FILESYSTEM", "DATABASE", None])
def test_a_pipeline_with_another_source_does_not_run_by_its_key(runner, address, pipeline, source):
    pipeline.workflow.endpoints.filter(endpoint_type="SOURCE").update(connection_type=source)
    response = submit(runner, address)
    assert response.status_code == 400
    assert "not an API" in error_of(response)
    assert response.json()["message"]["execution_status"] == "ERROR"
    assert not Execution.objects.exists()


def test_an_inactive_pipeline_is_not_found(runner, address, pipeline):
    pipeline.is_active = False
    pipeline.save()
    assert submit(runner, address).status_code == 404


@pytest.mark.parametrize(
    "name", ["00000000-0000-4000-8000-000000000000", "invoices", "%00", "x" * 300]
)
def test_an_unknown_pipeline_is_not_found(runner, name):
    assert submit(runner, f"/deployment/pipeline/api/org_acme/{name}/").status_code == 404


def test_a_key_is_told_nothing_of_another_organization(runner, pipeline):
    foreign = PipelineFactory()
    for organization_id, pk in [
        ("org_globex", pipeline.pk),
        (foreign.organization.organization_id, foreign.pk),
        (foreign.organization.organization_id, uuid.uuid4()),
    ]:
        response = submit(runner, f"/deployment/pipeline/api/{organization_id}/{pk}/")
        assert response.status_code == 401
        assert error_of(response) == "This API key belongs to something else."


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_refused_key_costs_one_query(address, django_assert_num_queries, method):
    with django_assert_num_queries(1):
        response = getattr(bearing(str(uuid.uuid4())), method)(address)
    assert response.status_code == 401
    assert response["WWW-Authenticate"] == 'Bearer realm="pipeline key"'


def test_nothing_but_the_pipelines_key_runs_it(
    client, caller, endpoint, address, runner, owner, platform_key, organization
):
    other = APIKeyFactory(
        api=None, pipeline=PipelineFactory(organization=organization), secret="another"
    )
    assert other.pipeline is not None
    strangers = [client, caller, signed_in(owner), bearing(platform_key.secret), bearing("another")]
    for stranger in strangers:
        assert submit(stranger, address).status_code == 401
    assert submit(runner, endpoint).status_code == 401


def test_an_execution_of_another_pipeline_is_not_found(runner, address, caller, endpoint):
    execution_id = submit(caller, endpoint).json()["message"]["execution_id"]
    assert runner.get(address, {"execution_id": execution_id}).status_code == 404


def test_a_pipeline_has_no_webhooks(runner, address):
    response = submit(runner, address, webhook_url="https://example.com/hook")
    assert response.status_code == 400
    assert response.json()["errors"][0]["attr"] == "webhook_url"


def test_an_idempotency_key_is_kept_by_pipeline(runner, address):
    runner.credentials(**runner._credentials, HTTP_IDEMPOTENCY_KEY="order-7")
    first = submit(runner, address).json()["message"]["execution_id"]
    assert submit(runner, address).json()["message"]["execution_id"] == first
    assert submit(runner, address, tags="other").status_code == 409


def test_runs_of_pipelines_are_listed_and_shown(
    runner, address, pipeline, prefix, owner, member, admin
):
    execution_id = submit(runner, address).json()["message"]["execution_id"]
    path = f"{prefix}/execution/{execution_id}/"
    for user, status in [(owner, 200), (admin, 200), (member, 404)]:
        assert signed_in(user).get(path).status_code == status
    (row,) = signed_in(owner).get(f"{prefix}/execution/?pipeline={pipeline.pk}").json()["results"]
    assert row["pipeline"] == str(pipeline.pk)
    assert row["pipeline_name"] == "nightly"
    assert (row["deployment"], row["api_name"]) == (None, None)
    assert signed_in(owner).post(f"{path}stop/").json()["status"] == "STOPPED"
    assert signed_in(owner).get(f"{path}webhook-deliveries/").json()["count"] == 0
    assert signed_in(admin).delete(path).status_code == 204
