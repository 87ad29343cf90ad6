import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.service import Service, free_port


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # one process runs them all, so that one service is started
    for item in items:
        if "tests/e2e/" in item.nodeid:
            item.add_marker(pytest.mark.e2e)
            item.add_marker(pytest.mark.xdist_group("e2e"))


@pytest.fixture(scope="session")
def service() -> Iterator[Service]:
    data_dir = Path(tempfile.mkdtemp(prefix="document-apis-e2e-"))
    running = Service(data_dir, {"LEASE_SECONDS": "6", "SWEEP_SECONDS": "2"}, free_port())
    running.prepare()
    running.start()
    try:
        yield running
    finally:
        running.stop()
        shutil.rmtree(data_dir, ignore_errors=True)
