"""What goes wrong between us and a model: retries, waiting, bounds, sentences, and secrets."""

import gzip
import logging
import socket
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from ipaddress import ip_address

import httpcore
import httpx
import pytest
import time_machine

from common import outbound
from common.outbound import OutboundPolicy
from engine.llm.config import LLMConfig
from engine.llm.extractor import LLMExtractor
from engine.llm.transport import wait_seconds
from engine.types import Document, ExtractionFailed, ExtractionRequest, Line, Page, Prompt
from tests.engine.llm_server import (
    HANG_UP,
    KEY,
    Answer,
    LLMServer,
    completion,
    failure,
)

PUBLIC = ip_address("93.184.216.34")
PUBLIC_ONLY = OutboundPolicy(plain_http=True)
DOCUMENT = Document("text/plain", (Page(1, (Line(1, "x"),)),))
REQUEST = ExtractionRequest((Prompt("a", "?"),))
GOOD = completion({"a": {"quote": "x", "value": "x"}})


@pytest.fixture
def server():
    with LLMServer() as running:
        yield running


@pytest.fixture
def ask(server):
    def run(**settings):
        settings = {
            "base_url": server.base_url,
            "api_key": KEY,
            "model": "tiny-1",
            "backoff_seconds": 0.01,
            **settings,
        }
        with LLMExtractor(LLMConfig(**settings)) as extractor:
            return extractor.extract(DOCUMENT, REQUEST)

    return run


@pytest.mark.parametrize("status", [408, 409, 429, 500, 502, 503, 504, 529])
def test_passing_trouble_is_tried_again(server, ask, status):
    server.script(failure(status), failure(status), GOOD)
    assert ask().values == {"a": "x"}
    assert len(server.received) == 3


def test_dropped_connection_is_tried_again(server, ask):
    server.script(HANG_UP, GOOD)
    assert ask().values == {"a": "x"}


def test_slow_answer_is_tried_again(server, ask):
    server.script(completion({"a": "late"}, pause_seconds=3), GOOD)
    assert ask(timeout_seconds=0.3).values == {"a": "x"}


@pytest.mark.parametrize(
    ("status", "code", "sentence"),
    [
        (400, None, "refused the request as invalid (HTTP 400)"),
        (400, "context_length_exceeded", "longer than the language model takes at once"),
        (400, "model_not_found", "The language model “tiny-1” is unknown"),
        (400, "content_filter", "refused to answer about this document"),
        (401, None, "The language model refused the credential."),
        (402, None, "has no credit"),
        (403, None, "may not use the language model “tiny-1”"),
        (404, None, "The language model “tiny-1” is unknown"),
        (413, None, "longer than the language model takes at once"),
        (429, "insufficient_quota", "has no credit"),
    ],
)
def test_lasting_trouble_is_not_tried_again(server, ask, status, code, sentence):
    server.script(failure(status, code=code))
    with pytest.raises(ExtractionFailed) as failed:
        ask(json_mode="text")
    assert sentence in str(failed.value)
    assert len(server.received) == 1


def test_wrong_key_is_named_without_showing_it(server, ask):
    server.key = "another"
    with pytest.raises(ExtractionFailed) as failed:
        ask()
    assert str(failed.value) == "The language model refused the credential."


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ([failure(429)] * 3, "limits how often it may be asked; try again later (3 attempts)."),
        ([failure(503)] * 3, "endpoint failed with HTTP 503 (3 attempts)."),
        ([HANG_UP] * 3, "The language model could not be reached (3 attempts)."),
        ([Answer(pieces=(b"<html>",))], "not a chat completion"),
        ([Answer(pieces=(b"[" * 100_000,))], "not a chat completion"),
        ([Answer(pieces=(b'{"choices": []}',))], "not a chat completion"),
        ([completion("I am sorry, but")], "is not the JSON object that was asked for"),
        ([completion('{"a": ' + "[" * 90 + "]" * 90 + "}")], "is not the JSON object"),
        ([completion({"b": 1})], "holds none of the values asked for"),
        ([completion('{"a": ', finish_reason="length")], "was cut off before its end"),
        ([completion("", refusal="I won't.")], "refused to answer about this document"),
        ([completion("", finish_reason="content_filter")], "refused to answer"),
        ([Answer(302, headers={"Location": "/v2"})], "redirect, which is not followed"),
        ([Answer(pieces=(b'{"error": {"code": 401}}',))], "refused the credential"),
        (
            [Answer(pieces=(b"no gzip at all",), headers={"Content-Encoding": "gzip"})],
            "can't be read",
        ),
    ],
)
def test_failures_are_sentences(server, ask, answers, sentence):
    server.script(*answers)
    with pytest.raises(ExtractionFailed) as failed:
        ask()
    assert sentence in str(failed.value)
    assert len(server.received) == len(answers)


def test_unreachable_address_is_said_to_be_so(ask):
    with pytest.raises(ExtractionFailed, match=r"could not be reached \(2 attempts\)"):
        ask(base_url="http://127.0.0.1:9/v1", max_attempts=2)


def test_name_that_resolves_to_a_private_address_only_at_the_connection_is_refused(
    server, ask, monkeypatch
):
    # the first look-up is anybody's; what counts is the one that the connection uses
    found = socket.getaddrinfo("127.0.0.1", server.port, type=socket.SOCK_STREAM)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: found)
    base = f"http://models.example.com:{server.port}/v1"
    with pytest.raises(ExtractionFailed, match="address is private"):
        ask(base_url=base, outbound=PUBLIC_ONLY)
    assert not server.received


def test_public_address_that_was_looked_at_is_the_one_connected_to(server, ask, monkeypatch):
    monkeypatch.setattr(outbound, "get_ip_address", lambda *args, **kwargs: (PUBLIC, 1))
    connected = []

    def connect(self, host, *args):
        connected.append(host)
        raise httpcore.ConnectError

    monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", connect)
    with pytest.raises(ExtractionFailed, match="could not be reached"):
        ask(base_url="https://models.example.com/v1", outbound=PUBLIC_ONLY)
    assert set(connected) == {str(PUBLIC)}


def test_name_that_no_host_has_is_unreachable(ask, monkeypatch):
    def unknown(*args, **kwargs):
        raise socket.gaierror

    monkeypatch.setattr(outbound, "get_ip_address", unknown)
    with pytest.raises(ExtractionFailed, match="could not be reached"):
        ask(base_url="https://models.invalid/v1", outbound=PUBLIC_ONLY)


def test_router_passing_on_a_rate_limit_with_status_200_is_tried_again(server, ask):
    server.script(Answer(pieces=(b'{"error": {"code": 429, "message": "slow"}}',)), GOOD)
    assert ask().values == {"a": "x"}


@pytest.mark.parametrize(
    "headers", [{"Retry-After-Ms": "150"}, {"Retry-After": "0.15"}, {"retry-after": "3600"}]
)
def test_wait_that_the_server_asks_for_is_kept_up_to_a_cap(server, ask, headers):
    server.script(failure(429, headers=headers), GOOD)
    start = time.monotonic()
    ask(max_wait_seconds=0.15)
    assert 0.15 <= time.monotonic() - start < 1


def test_wait_past_the_deadline_is_not_begun(server, ask):
    server.script(failure(429, headers={"Retry-After": "20"}))
    start = time.monotonic()
    with pytest.raises(ExtractionFailed, match=r"try again later \(1 attempt\)"):
        ask(total_timeout_seconds=2)
    assert time.monotonic() - start < 1


def test_answer_that_trickles_in_does_not_outlast_the_timeout(server, ask):
    server.script(Answer(pieces=(b" ",) * 200, pause_seconds=0.02))
    start = time.monotonic()
    with pytest.raises(ExtractionFailed, match="did not answer in time"):
        ask(timeout_seconds=0.1, max_attempts=1)
    assert time.monotonic() - start < 2


def test_document_is_given_up_at_its_deadline(server, ask):
    server.script(*[completion({"a": "x"}, pause_seconds=3)] * 5)
    start = time.monotonic()
    with pytest.raises(ExtractionFailed, match="did not answer in time"):
        ask(total_timeout_seconds=0.15, max_attempts=5)
    assert time.monotonic() - start < 2


@pytest.mark.parametrize(
    "answer",
    [
        Answer(pieces=(b" " * 300_000,)),
        Answer(
            pieces=(gzip.compress(b" " * 300_000),),
            headers={"Content-Encoding": "gzip"},
        ),
    ],
)
def test_answer_past_the_size_limit_is_dropped(server, ask, answer):
    server.script(answer)
    with pytest.raises(ExtractionFailed, match="answer is too large"):
        ask(max_response_bytes=100_000)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"Retry-After": "7"}, 7),
        ({"Retry-After": "7", "Retry-After-Ms": "1500"}, 1.5),
        ({"Retry-After": "-7"}, None),
        ({"Retry-After": "nan"}, None),
        ({"Retry-After": "soon"}, None),
        ({"Retry-After": "Thu, 31 Foo 2024 00:00:00 GMT"}, None),
    ],
)
def test_retry_after_is_read(headers, seconds):
    assert wait_seconds(httpx.Headers(headers)) == seconds


@pytest.mark.parametrize(("offset", "seconds"), [(30, 30), (-30, 0)])
def test_retry_after_may_be_a_date(offset, seconds):
    now = datetime(2024, 3, 1, 12, tzinfo=UTC)
    with time_machine.travel(now, tick=False):
        text = format_datetime(now + timedelta(seconds=offset), usegmt=True)
        assert wait_seconds(httpx.Headers({"Retry-After": text})) == seconds


def test_secrets_stay_out_of_errors_logs_and_representations(server, ask, caplog):
    caplog.set_level(logging.DEBUG)
    base_url = f"http://user:pass-word-1@127.0.0.1:{server.port}/v1?api-version=9&sig=query-secret"
    server.key = KEY
    server.script(failure(500, f"You sent {KEY}"), failure(429, KEY), GOOD)

    ask(base_url=base_url)
    server.key = "another"
    with pytest.raises(ExtractionFailed) as failed:
        ask(base_url=base_url)

    assert {sent.target for sent in server.received} == {
        "/v1/chat/completions?api-version=9&sig=query-secret"
    }
    config = LLMConfig(base_url=base_url, api_key=KEY, model="tiny-1")
    shown = caplog.text + str(failed.value) + repr(failed.value.__cause__) + repr(config)
    assert "connect_tcp" in shown
    for secret in (KEY, "pass-word-1", "query-secret"):
        assert secret not in shown


def test_user_and_password_of_the_address_stand_in_for_a_missing_key(server, ask):
    server.script(GOOD, GOOD)
    ask(base_url=f"http://me:p%40ss@127.0.0.1:{server.port}/v1/", api_key="")
    ask(api_key="")
    assert server.received[0].headers["Authorization"] == "Basic bWU6cEBzcw=="
    assert "Authorization" not in server.received[1].headers


@pytest.mark.parametrize(
    "settings",
    [
        {"base_url": "ftp://models.test/v1"},
        {"base_url": "models.test/v1"},
        {"base_url": "http://[::1/v1"},
        {"base_url": "http://models..test/v1"},
        {"model": " "},
        {"api_key": "sk-secret\nX-Evil: 1"},
        {"api_key": "sk-sécret"},
        {"timeout_seconds": 0},
        {"max_attempts": 0},
        {"overlap_lines": -1},
        {"input_price_per_million": -1},
        {"output_price_per_million": float("nan")},
        {"json_mode": "yaml"},
    ],
)
def test_settings_that_cannot_work_are_refused_at_once(settings):
    good = {"base_url": "https://models.test/v1", "api_key": KEY, "model": "tiny-1"}
    with pytest.raises(ExtractionFailed) as failed:
        LLMConfig(**{**good, **settings})
    assert "sk-" not in str(failed.value)


def test_key_may_end_in_a_line_break():
    config = LLMConfig(base_url="https://models.test/v1", api_key=f"{KEY}\n", model="tiny-1")
    assert config.authorization == f"Bearer {KEY}"


@pytest.mark.parametrize("path", ["/v1", "/v1/", "/v1/chat/completions"])
def test_endpoint_is_the_same_with_and_without_its_last_steps(path):
    config = LLMConfig(base_url=f"https://models.test{path}", model="tiny-1")
    assert config.endpoint == "https://models.test/v1/chat/completions"
