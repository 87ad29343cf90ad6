"""Two writes of deployments at the same moment: the database decides, nothing is half-done."""

import pytest

from api_keys.models import APIKey
from deployments.models import APIDeployment
from executions.models import Execution, FileExecution
from executions.running.claims import claim_file
from executions.running.settling import FileOutcome, end_execution, finish_file
from tests.factories import (
    APIDeploymentFactory,
    ExecutionFactory,
    FileExecutionFactory,
    PlatformKeyFactory,
    WorkflowFactory,
)
from tests.fixtures import bearing
from tests.races import ROUNDS, at_once, refusal_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("database_file")]


@pytest.fixture
def secrets(organization) -> list[str]:
    return [PlatformKeyFactory(organization=organization).secret for _ in range(2)]


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_two_creates_of_one_api_name(url, organization, secrets, round_):
    bodies = [
        {"workflow": str(WorkflowFactory(organization=organization).pk), "api_name": "invoices"}
        for _ in secrets
    ]
    responses = at_once(
        *(
            lambda secret=secret, body=body: bearing(secret).post(url, body)
            for secret, body in zip(secrets, bodies, strict=True)
        )
    )
    error = refusal_of(responses, 201)
    assert (error["attr"], error["code"]) == ("api_name", "unique")
    assert APIDeployment.objects.count() == 1
    assert APIKey.objects.count() == 1


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_two_creates_for_one_workflow(url, organization, secrets, round_):
    workflow = WorkflowFactory(organization=organization)
    responses = at_once(
        *(
            lambda secret=secret: bearing(secret).post(url, {"workflow": str(workflow.pk)})
            for secret in secrets
        )
    )
    error = refusal_of(responses, 201)
    assert (error["attr"], error["code"]) == ("workflow", "unique")
    assert APIDeployment.objects.filter(is_active=True).count() == 1


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_two_activations_for_one_workflow(url, organization, secrets, round_):
    workflow = WorkflowFactory(organization=organization)
    idle = APIDeploymentFactory.create_batch(
        2, organization=organization, workflow=workflow, is_active=False
    )
    responses = at_once(
        *(
            lambda secret=secret, pk=row.pk: bearing(secret).patch(
                f"{url}{pk}/", {"is_active": True}
            )
            for secret, row in zip(secrets, idle, strict=True)
        )
    )
    error = refusal_of(responses, 200)
    assert (error["attr"], error["code"]) == ("workflow", "unique")
    assert APIDeployment.objects.filter(is_active=True).count() == 1


@pytest.mark.parametrize("method", ["patch", "delete"])
@pytest.mark.parametrize("round_", range(ROUNDS))
def test_a_deletion_meets_another_write(url, organization, secrets, method, round_):
    deployment = APIDeploymentFactory(organization=organization)
    detail = f"{url}{deployment.pk}/"
    deleted, other = at_once(
        lambda: bearing(secrets[0]).delete(detail),
        lambda: getattr(bearing(secrets[1]), method)(detail),
    )
    assert deleted.status_code in {204, 404}
    assert other.status_code in {200, 204, 404}, other.content
    assert 204 in {deleted.status_code, other.status_code}
    assert not APIDeployment.objects.exists()


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_a_deletion_meets_a_new_key(prefix, url, organization, secrets, round_):
    deployment = APIDeploymentFactory(organization=organization)
    deleted, created = at_once(
        lambda: bearing(secrets[0]).delete(f"{url}{deployment.pk}/"),
        lambda: bearing(secrets[1]).post(f"{prefix}/api/keys/api/{deployment.pk}/"),
    )
    assert deleted.status_code == 204, deleted.content
    # made in time, or too late: unseen, or gone while it was made
    assert created.status_code in {201, 404, 409}, created.content
    assert not APIKey.objects.exists()


@pytest.mark.parametrize("step", ["claim", "finish", "stop"])
@pytest.mark.parametrize("round_", range(ROUNDS))
def test_a_deletion_meets_the_workers(prefix, organization, deployment, step, round_):
    secret = PlatformKeyFactory(organization=organization).secret
    files = [
        FileExecutionFactory(execution=ExecutionFactory(deployment=deployment)) for _ in range(3)
    ]
    if step == "claim":
        steps = [lambda file=file: claim_file(file.pk) is not None for file in files]
    elif step == "finish":
        outcome = FileOutcome(result={"output": {}})
        claims = [claim_file(file.pk) for file in files]
        steps = [lambda claim=claim: finish_file(claim, outcome) for claim in claims]
    else:
        stopped = Execution.Status.STOPPED
        steps = [
            lambda file=file: end_execution(file.execution_id, status=stopped, reason="Stopped.")
            for file in files
        ]
    url = f"{prefix}/api/deployment/{deployment.pk}/"
    deleted, *done = at_once(
        lambda: bearing(secret).delete(url).status_code,
        *steps,
    )
    assert (deleted, done) == (204, [True] * 3)
    assert Execution.objects.filter(deployment__isnull=True).count() == 3
    expected = {"claim": "EXECUTING", "finish": "COMPLETED", "stop": "STOPPED"}[step]
    assert set(FileExecution.objects.values_list("status", flat=True)) == {expected}
    assert set(Execution.objects.values_list("status", flat=True)) == {expected}
