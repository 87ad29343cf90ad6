"""Web and worker with data folders of their own and one object store, telling a receiver."""

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from queue import Queue
from typing import ClassVar

import boto3
import httpx
import pytest
from moto.server import ThreadedMotoServer
from standardwebhooks import Webhook

from tests.e2e.service import SAMPLES, Service, free_port
from tests.executions.https_server import https_server


class Receiver(BaseHTTPRequestHandler):
    received: ClassVar[Queue[tuple[dict[str, str], bytes]]] = Queue()
    busy: ClassVar[threading.Event] = threading.Event()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/slow":
            self.busy.wait(30)
        self.received.put((dict(self.headers), body))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def receiver(tmp_path: Path) -> Iterator[tuple[str, str]]:
    with https_server(Receiver, tmp_path) as server:
        yield server


@pytest.fixture
def bucket() -> Iterator[str]:
    """The address of an object store with a bucket in it."""
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    boto3.client(
        "s3",
        endpoint_url=f"http://{host}:{port}",
        aws_access_key_id="key",
        aws_secret_access_key="secret",
        region_name="us-east-1",
    ).create_bucket(Bucket="documents")
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def spread(tmp_path: Path, bucket: str, receiver: tuple[str, str]) -> Iterator[Service]:
    settings = {
        "STORAGE_URL": f"s3://key:secret@/documents?region=us-east-1&endpoint={bucket}",
        "WEBHOOK_ALLOW_LOOPBACK": "true",
        "OUTBOUND_CA_BUNDLE": receiver[1],
        "SWEEP_SECONDS": "2",
        "WORKER_PROCESSES": "1",
    }
    data_dir = tmp_path / "data"
    data_dir.mkdir()
    running = Service(data_dir, settings, free_port())
    running.prepare()
    running.start()
    try:
        yield running
    finally:
        Receiver.busy.set()
        running.stop()


def submit(service: Service, **fields: str) -> dict:
    answer = httpx.post(
        service.endpoint,
        files={"files": ("invoice.pdf", (SAMPLES / "invoice.pdf").read_bytes())},
        data={"timeout": "60", **fields},
        headers=service.key,
        timeout=90,
    )
    assert answer.status_code == 200, (answer.text, service.log())
    message: dict = answer.json()["message"]
    return message


def test_documents_go_through_the_store_and_the_end_is_told(
    spread: Service, receiver: tuple[str, str]
):
    # a receiver that takes its time keeps no document waiting, though there is one worker
    submit(spread, webhook_url=f"{receiver[0]}/slow")
    started = time.monotonic()
    message = submit(spread, webhook_url=f"{receiver[0]}/hook")
    assert time.monotonic() - started < 10
    assert message["execution_status"] == "COMPLETED"
    (result,) = message["result"]
    assert result["result"]["output"]["invoice_number"] == "HP-2026-0417"
    headers, body = Receiver.received.get(timeout=30)
    with spread.platform() as client:
        deployment = client.get(f"api/deployment/{spread.acme['deployment']['id']}/").json()
    told = Webhook(deployment["webhook_secret"]).verify(body, headers)
    assert told["data"]["execution_id"] == message["execution_id"]
    documents = spread.data_dir / "documents"
    assert [path for path in documents.rglob("*") if path.is_file()] == []
    assert json.loads(body)["type"] == "execution.completed"
