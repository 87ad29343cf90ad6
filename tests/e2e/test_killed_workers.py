"""Work survives the death of every worker."""

import os
import signal
import time
from contextlib import suppress

import httpx
import pytest

from tests.e2e.service import SAMPLES, Service

_FINISH_SECONDS = 120


@pytest.mark.timeout(300)
def test_thirty_documents_survive_the_death_of_every_worker(service: Service):
    document = (SAMPLES / "invoice_multipage.pdf").read_bytes()
    files = [("files", (f"{number}.pdf", document)) for number in range(30)]
    answer = httpx.post(service.endpoint, files=files, headers=service.key, timeout=30)
    assert answer.status_code == 200, answer.text
    execution_id = answer.json()["message"]["execution_id"]
    with service.platform() as client:
        path = f"execution/{execution_id}/"
        while client.get(path).json()["status"] == "PENDING":
            time.sleep(0.01)
        killed = [*service.readers(), *service.pids("celery", "worker")]
        for pid in killed:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        assert killed
        unfinished = client.get(path).json()
        assert unfinished["status"] == "EXECUTING", "all ended before the workers were killed"
        deadline = time.monotonic() + _FINISH_SECONDS
        execution = client.get(path).json()
        while execution["status"] == "EXECUTING" and time.monotonic() < deadline:
            time.sleep(0.5)
            execution = client.get(path).json()
    assert execution["status"] == "COMPLETED", (execution["status"], service.log())
    assert execution["successful_files"] == 30
    results = execution["results"]
    assert len({result["file_execution_id"] for result in results}) == 30
    assert {result["status"] for result in results} == {"Success"}
    outputs = [result["result"]["output"] for result in results]
    assert all(output == outputs[0] for output in outputs)
