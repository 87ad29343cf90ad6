"""Trying an adapter against a local server that speaks OpenAI's protocol."""

import logging
import socket
from http.server import BaseHTTPRequestHandler

import pytest

from common.crypto import MASK
from connections import trying
from tests.answers import error_of
from tests.engine.llm_server import (
    HANG_UP,
    KEY,
    Answer,
    LLMServer,
    completion,
    failure,
)
from tests.executions.https_server import https_server
from tests.factories import AdapterFactory
from tests.fixtures import signed_in

pytestmark = pytest.mark.django_db


class Model(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b'{"choices": [{"message": {"content": "OK"}}]}')

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def server():
    with LLMServer() as server:
        server.key = KEY
        yield server


@pytest.fixture
def tried(prefix, organization, owner):
    def tried(**fields):
        adapter = AdapterFactory(organization=organization, **fields)
        adapter.members.create(user=owner, role="owner")
        return signed_in(owner).post(f"{prefix}/adapter/{adapter.pk}/test/")

    return tried


def settings_of(server, **fields) -> dict:
    return {"api_base": server.base_url, "api_key": KEY, "model": "tiny-1", **fields}


def outcome(response) -> tuple[bool, str]:
    assert response.status_code == 200, response.content
    body = response.json()
    assert set(body) == {"is_valid", "detail"}
    return body["is_valid"], body["detail"]


def test_one_that_answers(server, tried):
    server.script(completion("OK"))
    assert outcome(tried(metadata=settings_of(server))) == (True, "The language model answered.")
    (received,) = server.received
    assert received.target == "/v1/chat/completions"
    assert received.body["model"] == "tiny-1"
    assert received.headers["Authorization"] == f"Bearer {KEY}"


@pytest.mark.parametrize("suffix", ["", "/", "/chat/completions", "/chat/completions/"])
def test_spellings_of_the_address(server, tried, suffix):
    server.script(completion("OK"))
    metadata = settings_of(server, api_base=f" {server.base_url}{suffix}?api-version=1 ")
    assert outcome(tried(metadata=metadata))[0] is True
    assert server.received[0].target == "/v1/chat/completions?api-version=1"


def test_one_that_wants_no_key(server, tried):
    server.key = None
    server.script(completion("OK"))
    assert outcome(tried(metadata=settings_of(server, api_key="")))[0] is True
    assert "Authorization" not in server.received[0].headers


def test_what_an_adapter_leaves_out_comes_from_the_settings(server, tried, settings):
    settings.LLM_BASE_URL, settings.LLM_MODEL = server.base_url, "from-settings"
    server.script(completion("OK"))
    assert outcome(tried(metadata={"api_key": KEY}))[0] is True
    assert server.received[0].body["model"] == "from-settings"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (failure(403, "no"), "refused the credential"),
        (failure(404, "no such model"), "is unknown at its base URL"),
        (failure(429, "slow down"), "limits how often it may be asked"),
        (failure(400, "bad"), "HTTP 400"),
        (failure(500, "broken"), "HTTP 500"),
        (failure(302, "over there", headers={"Location": "http://127.0.0.1:1/"}), "redirect"),
        (Answer(pieces=(b"<html>",)), "not a chat completion"),
        (Answer(pieces=(b"[]",)), "not a chat completion"),
        (Answer(pieces=(b'{"choices": []}',)), "not a chat completion"),
        (Answer(pieces=(b'{"choices": null}',)), "not a chat completion"),
        (Answer(pieces=(b"[" * 200_000,)), "not a chat completion"),
        (Answer(pieces=(b"\xff\xfe",)), "not a chat completion"),
        (Answer(pieces=(b"x" * 300_000,)), "answer is too large"),
        (HANG_UP, "could not be reached"),
    ],
)
def test_one_that_fails_says_why(server, tried, answer, words):
    server.script(answer)
    is_valid, detail = outcome(tried(metadata=settings_of(server)))
    assert is_valid is False
    assert words in detail


def test_a_refused_key_is_told_without_the_key(server, tried, caplog):
    caplog.set_level(logging.DEBUG)
    secret = "another-made-up-credential"
    response = tried(metadata=settings_of(server, api_key=secret))
    assert outcome(response) == (False, "The language model refused the credential.")
    assert secret not in response.content.decode()
    assert secret not in caplog.text


def test_one_that_takes_too_long(server, tried, monkeypatch):
    monkeypatch.setattr(trying, "_SECONDS", 0.2)
    server.script(completion("OK", pause_seconds=0.8))
    assert "in time" in outcome(tried(metadata=settings_of(server)))[1]


def test_an_answer_that_trickles_is_given_up(server, tried, monkeypatch):
    monkeypatch.setattr(trying, "_SECONDS", 0.3)
    server.script(Answer(pieces=(b" ",) * 20, pause_seconds=0.1))
    assert "in time" in outcome(tried(metadata=settings_of(server)))[1]


def test_nobody_there(tried):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    base = f"http://127.0.0.1:{port}/v1"
    is_valid, detail = outcome(tried(metadata={"api_base": base, "api_key": "x"}))
    assert (is_valid, detail) == (False, "The language model could not be reached (1 attempt).")


@pytest.mark.parametrize(
    "base",
    ["ftp://models.example.com", "models.example.com", "http://", "http://[", "file:///etc/passwd",
     "http://h:99999/", 7, ["x"], {"a": 1}],
)  # fmt: skip
def test_what_is_no_address(tried, base):
    is_valid, detail = outcome(tried(metadata={"api_base": base, "api_key": "x"}))
    assert is_valid is False
    assert "no http or https address" in detail


@pytest.mark.parametrize(
    "base", ["http://a..b/v1", "http://" + "x" * 300 + "/v1", "http://\u2603.invalid"]
)
def test_names_that_no_host_has(tried, base):
    assert "no http or https" in outcome(tried(metadata={"api_base": base, "api_key": "x"}))[1]


@pytest.mark.parametrize("key", ["two words", "line\nbreak", "schlüssel"])
def test_a_key_that_can_be_none(server, tried, key):
    assert "no key has" in outcome(tried(metadata=settings_of(server, api_key=key)))[1]


def test_private_addresses_are_refused_where_the_settings_say_so(server, tried, settings):
    settings.ADAPTER_PRIVATE_ADDRESSES = False
    server.script(completion("OK"))
    is_valid, detail = outcome(tried(metadata=settings_of(server)))
    assert is_valid is False
    assert "private" in detail
    assert server.received == []


def test_the_operators_certificates_are_trusted(tried, settings, tmp_path):
    with https_server(Model, tmp_path) as (address, certificate):
        metadata = {"api_base": f"{address}/v1", "api_key": "x"}
        assert "certificate" in outcome(tried(metadata=metadata))[1]
        settings.OUTBOUND_CA_BUNDLE = certificate
        assert outcome(tried(metadata=metadata))[0] is True


def test_one_without_credentials_is_not_tried(tried):
    response = tried(metadata={"api_key": MASK})
    assert outcome(response) == (False, "The adapter lacks its credentials; enter them.")


@pytest.mark.parametrize(
    ("adapter_type", "adapter_id"),
    [("X2TEXT", "openai"), ("OCR", "x"), ("LLM", "anthropic|1"), ("LLM", "openai2")],
)
def test_what_nothing_uses_cannot_be_tried(tried, adapter_type, adapter_id):
    error = error_of(tried(adapter_type=adapter_type, adapter_id=adapter_id))
    assert "used by nothing" in error["detail"]


def test_few_at_a_time(server, tried, monkeypatch):
    monkeypatch.setattr(trying, "_places", trying.threading.BoundedSemaphore(1))
    trying._places.acquire()
    response = tried(metadata=settings_of(server))
    assert response.status_code == 429
    assert int(response["Retry-After"]) > 0
    trying._places.release()
    server.script(completion("OK"))
    assert outcome(tried(metadata=settings_of(server)))[0] is True
