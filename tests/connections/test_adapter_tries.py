"""Trying an adapter against a local server that speaks OpenAI's protocol."""

import logging
import socket

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
from tests.factories import AdapterFactory
from tests.fixtures import signed_in

pytestmark = pytest.mark.django_db


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
        (failure(404, "no such model"), "no such model or path"),
        (failure(429, "slow down"), "limit or quota"),
        (failure(400, "bad"), "HTTP 400"),
        (failure(500, "broken"), "HTTP 500"),
        (failure(302, "over there", headers={"Location": "http://127.0.0.1:1/"}), "redirect"),
        (Answer(pieces=(b"<html>",)), "doesn't speak"),
        (Answer(pieces=(b"[]",)), "doesn't speak"),
        (Answer(pieces=(b'{"choices": []}',)), "doesn't speak"),
        (Answer(pieces=(b'{"choices": null}',)), "doesn't speak"),
        (Answer(pieces=(b"[" * 200_000,)), "doesn't speak"),
        (Answer(pieces=(b"\xff\xfe",)), "doesn't speak"),
        (Answer(pieces=(b"x" * 300_000,)), "far longer"),
        (HANG_UP, "can't be reached"),
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
    assert (is_valid, detail) == (False, "The language model's address can't be reached.")


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
    assert "can't be reached" in outcome(tried(metadata={"api_base": base, "api_key": "x"}))[1]


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
