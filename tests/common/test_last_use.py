"""A key's use is noted while a request runs and written when its answer is closed."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import OperationalError, close_old_connections, connection
from django.test import RequestFactory

from common.last_use import note_use, write_noted_uses
from organizations.models import PlatformKey
from tests.factories import PlatformKeyFactory

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
WHOAMI = "/api/v1/unstract/whoami/"

pytestmark = pytest.mark.django_db


@pytest.fixture
def key(organization) -> PlatformKey:
    return PlatformKeyFactory(organization=organization, last_used_at=None)


def last_use(key: PlatformKey) -> datetime | None:
    return PlatformKey.objects.values_list("last_used_at", flat=True).get(pk=key.pk)


@pytest.fixture
def _one_connection():
    """Requests keep the test's own connection, as they do under Django's test client."""
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    yield
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


@pytest.mark.usefixtures("_one_connection")
def test_the_whole_answer_goes_out_before_anything_is_written(key):
    request = RequestFactory(headers={"authorization": f"Bearer {key.secret}"}).get(WHOAMI)
    statuses = []
    answer = WSGIHandler()(request.environ, lambda status, headers: statuses.append(status))
    body = b"".join(answer)
    assert statuses == ["200 OK"]
    assert b"org_acme" in body
    assert last_use(key) is None
    # as a server does when the last byte is sent
    answer.close()
    assert last_use(key) is not None


def test_noting_costs_no_query(key, django_assert_num_queries):
    with django_assert_num_queries(0):
        note_use(key, NOW)
    with django_assert_num_queries(1):
        write_noted_uses()
    assert last_use(key) == NOW
    with django_assert_num_queries(0):
        write_noted_uses()


@pytest.mark.parametrize(
    ("seconds_ago", "is_written"), [(0, False), (59, False), (60, True), (3600, True)]
)
def test_a_use_is_written_at_most_once_a_minute(
    organization, django_assert_num_queries, seconds_ago, is_written
):
    key = PlatformKeyFactory(
        organization=organization, last_used_at=NOW - timedelta(seconds=seconds_ago)
    )
    note_use(key, NOW)
    with django_assert_num_queries(1 if is_written else 0):
        write_noted_uses()
    assert last_use(key) == (NOW if is_written else key.last_used_at)


@pytest.mark.parametrize(
    ("offset", "is_written"),
    [
        (timedelta(seconds=-10), False),
        (timedelta(seconds=10), False),
        (timedelta(minutes=-1), True),
    ],
)
def test_what_another_process_wrote_meanwhile_counts(key, offset, is_written):
    note_use(key, NOW)
    PlatformKey.objects.update(last_used_at=NOW + offset)
    write_noted_uses()
    assert last_use(key) == (NOW if is_written else NOW + offset)


def test_many_uses_at_once_are_one_write(key, organization, django_assert_num_queries):
    other = PlatformKeyFactory(organization=organization, last_used_at=None)
    for second in range(20):
        note_use(key, NOW + timedelta(seconds=second))
    note_use(other, NOW)
    with django_assert_num_queries(2):
        write_noted_uses()
    assert last_use(key) == NOW + timedelta(seconds=19)
    assert last_use(other) == NOW


def test_a_key_deleted_meanwhile_is_no_failure(key):
    note_use(key, NOW)
    key.service_account.delete()
    write_noted_uses()
    assert not PlatformKey.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_failed_write_is_logged_and_dropped(key, caplog, django_assert_num_queries):
    def refuse(execute, sql, params, many, context):
        raise OperationalError("database is locked")

    note_use(key, NOW)
    with connection.execute_wrapper(refuse):
        write_noted_uses()
    assert f"PlatformKey {key.pk} was not written" in caplog.text
    assert last_use(key) is None
    with django_assert_num_queries(0):
        write_noted_uses()
