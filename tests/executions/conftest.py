from collections.abc import Callable, Iterator

import pytest
from celery.signals import worker_process_shutdown

from executions.models import FileExecution
from executions.tasks import process_file
from tests.factories import APIDeploymentFactory, APIKeyFactory
from tests.fixtures import bearing


@pytest.fixture(scope="session", autouse=True)
def _closed_sandbox() -> Iterator[None]:
    """The reader process that ``run_worker`` starts ends with the tests, as with a worker."""
    yield
    worker_process_shutdown.send(None)


@pytest.fixture(autouse=True)
def sent(monkeypatch) -> list[str]:
    """The file ids sent to the queue, which is no subject here: ``run_worker`` plays the worker."""
    ids: list[str] = []
    monkeypatch.setattr(
        "executions.queue.current_app.send_task", lambda name, args: ids.extend(args)
    )
    return ids


@pytest.fixture
def deployment(organization, owner):
    return APIDeploymentFactory(organization=organization, api_name="invoices", owner=owner)


@pytest.fixture
def key(deployment):
    return APIKeyFactory(api=deployment, secret="9d1c8f6e-0000-4000-8000-000000000001")


@pytest.fixture
def caller(key):
    """A client with the deployment's key."""
    return bearing("9d1c8f6e-0000-4000-8000-000000000001")


@pytest.fixture
def endpoint(deployment) -> str:
    return f"/{deployment.api_endpoint}"


@pytest.fixture
def run_worker() -> Callable[[], None]:
    """Process what is pending, in this process, with the real sandbox and extractor."""

    def run() -> None:
        for pk in FileExecution.objects.filter(status="PENDING").values_list("pk", flat=True):
            process_file(str(pk))

    return run
