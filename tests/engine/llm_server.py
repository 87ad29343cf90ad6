"""A local server that speaks OpenAI's chat completions and answers what a test tells it to."""

from __future__ import annotations

import json
import sys
import threading
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

KEY = "sk-made-up-0123456789"


@dataclass(frozen=True)
class Answer:
    """One HTTP response. ``pause_seconds`` passes before each of ``pieces``."""

    status: int = 200
    pieces: tuple[bytes, ...] = (b"",)
    headers: Mapping[str, str] = field(default_factory=dict)
    pause_seconds: float = 0.0


def completion(
    content: Any,
    *,
    finish_reason: str = "stop",
    refusal: str | None = None,
    usage: Mapping[str, int] | None = None,
    model: str = "tiny-1",
    pause_seconds: float = 0.0,
) -> Answer:
    """A chat completion. What is no string is sent as JSON."""
    text = content if isinstance(content, str) else json.dumps(content)
    body: dict[str, Any] = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "model": model,
        "choices": [
            {
                "index": 0,
                "finish_reason": finish_reason,
                "message": {"role": "assistant", "content": text, "refusal": refusal},
            }
        ],
    }
    if usage is not None:
        body["usage"] = dict(usage)
    return Answer(pieces=(json.dumps(body).encode(),), pause_seconds=pause_seconds)


def failure(
    status: int, message: str = "no", *, code: str | None = None, headers: Any = None
) -> Answer:
    """An error in OpenAI's shape."""
    body = {"error": {"message": message, "type": "error", "code": code}}
    return Answer(status, (json.dumps(body).encode(),), headers or {})


@dataclass(frozen=True)
class Received:
    """A request as it arrived."""

    target: str
    headers: Mapping[str, str]
    body: dict[str, Any]

    @property
    def response_format(self) -> str | None:
        """The kind of answer asked for."""
        wanted = self.body.get("response_format")
        return None if wanted is None else wanted["type"]

    @property
    def system(self) -> str:
        """The first message."""
        return str(self.body["messages"][0]["content"])

    @property
    def user(self) -> str:
        """The last message."""
        return str(self.body["messages"][-1]["content"])


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of clients that hang up, which is what some tests are about."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class LLMServer:
    """Serves the scripted answers one after the other, then 418.

    A request with another key than ``key`` is answered 401, one with a ``response_format`` that is
    not among ``formats`` 400; neither takes an answer from the script.
    """

    def __init__(self) -> None:
        self.received: list[Received] = []
        self.key: str | None = None
        self.formats = {"json_schema", "json_object", None}
        self._answers: deque[Answer] = deque()
        self._http = _Server(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(
            target=self._http.serve_forever, kwargs={"poll_interval": 0.01}
        )

    def __enter__(self) -> Self:
        """Start serving."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop serving."""
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._http.server_address[1])

    @property
    def base_url(self) -> str:
        """What a profile calls the base URL."""
        return f"http://127.0.0.1:{self.port}/v1"

    def script(self, *answers: Answer) -> None:
        """Answer with these, in this order."""
        self._answers.extend(answers)

    def answer(self, received: Received) -> Answer:
        """What to answer to a request."""
        self.received.append(received)
        if self.key is not None and received.headers.get("Authorization") != f"Bearer {self.key}":
            return failure(401, f"Incorrect API key provided: {received.headers['Authorization']}")
        if received.response_format not in self.formats:
            return failure(400, "response_format is not supported", code="unsupported")
        return self._answers.popleft() if self._answers else failure(418, "nothing scripted")


def _handler(server: LLMServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            answer = server.answer(Received(self.path, dict(self.headers), body))
            try:
                self._send(answer)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        def _send(self, answer: Answer) -> None:
            if answer.status == 0:
                self.close_connection = True
                return
            if len(answer.pieces) == 1:
                time.sleep(answer.pause_seconds)
            self.send_response(answer.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(sum(map(len, answer.pieces))))
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.end_headers()
            for piece in answer.pieces:
                if len(answer.pieces) > 1:
                    time.sleep(answer.pause_seconds)
                self.wfile.write(piece)
                self.wfile.flush()

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    return Handler


HANG_UP = Answer(status=0)
