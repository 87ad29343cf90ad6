import os

import pytest

from tests.fixtures import *  # noqa: F403  # fixtures are shared with plain imports in test modules
from tests.races import database_file  # noqa: F401  # a fixture
from tests.servers import VARIABLES


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        for marker, variable in VARIABLES.items():
            if item.get_closest_marker(marker) and not os.environ.get(variable):
                item.add_marker(pytest.mark.skip(reason=f"{variable} is not set"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport():
    report = yield
    # CI has all that a test may need, so what is skipped there would never be run
    if os.environ.get("CI") == "true" and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"Left out in CI: {report.longrepr[2]}"
    return report
