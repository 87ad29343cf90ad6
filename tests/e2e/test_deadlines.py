"""What can't finish is ended, and a service that waits for it can still be stopped."""

import socket
import time

import httpx
import pytest

from tests.e2e.service import SAMPLES

_DEADLINE_SECONDS = 10


@pytest.mark.timeout(300)
def test_a_deadline_ends_what_cannot_finish(serve):
    # a language model that takes questions and never answers
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings = {
            "EXTRACTOR": "llm",
            "LLM_BASE_URL": f"http://127.0.0.1:{silent.getsockname()[1]}/v1",
            "LLM_API_KEY": "unused",
            "LLM_TIMEOUT_SECONDS": "120",
            "EXECUTION_DEADLINE_SECONDS": str(_DEADLINE_SECONDS),
            "SHUTDOWN_SECONDS": "2",
        }
        with serve(settings) as service:
            started = time.monotonic()
            with (SAMPLES / "invoice.pdf").open("rb") as document:
                answer = httpx.post(
                    service.endpoint,
                    files={"files": document},
                    data={"timeout": "60"},
                    headers=service.key,
                    timeout=90,
                )
            assert answer.status_code == 422, answer.text
            message = answer.json()["message"]
            assert message["execution_status"] == "ERROR"
            assert message["error"] == "Not done within 10 seconds; it was ended."
            assert _DEADLINE_SECONDS <= time.monotonic() - started < _DEADLINE_SECONDS + 20
            stopped = time.monotonic()
            service.stop()
            assert time.monotonic() - stopped < 15
