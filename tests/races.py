"""Requests at the same moment, from threads with a database connection each."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import TypeVar

import pytest
from django.db import connection, connections
from rest_framework.response import Response

# a race that is lost once in a few times is seldom missed by all of them
ROUNDS = 5

Answer = TypeVar("Answer")


@pytest.fixture
def database_file(transactional_db, tmp_path: Path) -> Iterator[None]:
    """On SQLite a file, as in production: tests have a database in memory, which can't wait."""
    if connection.vendor != "sqlite":
        yield
        return
    path = tmp_path / "races.sqlite3"
    connection.ensure_connection()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(path)])
    in_memory = connections["default"]
    settings = connections.databases["default"]
    name = settings["NAME"]
    settings["NAME"] = str(path)
    del connections["default"]
    try:
        yield
    finally:
        connections["default"].close()
        settings["NAME"] = name
        connections["default"] = in_memory


def at_once(*requests: Callable[[], Answer]) -> list[Answer]:
    """What each of the calls gave, when all started together."""
    barrier = Barrier(len(requests))

    def send(request: Callable[[], Answer]) -> Answer:
        try:
            connection.ensure_connection()
            barrier.wait(timeout=20)
            return request()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(requests)) as pool:
        return list(pool.map(send, requests))


def refusal_of(responses: Sequence[Response], success: int) -> dict:
    """What the loser was told; the other one won."""
    by_status = {response.status_code: response for response in responses}
    assert set(by_status) == {success, 400}, [response.content for response in responses]
    (error,) = by_status[400].json()["errors"]
    return error
