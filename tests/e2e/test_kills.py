"""Nothing is lost, stuck or done twice, whatever dies while documents are in flight."""

import os
import shutil
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import httpx
import psycopg
import pytest

from tests.e2e.backing import remove_queues
from tests.e2e.service import SAMPLES, Service

_FINISH_SECONDS = 120

pytestmark = [pytest.mark.kill, pytest.mark.timeout(300)]

DOCUMENT = (SAMPLES / "invoice_multipage.pdf").read_bytes()


def submit(service: Service, count: int = 30, **fields: str) -> str:
    files = [("files", (f"{number}.pdf", DOCUMENT)) for number in range(count)]
    answer = httpx.post(service.endpoint, files=files, data=fields, headers=service.key, timeout=30)
    assert answer.status_code == 200, answer.text
    execution_id: str = answer.json()["message"]["execution_id"]
    return execution_id


def look(service: Service, execution_id: str, part: str = "") -> Any:
    """What the API says; asked again while the service is coming back."""
    deadline = time.monotonic() + 60
    while True:
        with suppress(httpx.TransportError), service.platform() as client:
            answer = client.get(f"execution/{execution_id}/{part}")
            if answer.status_code < 500:
                assert answer.status_code == 200, answer.text
                return answer.json()
        assert time.monotonic() < deadline, service.log()
        time.sleep(0.2)


def wait_until_taken_up(service: Service, execution_id: str) -> None:
    deadline = time.monotonic() + 60
    while look(service, execution_id)["status"] == "PENDING":
        assert time.monotonic() < deadline, service.log()
        time.sleep(0.01)


def assert_in_flight(service: Service, execution_id: str) -> None:
    assert look(service, execution_id)["status"] == "EXECUTING", "all ended before the blow"


def assert_all_done_once(service: Service, execution_id: str, count: int = 30) -> None:
    deadline = time.monotonic() + _FINISH_SECONDS
    execution = look(service, execution_id)
    while execution["status"] in {"PENDING", "EXECUTING"} and time.monotonic() < deadline:
        time.sleep(0.5)
        execution = look(service, execution_id)
    assert execution["status"] == "COMPLETED", (execution["status"], service.log())
    assert (execution["successful_files"], execution["failed_files"]) == (count, 0)
    results = execution["results"]
    assert [result["file"] for result in results] == [f"{number}.pdf" for number in range(count)]
    assert len({result["file_execution_id"] for result in results}) == count
    outputs = [result["result"]["output"] for result in results]
    assert outputs[0]["invoice_number"]
    assert all(output == outputs[0] for output in outputs)


def kill(*pids: int) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def test_every_worker_dies(service: Service):
    execution_id = submit(service)
    wait_until_taken_up(service, execution_id)
    parents, children = service.workers()
    assert parents
    assert children
    kill(*service.readers(), *parents, *children)
    assert_in_flight(service, execution_id)
    assert_all_done_once(service, execution_id)


def test_a_worker_process_dies(service: Service):
    execution_id = submit(service)
    wait_until_taken_up(service, execution_id)
    _, children = service.workers()
    kill(children[0])
    assert_in_flight(service, execution_id)
    assert_all_done_once(service, execution_id)


def test_the_leader_of_the_workers_dies(service: Service):
    execution_id = submit(service)
    wait_until_taken_up(service, execution_id)
    parents, _ = service.workers()
    kill(*parents)
    assert_in_flight(service, execution_id)
    assert_all_done_once(service, execution_id)


def test_a_reader_dies(service: Service):
    """The process that parses a document is made to be killed: the file is read again or fails."""
    execution_id = submit(service, 6)
    wait_until_taken_up(service, execution_id)
    kill(*service.readers())
    deadline = time.monotonic() + _FINISH_SECONDS
    while look(service, execution_id)["status"] == "EXECUTING":
        assert time.monotonic() < deadline, service.log()
        time.sleep(0.2)
    execution = look(service, execution_id)
    assert execution["successful_files"] + execution["failed_files"] == 6
    for result in execution["results"]:
        assert (result["result"] is None) == bool(result["error"])


@pytest.fixture
def restored(service: Service) -> Iterator[Service]:
    """The service is up again for the next test, whatever happens in this one."""
    yield service
    if not service.is_running:
        service.start()


def test_the_whole_service_dies_and_starts_again(restored: Service):
    execution_id = submit(restored)
    wait_until_taken_up(restored, execution_id)
    restored.kill()
    restored.start()
    assert_all_done_once(restored, execution_id)


def test_a_gentle_stop_lets_running_documents_end(restored: Service):
    execution_id = submit(restored)
    wait_until_taken_up(restored, execution_id)
    restored.stop()
    states = restored.manage(
        "shell",
        "--verbosity=0",
        "--command",
        "from executions.models import FileExecution as F\n"
        f"for f in F.objects.filter(execution='{execution_id}'): print(f.status, f.attempts)",
    ).split("\n")
    counts = {state: states.count(state) for state in set(filter(None, states))}
    assert sum(counts.values()) == 30
    assert set(counts) <= {"PENDING 0", "COMPLETED 1"}, counts
    assert counts.get("COMPLETED 1", 0) >= 1
    restored.start()
    assert_all_done_once(restored, execution_id)


def test_the_queue_is_lost(service: Service):
    execution_id = submit(service)
    wait_until_taken_up(service, execution_id)
    if broker_url := service.settings.get("BROKER_URL"):
        remove_queues(broker_url, service.settings["QUEUE_NAME"])
    else:
        shutil.rmtree(service.data_dir / "queue")
    assert_in_flight(service, execution_id)
    assert_all_done_once(service, execution_id)
    assert service.is_ready()


@pytest.mark.postgres
def test_every_connection_to_the_database_is_cut(service: Service):
    """Again and again for some seconds, so that it hits every step of the work."""
    execution_id = submit(service)
    wait_until_taken_up(service, execution_id)
    with psycopg.connect(service.settings["DATABASE_URL"], autocommit=True) as connection:
        for _ in range(15):
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            time.sleep(0.2)
    assert_all_done_once(service, execution_id)


@pytest.mark.postgres
def test_what_is_answered_while_connections_are_cut_is_found_again(service: Service):
    stop = threading.Event()

    def cut() -> None:
        with psycopg.connect(service.settings["DATABASE_URL"], autocommit=True) as connection:
            while not stop.wait(0.3):
                connection.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )

    cutter = threading.Thread(target=cut)
    cutter.start()
    accepted = []
    try:
        deadline = time.monotonic() + 5
        while time.monotonic() < deadline:
            answer = httpx.post(
                service.endpoint,
                files=[("files", ("0.pdf", DOCUMENT))],
                headers=service.key,
                timeout=30,
            )
            if answer.status_code == 200:
                accepted.append(answer.json()["message"]["execution_id"])
            else:
                assert answer.status_code in {429, 503}, answer.text
                assert answer.json()["message"]["execution_status"] == "ERROR"
    finally:
        stop.set()
        cutter.join()
    assert accepted
    for execution_id in accepted:
        assert_all_done_once(service, execution_id, 1)


def test_the_web_process_dies_in_mid_upload(service: Service):
    def listed() -> int:
        with service.platform() as client:
            count: int = client.get("execution/").json()["count"]
            return count

    before = listed()
    half_sent = threading.Event()
    killed = threading.Event()
    start = (
        b"--cut\r\n"
        b'Content-Disposition: form-data; name="files"; filename="0.pdf"\r\n'
        b"Content-Type: application/pdf\r\n\r\n"
    )
    half = bytes(4_000_000)
    end = b"\r\n--cut--\r\n"

    def body() -> Iterator[bytes]:
        yield start + half
        half_sent.set()
        killed.wait(20)
        yield half + end

    headers = {
        **service.key,
        "Content-Type": "multipart/form-data; boundary=cut",
        "Content-Length": str(len(start + half + half + end)),
    }

    def upload() -> None:
        with suppress(httpx.TransportError):
            httpx.post(service.endpoint, content=body(), headers=headers, timeout=30)

    sender = threading.Thread(target=upload)
    sender.start()
    assert half_sent.wait(20)
    time.sleep(0.3)
    kill(*service.pids("gunicorn"))
    killed.set()
    sender.join()
    deadline = time.monotonic() + 60
    while not service.is_ready():
        assert time.monotonic() < deadline, service.log()
        time.sleep(0.2)
    assert listed() == before
    assert_all_done_once(service, submit(service, 1), 1)


def test_a_submission_whose_answer_was_lost_is_not_done_twice(service: Service):
    """The client that lost its answer sends again with the same key, and gets the first run."""
    headers = {**service.key, "Idempotency-Key": f"lost-{time.time()}"}

    def send() -> httpx.Response:
        files = [("files", ("0.pdf", DOCUMENT))]
        return httpx.post(service.endpoint, files=files, headers=headers, timeout=30)

    answers: list[str] = []

    def send_and_note() -> None:
        with suppress(httpx.TransportError):
            answer = send()
            if answer.is_success:
                answers.append(answer.json()["message"]["execution_id"])

    sender = threading.Thread(target=send_and_note)
    sender.start()
    time.sleep(0.03)
    kill(*service.pids("gunicorn"))
    sender.join()
    deadline = time.monotonic() + 60
    while not service.is_ready():
        assert time.monotonic() < deadline, service.log()
        time.sleep(0.2)
    answer = send()
    assert answer.status_code == 200, answer.text
    execution_id = answer.json()["message"]["execution_id"]
    assert set(answers) <= {execution_id}
    assert send().json()["message"]["execution_id"] == execution_id
    assert_all_done_once(service, execution_id, 1)
