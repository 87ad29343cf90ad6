"""Brokers that the other end-to-end tests don't run on."""

import os
import signal
from contextlib import suppress

import httpx
import pytest

from tests.e2e.backing import scratch_queue
from tests.e2e.service import SAMPLES


@pytest.mark.redis
@pytest.mark.timeout(300)
def test_redis(serve):
    document = (SAMPLES / "invoice.pdf").read_bytes()
    with scratch_queue(os.environ["TEST_REDIS_URL"]) as queue, serve(queue) as service:

        def execute(count: int) -> list[str]:
            answer = httpx.post(
                service.endpoint,
                files=[("files", (f"{number}.pdf", document)) for number in range(count)],
                data={"timeout": "60"},
                headers=service.key,
                timeout=90,
            )
            assert answer.status_code == 200, (answer.text, service.log())
            return [result["status"] for result in answer.json()["message"]["result"]]

        assert execute(3) == ["Success"] * 3
        parents, children = service.workers()
        for pid in (*parents, *children):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        assert execute(3) == ["Success"] * 3
