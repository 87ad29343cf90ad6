"""Requests at the same moment, from threads with a database connection each."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from django.db import connection, connections
from rest_framework.response import Response


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


def at_once(*requests: Callable[[], Response]) -> list[Response]:
    barrier = Barrier(len(requests))

    def send(request: Callable[[], Response]) -> Response:
        try:
            connection.ensure_connection()
            barrier.wait(timeout=20)
            return request()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(requests)) as pool:
        return list(pool.map(send, requests))
