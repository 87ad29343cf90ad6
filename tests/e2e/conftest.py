import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from tests.e2e.backing import backing
from tests.e2e.service import Service, free_port

# so that what a dead worker held is soon taken up
_SOON = {"LEASE_SECONDS": "6", "SWEEP_SECONDS": "2"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # one process runs them all, so that one service is started
    for item in items:
        if "tests/e2e/" in item.nodeid:
            item.add_marker(pytest.mark.e2e)
            item.add_marker(pytest.mark.xdist_group("e2e"))


@contextmanager
def _served(
    settings: dict[str, str], roles: tuple[tuple[str, ...], ...] = ((),)
) -> Iterator[Service]:
    data_dir = Path(tempfile.mkdtemp(prefix="document-apis-e2e-"))
    running = Service(data_dir, {**_SOON, **settings}, free_port(), roles)
    try:
        running.prepare()
        running.start()
        yield running
    finally:
        running.stop()
        shutil.rmtree(data_dir, ignore_errors=True)


@pytest.fixture(scope="session")
def service() -> Iterator[Service]:
    """The embedded set-up, or PostgreSQL and a broker where the environment names them."""
    with backing() as settings, _served(settings) as running:
        yield running


@pytest.fixture(scope="session")
def serve() -> Callable[..., AbstractContextManager[Service]]:
    """Serves with the settings and roles that a test wants, from a folder of its own."""
    return _served
