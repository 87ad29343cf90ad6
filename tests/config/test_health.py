import os
import shutil
import socket
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import DatabaseError
from django.utils import timezone
from kombu import Connection
from kombu.exceptions import OperationalError

from config import health
from config.celery import app
from executions.heartbeats.models import Heartbeat
from executions.heartbeats.services import beat, begin, end

READY = ("/health", "/health/ready")


def test_a_process_that_answers_is_alive(client):
    response = client.get("/health/live")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


@pytest.mark.django_db
@pytest.mark.parametrize("path", READY)
def test_ready_when_all_it_needs_answers(client, path):
    response = client.get(path)
    assert response.status_code == 200
    assert response.json() == {
        "status": "ok",
        "checks": {"database": "ok", "storage": "ok", "queue": "ok"},
        "workers": [],
        "scheduler": [],
    }


@pytest.mark.django_db
@pytest.mark.parametrize(("age", "is_silent"), [(5, False), (60, True)])
def test_it_says_when_workers_and_scheduler_were_last_heard_of(client, age, is_silent):
    with time_machine.travel(datetime.now(UTC) - timedelta(seconds=age)):
        for role in Heartbeat.Role:
            beat(role)
    response = client.get("/health/ready")
    assert response.status_code == 200
    for member in ("workers", "scheduler"):
        (row,) = response.json()[member]
        assert row["name"] == f"{socket.gethostname()}:{os.getpid()}"
        assert age <= row["seconds"] < age + 5
        assert row["is_silent"] is is_silent


@pytest.mark.django_db
def test_a_process_that_was_killed_is_forgotten_when_its_successor_begins(client):
    killed = subprocess.Popen([sys.executable, "-c", ""])
    killed.wait()
    Heartbeat.objects.create(
        role=Heartbeat.Role.WORKER,
        host=socket.gethostname(),
        process_id=killed.pid,
        started_at=timezone.now(),
        seen_at=timezone.now(),
    )
    begin(Heartbeat.Role.WORKER)
    (row,) = client.get("/health/ready").json()["workers"]
    assert row["name"] == f"{socket.gethostname()}:{os.getpid()}"


@pytest.mark.django_db
def test_a_process_that_ended_as_it_should_is_not_missed(client):
    beat(Heartbeat.Role.WORKER)
    end(Heartbeat.Role.WORKER)
    assert client.get("/health/ready").json()["workers"] == []


@pytest.mark.django_db
def test_the_check_leaves_nothing_in_storage(client, settings):
    client.get("/health/ready")
    assert not any(path.is_file() for path in (settings.DOCUMENT_DIR / "health").iterdir())


@pytest.mark.django_db
@pytest.mark.parametrize("failing", ["database", "storage", "queue"])
@pytest.mark.parametrize("error", [DatabaseError, OSError, OperationalError])
def test_what_fails_is_named(client, monkeypatch, failing, error):
    def fails():
        raise error("secret details")

    checks = {name: lambda: None for name in health.CHECKS} | {failing: fails}
    monkeypatch.setattr(health, "CHECKS", checks)
    response = client.get("/health/ready")
    assert response.status_code == 503
    assert response.json()["status"] == "failing"
    assert {name for name, told in response.json()["checks"].items() if told != "ok"} == {failing}
    assert "secret" not in response.content.decode()


@pytest.mark.django_db
def test_a_lost_folder_of_the_queue_is_found(client, settings):
    folder = settings.QUEUE_DIR / "messages"
    shutil.rmtree(folder)
    try:
        response = client.get("/health/ready")
    finally:
        folder.mkdir()
    assert (response.status_code, response.json()["checks"]["queue"]) == (503, "failing")


@pytest.mark.django_db
def test_a_storage_that_is_no_folder_is_found(client, settings, tmp_path):
    (tmp_path / "file").touch()
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path / "file")},
        },
    }
    response = client.get("/health/ready")
    assert (response.status_code, response.json()["checks"]["storage"]) == (503, "failing")


@pytest.mark.django_db
def test_a_broker_that_does_not_answer_is_found(client, settings, monkeypatch):
    settings.BROKER_URL = "amqp://guest:guest@127.0.0.1:1//"
    nobody = Connection(settings.BROKER_URL, connect_timeout=1)
    monkeypatch.setattr(app, "connection_for_write", lambda: nobody)
    response = client.get("/health/ready")
    assert (response.status_code, response.json()["checks"]["queue"]) == (503, "failing")


@pytest.mark.django_db
def test_health_is_asked_over_plain_http_behind_a_proxy(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    for path in (*READY, "/health/live"):
        assert client.get(path).status_code == 200
    assert client.get("/api/docs/").status_code == 301
