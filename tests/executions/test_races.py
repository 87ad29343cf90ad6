"""Requests and workers at the same moment, each with a database connection of its own."""

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from executions.models import Execution, FileExecution
from executions.running.claims import Claim, claim_file
from executions.running.settling import FileOutcome, finish_file
from tests.factories import (
    APIDeploymentFactory,
    APIKeyFactory,
    ExecutionFactory,
    FileExecutionFactory,
    OrganizationFactory,
    PlatformKeyFactory,
)
from tests.fixtures import bearing

pytestmark = [
    pytest.mark.django_db(transaction=True),
    # SQLite lets one writer in at a time
    pytest.mark.postgres,
]


def at_once(calls: Sequence[Callable[[], Any]]) -> list[Any]:
    barrier = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        try:
            connection.ensure_connection()
            barrier.wait(timeout=60)
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def submission(secret: str, endpoint: str, **headers: str) -> Callable[[], Any]:
    def send() -> Any:
        document = SimpleUploadedFile("invoice.txt", b"Invoice number: INV-1\n")
        return bearing(secret).post(endpoint, {"files": [document]}, format="multipart", **headers)

    return send


def test_of_fifty_submissions_at_once_twenty_run(key, endpoint, settings):
    settings.MAX_RUNNING_EXECUTIONS = 20
    secret = "9d1c8f6e-0000-4000-8000-000000000001"
    answers = at_once([submission(secret, endpoint)] * 50)
    assert Counter(answer.status_code for answer in answers) == {200: 20, 429: 30}
    assert Execution.objects.running().count() == 20
    assert all(answer["Retry-After"] for answer in answers if answer.status_code == 429)


def test_the_service_counts_across_organizations(settings):
    settings.MAX_RUNNING_EXECUTIONS_TOTAL = 10
    calls = []
    for number in range(10):
        deployment = APIDeploymentFactory(organization=OrganizationFactory())
        APIKeyFactory(api=deployment, secret=f"secret-{number}")
        calls += [submission(f"secret-{number}", f"/{deployment.api_endpoint}")] * 3
    answers = at_once(calls)
    assert Counter(answer.status_code for answer in answers) == {200: 10, 429: 20}
    assert Execution.objects.running().count() == 10


def test_one_idempotency_key_at_once_is_one_execution(key, endpoint):
    secret = "9d1c8f6e-0000-4000-8000-000000000001"
    answers = at_once([submission(secret, endpoint, HTTP_IDEMPOTENCY_KEY="order-7")] * 8)
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["message"]["execution_id"] for answer in answers}) == 1
    assert Execution.objects.count() == 1
    assert FileExecution.objects.count() == 1


@pytest.mark.parametrize("round_", range(5))
@pytest.mark.parametrize("write", ["stop", "delete", "delete the deployment"])
def test_workers_that_end_files_meet_a_person_who_ends_the_execution(
    deployment, organization, prefix, write, round_
):
    secret = PlatformKeyFactory(organization=organization).secret
    execution = ExecutionFactory(deployment=deployment, total_files=8)
    claims = [
        claim_file(FileExecutionFactory(execution=execution, position=number).pk)
        for number in range(8)
    ]
    path = f"{prefix}/execution/{execution.pk}/"

    def person() -> int:
        client = bearing(secret)
        if write == "stop":
            status: int = client.post(f"{path}stop/").status_code
        elif write == "delete":
            status = client.delete(path).status_code
        else:
            status = client.delete(f"{prefix}/api/deployment/{deployment.pk}/").status_code
        return status

    def worker(claim: Claim) -> Callable[[], bool]:
        return lambda: finish_file(claim, FileOutcome(result={"output": {}}))

    answers = at_once([person, *(worker(claim) for claim in claims)])
    assert answers[0] in {200, 204, 409}
    if write == "delete":
        assert not Execution.objects.exists()
        return
    execution.refresh_from_db()
    assert not execution.is_running
    assert execution.successful_files == sum(answers[1:])


def test_eight_workers_take_up_one_file_once(deployment):
    file = FileExecutionFactory(execution=ExecutionFactory(deployment=deployment))
    claims = at_once([lambda: claim_file(file.pk)] * 8)
    assert len([claim for claim in claims if claim]) == 1
    file.refresh_from_db()
    assert file.attempts == 1
