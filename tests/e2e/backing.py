"""What a service under test stands on: the servers that the environment names, or none."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import psycopg
import redis
from kombu import Connection

from tests.servers import maintenance_address


@contextmanager
def scratch_database(server_url: str) -> Iterator[str]:
    """The address of a PostgreSQL database of its own, which is dropped at the end."""
    name = f"document_apis_e2e_{secrets.token_hex(4)}"
    with psycopg.connect(maintenance_address(server_url), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        try:
            yield urlsplit(server_url)._replace(path=f"/{name}").geturl()
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def remove_queues(broker_url: str, name: str) -> None:
    """Remove a service's queues with all that they hold."""
    if broker_url.startswith("redis"):
        with redis.Redis.from_url(broker_url) as client:
            client.delete(*client.keys(f"*{name}*"))
        return
    with Connection(broker_url) as broker, broker.channel() as channel:
        for queue in (name, f"{name}-upkeep"):
            channel.queue_delete(queue)


@contextmanager
def scratch_queue(broker_url: str) -> Iterator[dict[str, str]]:
    """Settings for queues of its own, which are removed at the end."""
    name = f"document-apis-e2e-{secrets.token_hex(4)}"
    try:
        yield {"BROKER_URL": broker_url, "QUEUE_NAME": name}
    finally:
        remove_queues(broker_url, name)


@contextmanager
def backing() -> Iterator[dict[str, str]]:
    """Settings for PostgreSQL and a broker where TEST_DATABASE_URL names one, else the embedded."""
    database_url = os.environ.get("TEST_DATABASE_URL")
    broker_url = os.environ.get("TEST_BROKER_URL")
    if not database_url:
        yield {}
        return
    with scratch_database(database_url) as scratch:
        if not broker_url:
            yield {"DATABASE_URL": scratch}
            return
        with scratch_queue(broker_url) as queue:
            yield {"DATABASE_URL": scratch, **queue}
