"""The published command line, as it is on the package registry, against the running service."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.service import SAMPLES, Service

CLI = Path(sys.prefix) / "cli" / "bin" / "unstract"
INVOICE = str(SAMPLES / "invoice.pdf")

pytestmark = pytest.mark.skipif(
    not CLI.exists(), reason="The official command line is not installed: make install-dev"
)


class CommandLine:
    """Runs ``unstract`` with a configuration file of its own; answers are its JSON envelopes."""

    def __init__(self, folder: Path, service: Service) -> None:
        self._config = folder / "unstract.toml"
        self._service = service

    def run(self, *arguments: str, exit_code: int = 0) -> dict[str, Any]:
        done = subprocess.run(
            [CLI, "--config", self._config, "--output", "json", *arguments],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
            stdin=subprocess.DEVNULL,
        )
        assert done.returncode == exit_code, done.stdout + done.stderr
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer

    def log_in(self) -> dict[str, Any]:
        acme = self._service.acme
        return self.run(
            "auth",
            "--base-url",
            self._service.base_url,
            "login",
            "--platform-key",
            acme["platform_keys"]["full_access"],
            "--deployment-key",
            acme["deployment"]["api_key"],
        )


@pytest.fixture
def unstract(service: Service, tmp_path: Path) -> CommandLine:
    command_line = CommandLine(tmp_path, service)
    command_line.log_in()
    return command_line


def test_log_in_and_whoami(service: Service, tmp_path: Path):
    command_line = CommandLine(tmp_path, service)
    assert command_line.log_in()["data"]["platform"] == "verified"
    identity = command_line.run("auth", "whoami")["data"]
    assert identity["organization_id"] == "org_acme"
    assert identity["permission"] == "full_access"


def test_deployments_are_listed(service: Service, unstract: CommandLine):
    rows = unstract.run("docstudio", "deployment", "ls")["data"]["results"]
    row = next(row for row in rows if row["api_name"] == "invoices")
    assert row["id"] == service.acme["deployment"]["id"]
    assert row["is_active"] is True


def test_a_run_polls_until_the_result(unstract: CommandLine):
    answer = unstract.run(
        *("docstudio", "deployment", "run", "invoices", INVOICE),
        *("--interval", "0.2", "--include-metadata", "--tags", "tour,cli"),
    )["data"]
    assert answer["execution_status"] == "COMPLETED"
    (result,) = answer["extraction_result"]
    assert result["result"]["output"]["invoice_number"] == "HP-2026-0417"
    assert result["metadata"]["tags"] == ["tour", "cli"]


def test_a_status_is_read_once(unstract: CommandLine):
    started = unstract.run("docstudio", "deployment", "run", "invoices", INVOICE, "--no-wait")
    status = ("docstudio", "deployment", "status", "invoices", started["meta"]["execution_id"])
    answer = unstract.run(*status)
    while answer["data"]["pending"]:
        answer = unstract.run(*status)
    assert answer["data"]["extraction_result"][0]["status"] == "Success"
    refused = unstract.run(*status, exit_code=9)
    assert refused["error"]["code"] == "already_consumed"


def test_a_failed_document_is_told(unstract: CommandLine, tmp_path: Path):
    empty = tmp_path / "empty.pdf"
    empty.touch()
    answer = unstract.run(
        *("docstudio", "deployment", "run", "invoices", INVOICE, str(empty)),
        *("--interval", "0.2"),
        exit_code=5,
    )
    assert answer["error"]["failed_files"] == ["empty.pdf"]
