"""Requests to the outside, against servers on this machine."""

import gzip
import logging
import socket
import ssl
import time
import zlib
from collections.abc import Callable, Iterator
from email.message import Message
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import ClassVar

import pytest

from common import outbound
from common.outbound import (
    AddressNotPublic,
    AnswerTooLarge,
    AnswerUnreadable,
    CertificateNotTrusted,
    Deadline,
    OutboundClient,
    OutboundError,
    OutboundPolicy,
    TimedOut,
    Unreachable,
)
from tests.executions.https_server import https_server

HELLO = b"hello"


class Handler(BaseHTTPRequestHandler):
    """Answers as the path says."""

    protocol_version = "HTTP/1.1"
    received: ClassVar[list[tuple[str, Message, bytes]]] = []
    bodies: ClassVar[dict[str, tuple[str, bytes]]] = {}

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.received.append((self.path, self.headers, body))
        if self.path == "/trickle":
            self.wfile.write(b"HTTP/1.1 200 OK\r\n")
            for _ in range(50):
                self.wfile.write(b"X-A: b\r\n")
                self.wfile.flush()
                time.sleep(0.05)
        if self.path == "/redirect":
            self._send(b"", status=302, Location="/elsewhere")
            return
        encoding, content = self.bodies.get(self.path, ("", HELLO))
        self._send(content, **({"Content-Encoding": encoding} if encoding else {}))

    def do_POST(self) -> None:
        self.do_GET()

    def _send(self, body: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[str, str]]:
    Handler.received.clear()
    Handler.bodies.clear()
    with https_server(Handler, tmp_path) as server:
        yield server


@pytest.fixture
def ask(server) -> Callable[..., tuple[int, bytes]]:
    address, certificate = server

    def ask(url: str = "/", *, method="GET", content=b"", seconds=10.0, max_bytes=10_000, **policy):
        url = f"{address}{url}" if url.startswith("/") else url
        policy = {"loopback_addresses": True, "ca_bundle": certificate, **policy}
        with (
            OutboundClient(OutboundPolicy(**policy)) as client,
            client.request(
                method, url, deadline=Deadline.after(seconds), max_bytes=max_bytes, content=content
            ) as answer,
        ):
            return answer.status, b"".join(answer.pieces)

    return ask


def test_an_answer_is_read(ask):
    assert ask("/a;b?c=%2F&d#e") == (200, HELLO)
    (path, headers, body), *_ = Handler.received
    assert (path, body) == ("/a;b?c=%2F&d", b"")
    assert headers["Host"].startswith("localhost:")
    assert "Authorization" not in headers


def test_content_is_sent(ask):
    content = b"x" * 300_000
    ask("/", method="POST", content=content)
    assert Handler.received[0][2] == content


def test_the_bundle_is_trusted_besides_the_usual_certificates(server):
    usual = outbound._trust("").get_ca_certs()
    both = outbound._trust(server[1]).get_ca_certs()
    assert len(usual) > 50
    assert len(both) == len(usual) + 1
    assert all(certificate in both for certificate in usual)


def test_without_the_bundle_the_certificate_is_not_trusted(ask):
    with pytest.raises(CertificateNotTrusted):
        ask(ca_bundle="")


def test_a_certificate_of_another_host_is_not_trusted(ask, server, monkeypatch):
    found = socket.getaddrinfo("127.0.0.1", 443, type=socket.SOCK_STREAM)
    port = int(server[0].rpartition(":")[2])
    answer = [(*found[0][:4], ("127.0.0.1", port))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: answer)
    with pytest.raises(CertificateNotTrusted):
        ask(f"https://other.example:{port}/")


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "2130706433",
        "0.0.0.0",  # noqa: S104  # nothing listens here
        "10.0.0.1",
        "100.64.0.1",
        "169.254.169.254",
        "192.88.99.1",
        "224.0.0.1",
        "255.255.255.255",
        "[::]",
        "[::1]",
        "[::ffff:10.0.0.1]",
        "[::127.0.0.1]",
        "[fe80::1]",
        "[fe80::1%25lo]",
        "[fec0::1]",
        "[fd00::1]",
        "[ff02::1]",
        "[64:ff9b::a00:1]",
        "[64:ff9b:1::a00:1]",
        "[2001::1]",
        "[2001:db8::1]",
        "[2002:a00:1::]",
        "[5f00::1]",
        "[3fff::1]",
    ],
)
def test_addresses_that_are_not_public_are_not_asked(ask, host, monkeypatch):
    def connect(*args: object) -> None:
        raise AssertionError("connected")

    monkeypatch.setattr(socket.socket, "connect", connect)
    with pytest.raises((AddressNotPublic, Unreachable)):
        ask(f"https://{host}/", loopback_addresses=False)


@pytest.mark.parametrize(
    "address", ["2606:4700::1111%lo", "::ffff:127.0.0.1%lo", "fe80::1%lo", "64:ff9b::7f00:1%lo"]
)
def test_addresses_of_one_link_are_not_asked(ask, address, monkeypatch):
    found = [(socket.AF_INET6, socket.SOCK_STREAM, 6, "", (address, 443, 0, 1))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: found)
    with pytest.raises(AddressNotPublic):
        ask("https://scoped.example/", loopback_addresses=False)


def test_loopback_is_no_other_private_network(ask, monkeypatch):
    with pytest.raises(AddressNotPublic):
        ask("https://10.0.0.1/")


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost/",
        "ftp://localhost/",
        "https:///",
        "https://[",
        "https://localhost:99999/",
        "https://a..b/",
        f"https://{'x' * 300}/",
        "https://\u2603.example/",
        "https://localhost/\u2603",
        "https://localhost/\r\nX: y",
        "https://localhost:1/",
    ],
)
def test_what_leads_nowhere_is_unreachable(ask, url):
    with pytest.raises(Unreachable):
        ask(url)


def test_a_redirect_is_handed_back(ask):
    assert ask("/redirect")[0] == 302
    assert len(Handler.received) == 1


@pytest.mark.parametrize("seconds", [0.2, 0, -1])
def test_a_trickle_does_not_outlast_the_deadline(ask, seconds):
    started = time.monotonic()
    with pytest.raises(TimedOut):
        ask("/trickle", seconds=seconds)
    assert time.monotonic() - started < 1


def test_a_peer_that_never_greets_does_not_outlast_the_deadline(ask):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        started = time.monotonic()
        with pytest.raises(TimedOut):
            ask(f"https://localhost:{silent.getsockname()[1]}/", seconds=0.2)
    assert time.monotonic() - started < 1


@pytest.mark.parametrize(
    ("encoding", "content"),
    [
        ("gzip", gzip.compress(HELLO, mtime=0)),
        ("x-gzip", gzip.compress(b"he", mtime=0) + gzip.compress(b"llo", mtime=0)),
        ("deflate", zlib.compress(HELLO)),
        ("identity", HELLO),
    ],
)
def test_a_packed_answer_is_unpacked(ask, encoding, content):
    Handler.bodies["/"] = (encoding, content)
    assert ask("/") == (200, HELLO)


@pytest.mark.parametrize(
    ("encoding", "content"),
    [
        ("gzip", HELLO),
        ("gzip", gzip.compress(HELLO, mtime=0)[:-4]),
        ("br", HELLO),
        ("gzip, gzip", gzip.compress(gzip.compress(HELLO, mtime=0), mtime=0)),
    ],
)
def test_what_cannot_be_unpacked(ask, encoding, content):
    Handler.bodies["/"] = (encoding, content)
    with pytest.raises(AnswerUnreadable):
        ask("/")


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_a_large_answer_is_not_read_to_its_end(ask, encoding):
    content = b"x" * 1_000_000
    Handler.bodies["/"] = (
        encoding,
        gzip.compress(content, mtime=0) if encoding == "gzip" else content,
    )
    assert ask("/", max_bytes=len(content)) == (200, content)
    with pytest.raises(AnswerTooLarge):
        ask("/", max_bytes=len(content) - 1)


def test_proxies_and_credentials_of_the_environment_are_not_used(ask, monkeypatch, tmp_path):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine localhost login someone password s3cret")
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("SSL_CERT_FILE", str(netrc))
    assert ask("/") == (200, HELLO)
    assert "Authorization" not in Handler.received[0][1]


def test_nothing_logged_or_raised_holds_a_secret(ask, server, caplog):
    caplog.set_level(logging.DEBUG)
    url = server[0].replace("https://", "https://user:pass-word@") + "/?sig=query-secret"
    ask(url)
    with pytest.raises(OutboundError) as failed:
        ask(url, ca_bundle="")
    shown = caplog.text + repr(failed.value) + repr(failed.value.__cause__)
    assert "connect_tcp" in shown
    assert "pass-word" not in shown
    assert "query-secret" not in shown


def test_a_bundle_that_is_none_fails_at_once(tmp_path):
    (tmp_path / "none.pem").write_text("nothing")
    with pytest.raises(ssl.SSLError):
        OutboundClient(OutboundPolicy(ca_bundle=str(tmp_path / "none.pem")))
