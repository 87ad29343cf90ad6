"""The services of docker-compose.yml, started by the commands that stand there."""

import os
import signal
from contextlib import suppress

import httpx
import pytest
import yaml

from tests.e2e.backing import backing
from tests.e2e.service import ROOT, SAMPLES


@pytest.mark.postgres
@pytest.mark.rabbitmq
@pytest.mark.timeout(300)
def test_web_workers_and_scheduler_apart(serve):
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    roles = [tuple(services[name]["command"]) for name in ("web", "worker", "worker", "scheduler")]
    document = (SAMPLES / "invoice.pdf").read_bytes()
    with backing() as settings, serve(settings, tuple(roles)) as service:

        def execute(count: int) -> list[str]:
            answer = httpx.post(
                service.endpoint,
                files=[("files", (f"{number}.pdf", document)) for number in range(count)],
                data={"timeout": "90"},
                headers=service.key,
                timeout=120,
            )
            assert answer.status_code == 200, (answer.text, service.log())
            return [result["status"] for result in answer.json()["message"]["result"]]

        assert execute(8) == ["Success"] * 8
        assert len(service.workers()[0]) == 2
        ready = httpx.get(f"{service.base_url}/health/ready").json()
        assert [row["is_silent"] for row in ready["workers"]] == [False, False]
        assert [row["is_silent"] for row in ready["scheduler"]] == [False]
        for role in ("worker", "scheduler"):
            service.manage(*services[role]["healthcheck"]["test"][3:])
        # one machine with a worker goes
        lost = service.supervisors[1]
        with suppress(ProcessLookupError):
            os.kill(lost.pid, signal.SIGKILL)
        assert execute(8) == ["Success"] * 8
