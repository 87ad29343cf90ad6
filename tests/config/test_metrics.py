import pytest

from executions.heartbeats.models import Heartbeat
from executions.heartbeats.services import beat
from executions.models import Execution, FileExecution
from tests import factories


def figures(client) -> dict[str, float]:
    response = client.get("/metrics", headers={"Authorization": "Bearer scraper"})
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/plain")
    lines = [line for line in response.content.decode().splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


def test_there_are_no_figures_unless_a_token_is_set(client):
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


@pytest.mark.parametrize("sent", [None, "", "scraper", "Bearer", "Bearer no", "Bearer scräper"])
def test_only_the_token_opens_them(client, settings, sent):
    settings.METRICS_TOKEN = "scraper"
    headers = {} if sent is None else {"Authorization": sent}
    response = client.get("/metrics", headers=headers)
    assert response.status_code == 401
    assert response["WWW-Authenticate"] == "Bearer"
    assert response.json()["errors"][0]["code"] == "not_authenticated"


@pytest.mark.django_db
def test_they_tell_how_much_work_waits(client, settings, organization):
    settings.METRICS_TOKEN = "scraper"
    idle = figures(client)
    assert idle["document_apis_running_executions"] == 0
    assert idle["document_apis_longest_wait_seconds"] == 0
    deployment = factories.APIDeploymentFactory(organization=organization)
    running = factories.ExecutionFactory(deployment=deployment, status=Execution.Status.EXECUTING)
    for status in ("PENDING", "PENDING", "EXECUTING", "COMPLETED"):
        factories.FileExecutionFactory(execution=running, status=FileExecution.Status(status))
    factories.ExecutionFactory(deployment=deployment, status=Execution.Status.COMPLETED)
    beat(Heartbeat.Role.WORKER)
    busy = figures(client)
    (age,) = [value for name, value in busy.items() if name.startswith("document_apis_heartbeat")]
    assert 0 <= age < 5
    assert busy["document_apis_running_executions"] == 1
    assert busy['document_apis_unfinished_files{state="waiting"}'] == 2
    assert busy['document_apis_unfinished_files{state="working"}'] == 1
    assert busy["document_apis_longest_wait_seconds"] > 0
    assert "process_cpu_seconds_total" in busy
