"""Presigned URLs against a local HTTPS server, which only these tests allow."""

import gzip
import socket
import time
from collections.abc import Iterator
from email.message import Message
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import ClassVar

import pytest

from executions.intake import presigned
from executions.models import Execution, FileExecution
from tests.executions.https_server import https_server

pytestmark = pytest.mark.django_db

INVOICE = b"Invoice number: INV-7\n"


class Handler(BaseHTTPRequestHandler):
    headers_seen: ClassVar[list[Message]] = []

    def do_GET(self) -> None:
        self.headers_seen.append(self.headers)
        path = self.path.partition("?")[0]
        if path == "/redirect":
            self.send_response(302)
            self.send_header("Location", "/invoice.txt")
            self.end_headers()
        elif path == "/gone":
            self.send_error(404)
        elif path == "/large":
            self._send(b"x" * 2000)
        elif path == "/slow":
            self.send_response(200)
            self.end_headers()
            for _ in range(50):
                self.wfile.write(b"x")
                self.wfile.flush()
                time.sleep(0.1)
        elif path == "/slow-headers":
            for _ in range(50):
                self.wfile.write(b"x")
                self.wfile.flush()
                time.sleep(0.1)
        elif path == "/short":
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            self.wfile.write(INVOICE)
        elif path == "/bomb":
            self.send_response(200)
            self.send_header("Content-Encoding", "gzip")
            self.end_headers()
            self.wfile.write(gzip.compress(b"x" * 10_000_000))
        else:
            self._send(INVOICE)

    def _send(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def bucket(tmp_path: Path, settings) -> Iterator[str]:
    """The address of an HTTPS server that presigned URLs may name."""
    with https_server(Handler, tmp_path) as (address, certificate):
        settings.PRESIGNED_URL_HOSTS = [address.removeprefix("https://")]
        settings.PRESIGNED_URL_ALLOW_LOOPBACK = True
        settings.OUTBOUND_CA_BUNDLE = certificate
        yield address


def submit(caller, endpoint, *urls: str, **fields):
    return caller.post(endpoint, {"presigned_urls": list(urls), **fields}, format="multipart")


def error_of(response) -> str:
    return response.json()["message"]["error"]


def test_documents_are_fetched_and_processed(caller, endpoint, bucket, run_worker):
    response = submit(caller, endpoint, f"{bucket}/a/in%20voice.txt?X-Amz-Signature=s3cret")
    assert response.status_code == 200, response.content
    run_worker()
    file = FileExecution.objects.get()
    assert file.file_name == "in voice.txt"
    assert file.size_bytes == len(INVOICE)
    assert file.result["output"] == {"invoice_number": "INV-7"}


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/redirect", 400, "redirect"),
        ("/gone", 502, "answered 404"),
        ("/large", 413, "larger than"),
        ("/slow", 504, "took too long"),
        ("/slow-headers", 504, "took too long"),
        ("/short", 502, "can't be reached"),
        ("/bomb", 413, "larger than"),
    ],
)
def test_what_cannot_be_fetched_is_named_without_its_query(
    caller, endpoint, bucket, settings, path, status, words
):
    settings.MAX_FILE_BYTES = 1000
    settings.PRESIGNED_URL_SECONDS = 0.3 if status == 504 else 20
    response = submit(caller, endpoint, f"{bucket}{path}?X-Amz-Signature=s3cret")
    assert response.status_code == status, response.content
    assert f"https://localhost{path}" in error_of(response)
    assert words in error_of(response)
    assert "s3cret" not in response.content.decode()
    assert not Execution.objects.exists()


@pytest.mark.parametrize(
    "url",
    [
        "http://bucket.s3.amazonaws.com/a.pdf",
        "https://example.com/a.pdf",
        "https://bucket.s3.amazonaws.com.example.com/a.pdf",
        "https://user@bucket.s3.amazonaws.com/a.pdf",
        "https://bucket.s3.amazonaws.com:8443/a.pdf",
        "https://127.0.0.1/a.pdf",
        "https://2130706433/a.pdf",
        "https://[::1]/a.pdf",
        "https://bucket.s3.amazonaws.com:port/a.pdf",
        "https://[bucket/a.pdf",
        # where programs disagree about which host this is
        "https://evil.example\\.s3.amazonaws.com/a.pdf",
        "https://evil.example\\@bucket.s3.amazonaws.com/a.pdf",
        "https://bucket.s3.amazonaws.com@evil.example/a.pdf",
        "https://evil.example#.s3.amazonaws.com/a.pdf",
        "https://evil.example?.s3.amazonaws.com/a.pdf",
        "https://evil\u3002example/.s3.amazonaws.com",
        "https://\uff33\uff13.amazonaws.com/a.pdf",
        "https://bucket.s3.amazonaws.com./a.pdf",
        "https://bucket.s3.amazonaws.com:0443x/a.pdf",
        "https://bucket.s3.amazonaws.com:99999/a.pdf",
        "https://bucket.s3.amazonaws.com/a b.pdf",
        "https://bucket.s3.amazonaws.com/a\r\nHost: evil.example",
        "https://0x7f000001/a.pdf",
        "https:///a.pdf",
        "file:///etc/passwd",
        "a.pdf",
    ],
)
def test_other_addresses_are_refused_unasked(caller, endpoint, url):
    response = submit(caller, endpoint, url)
    assert response.status_code == 400, response.content
    assert response.json()["errors"][0]["attr"].startswith("presigned_urls")


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "0.0.0.0",  # noqa: S104  # nothing listens here
        "10.0.0.1",
        "100.64.0.1",
        "169.254.169.254",
        "192.168.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::127.0.0.1]",
        "[fe80::1]",
        "[fec0::1]",
        "[fd00::1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "localhost",
    ],
)
def test_an_allowed_name_that_leads_inside_is_refused(caller, endpoint, bucket, settings, host):
    settings.PRESIGNED_URL_ALLOW_LOOPBACK = False
    port = bucket.rpartition(":")[2]
    settings.PRESIGNED_URL_HOSTS = ["*"]
    response = submit(caller, endpoint, f"https://{host}:{port}/invoice.txt")
    assert response.status_code == 400, response.content
    assert "not public" in error_of(response)


def test_an_untrusted_certificate_is_refused(caller, endpoint, bucket, settings):
    settings.OUTBOUND_CA_BUNDLE = ""
    assert submit(caller, endpoint, f"{bucket}/invoice.txt").status_code == 502


def test_files_and_addresses_count_together(caller, endpoint, bucket):
    urls = [f"{bucket}/{number}.txt" for number in range(33)]
    assert submit(caller, endpoint, *urls).status_code == 400


def test_the_address_that_was_checked_is_the_one_connected_to(
    caller, endpoint, bucket, settings, monkeypatch
):
    """A name that leads to a public address when it is checked, and inside right after."""
    answers = iter(["93.184.215.14", "127.0.0.1", "127.0.0.1"])
    port = int(bucket.rpartition(":")[2])
    asked, connected = [], []

    def resolve(host, *args, **kwargs):
        asked.append(host)
        # an address needs no looking up
        address = host if host[0].isdigit() else next(answers)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    def connect(sock, address):
        connected.append(address)
        raise TimeoutError

    settings.PRESIGNED_URL_ALLOW_LOOPBACK = False
    settings.PRESIGNED_URL_HOSTS = ["*"]
    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(socket.socket, "connect", connect)
    response = submit(caller, endpoint, f"https://rebinding.example:{port}/invoice.txt")
    assert response.status_code == 504, response.content
    assert connected == [("93.184.215.14", port)]
    assert asked.count("rebinding.example") == 1


def test_proxies_of_the_environment_are_not_asked(caller, endpoint, bucket, monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    assert submit(caller, endpoint, f"{bucket}/invoice.txt").status_code == 200


def test_credentials_of_the_machine_are_not_sent(caller, endpoint, bucket, monkeypatch, tmp_path):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine localhost login someone password s3cret")
    monkeypatch.setenv("NETRC", str(netrc))
    Handler.headers_seen.clear()
    assert submit(caller, endpoint, f"{bucket}/invoice.txt").status_code == 200
    assert Handler.headers_seen
    assert all("Authorization" not in headers for headers in Handler.headers_seen)


def test_nothing_is_fetched_beyond_the_limit(caller, endpoint, bucket, settings):
    settings.MAX_RUNNING_EXECUTIONS = 0
    Handler.headers_seen.clear()
    assert submit(caller, endpoint, f"{bucket}/invoice.txt").status_code == 429
    assert Handler.headers_seen == []


def test_the_time_is_for_all_addresses_together(caller, endpoint, bucket, settings, monkeypatch):
    settings.PRESIGNED_URL_SECONDS = 0.5
    received = presigned._received

    def slowly(*args):
        time.sleep(0.6)
        return received(*args)

    monkeypatch.setattr(presigned, "_received", slowly)
    Handler.headers_seen.clear()
    response = submit(caller, endpoint, f"{bucket}/1.txt", f"{bucket}/2.txt")
    assert response.status_code == 504, response.content
    assert len(Handler.headers_seen) == 1
