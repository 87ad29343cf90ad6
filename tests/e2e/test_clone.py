"""The published clone command moves an organization into another one, unchanged."""

import re
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from tests.e2e.service import SAMPLES, Service

PHASES = {
    "group",
    "adapter",
    "connector",
    "tag",
    "custom_tool",
    "files",
    "workflow",
    "tool_instance",
    "workflow_endpoint",
    "pipeline",
    "api_deployment",
}
_ROW = re.compile(r"│\s*(\w+)\s*│\s*(\S+)\s*│\s*(\S+)\s*│\s*(\S+)\s*│\s*(\S+)\s*│")
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True)
class Counts:
    created: int
    adopted: int
    skipped: int
    failed: int


@dataclass(frozen=True)
class Report:
    exit_code: int
    phases: dict[str, Counts]
    text: str

    def total(self, name: str) -> int:
        return sum(getattr(counts, name) for counts in self.phases.values())


class Organizations:
    """The seeded organization as the source, a new and empty one as the target."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self.source = service.acme
        made = service.manage("create_organization", "org_copy", "--json")
        self.target_key = str(httpx.Response(200, text=made).json()["platform_key"])

    def clone(self, *options: str) -> Report:
        done = subprocess.run(
            [
                *(sys.executable, "-m", "unstract.clone", "clone", "--clone-group-members"),
                *("--source-url", self._service.base_url, "--source-org", "org_acme"),
                *("--target-url", self._service.base_url, "--target-org", "org_copy"),
                *options,
            ],
            env={
                **self._service.environment,
                "UNSTRACT_SRC_PLATFORM_KEY": self.source["platform_keys"]["full_access"],
                "UNSTRACT_TGT_PLATFORM_KEY": self.target_key,
            },
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )
        text = _COLOUR.sub("", done.stdout)
        phases = {
            name: Counts(*(0 if cell == "-" else int(cell) for cell in cells))
            for name, *cells in _ROW.findall(text)
            if name in PHASES
        }
        return Report(done.returncode, phases, text + done.stderr)

    def source_api(self) -> httpx.Client:
        return self._api("org_acme", self.source["platform_keys"]["full_access"])

    def target_api(self) -> httpx.Client:
        return self._api("org_copy", self.target_key)

    def _api(self, organization_id: str, key: str) -> httpx.Client:
        return httpx.Client(
            base_url=f"{self._service.base_url}/api/v1/unstract/{organization_id}/",
            headers={"Authorization": f"Bearer {key}"},
            timeout=60,
        )


@pytest.fixture(scope="module")
def organizations(service: Service) -> Organizations:
    made = Organizations(service)
    with made.source_api() as api:
        _enrich(api, made.source["tool_id"])
    return made


def _enrich(api: httpx.Client, tool_id: str) -> None:
    """What the demo data lacks, so that every phase has something to move."""
    llm = {
        "adapter_name": "A model",
        "adapter_type": "LLM",
        "adapter_id": "openai|1",
        "adapter_metadata": {"adapter_name": "A model", "api_key": "sk-secret", "model": "gpt-4o"},
    }
    store = {
        "connector_name": "A store",
        "connector_id": "minio|1",
        "connector_metadata": {"bucket": "documents", "secret": "hidden"},
    }
    for path, body in {
        "adapter/": llm,
        "connector/": store,
        "tags/": {"name": "moved", "description": "A tag"},
    }.items():
        answer = api.post(path, json=body)
        assert answer.status_code in {201, 400}, answer.text
    with (SAMPLES / "invoice.pdf").open("rb") as sample:
        answer = api.post(f"prompt-studio/file/{tool_id}", files={"file": ("invoice.pdf", sample)})
    assert answer.is_success, answer.text


def _run(service: Service, endpoint: str, key: str) -> dict[str, Any]:
    with (SAMPLES / "invoice.pdf").open("rb") as sample:
        answer = httpx.post(
            f"{service.base_url}/{endpoint}",
            files={"files": ("invoice.pdf", sample)},
            data={"timeout": "60"},
            headers={"Authorization": f"Bearer {key}"},
            timeout=90,
        )
    assert answer.status_code == 200, answer.text
    (result,) = answer.json()["message"]["result"]
    output: dict[str, Any] = result["result"]["output"]
    return output


@pytest.mark.timeout(300)
def test_an_organization_moves_whole(service: Service, organizations: Organizations):
    planned = organizations.clone("--dry-run")
    assert planned.exit_code == 0, planned.text
    assert planned.total("failed") == 0
    with organizations.target_api() as api:
        assert api.get("workflow/").json()["count"] == 0

    real = organizations.clone()
    assert real.exit_code == 0, real.text
    assert set(real.phases) == PHASES, real.text
    assert real.total("failed") == 0
    assert all(counts.created for counts in real.phases.values()), real.text

    again = organizations.clone()
    assert again.exit_code == 0, again.text
    assert again.total("failed") == 0
    assert again.phases["workflow"].adopted == real.phases["workflow"].created
    for name in ("group", "adapter", "connector", "tag", "custom_tool", "pipeline"):
        assert again.phases[name].created == 0, again.text

    with organizations.source_api() as source, organizations.target_api() as target:
        for path in ("workflow/", "api/deployment/", "pipeline/", "adapter/", "tags/", "groups/"):
            there = target.get(path).json()["results"]
            assert len(there) == len(source.get(path).json()["results"]), path
        copied = target.get("api/deployment/", params={"api_name": "invoices"}).json()["results"]
        keys = target.get(f"api/keys/api/{copied[0]['id']}/").json()["results"]
    original = service.acme["deployment"]
    assert _run(service, copied[0]["api_endpoint"], keys[0]["api_key"]) == _run(
        service, original["api_endpoint"], original["api_key"]
    )
