"""The servers that CI tests against: where they are, and whether they answer.

``python -m tests.servers`` ends with 1 and one sentence for each that doesn't.
"""

import os
import sys
from collections.abc import Callable
from urllib.parse import urlsplit

import psycopg
import redis
from amqp.exceptions import AMQPError
from kombu import Connection

# by the marker of the tests that need the server: the variable that says where it is
VARIABLES = {
    "postgres": "TEST_DATABASE_URL",
    "rabbitmq": "TEST_BROKER_URL",
    "redis": "TEST_REDIS_URL",
}
_SECONDS = 5


def maintenance_address(database_url: str) -> str:
    """The database that a PostgreSQL server always has, to make and drop others from."""
    return urlsplit(database_url)._replace(scheme="postgres", path="/postgres").geturl()


def _postgres(url: str) -> None:
    psycopg.connect(maintenance_address(url), connect_timeout=_SECONDS).close()


def _rabbitmq(url: str) -> None:
    with Connection(url, connect_timeout=_SECONDS) as connection:
        connection.connect()


def _redis(url: str) -> None:
    with redis.Redis.from_url(url, socket_connect_timeout=_SECONDS) as client:
        client.ping()


_CHECKS: dict[str, tuple[str, Callable[[str], None]]] = {
    "postgres": ("PostgreSQL", _postgres),
    "rabbitmq": ("RabbitMQ", _rabbitmq),
    "redis": ("Redis", _redis),
}
_REFUSALS = (psycopg.Error, AMQPError, redis.RedisError, OSError)


def complaints() -> list[str]:
    """A sentence for each server that is not named or doesn't answer."""
    found = []
    for marker, (name, check) in _CHECKS.items():
        variable = VARIABLES[marker]
        url = os.environ.get(variable)
        if not url:
            found.append(f"{variable} is not set; it says where {name} is.")
            continue
        try:
            check(url)
        except _REFUSALS as error:
            where = urlsplit(url)
            found.append(f"{name} doesn't answer at {where.hostname}:{where.port} ({error}).")
    return found


if __name__ == "__main__":
    sys.exit("\n".join(complaints()) or 0)
