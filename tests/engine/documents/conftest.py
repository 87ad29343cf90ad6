from __future__ import annotations

from collections.abc import Iterator

import pytest

from engine.sandbox.parent import Sandbox


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    """A reader process as a worker has one, shared by the tests of a module."""
    sandbox = Sandbox()
    yield sandbox
    sandbox.close()
