"""Requests made up from the OpenAPI description: none of them brings the service down.

Every answer has a documented status and the documented shape.
"""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.service import Service

CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
)
# who signs in is not made up, and what runs documents takes another credential
_IDENTITY = "^/api/v1/(login|logout|session|organization)"


def fuzz(service: Service, folder: Path, secret: str, *options: str) -> None:
    config = folder / "schemathesis.toml"
    config.write_text(
        f'[parameters]\n"path.org_id" = "{service.globex["organization_id"]}"\n'
        f'"path.api_name" = "{service.globex["deployment"]["api_name"]}"\n'
        f'"path.pipeline_id" = "{service.globex["pipeline_id"]}"\n'
    )
    done = subprocess.run(
        [
            *(sys.executable, "-m", "schemathesis.cli", "--config-file", config),
            *("run", f"{service.base_url}/api/schema/", "--url", service.base_url),
            *("--header", f"Authorization: Bearer {secret}", "--checks", ",".join(CHECKS)),
            *("--phases", "examples,fuzzing", "--seed", "1", "--no-color", *options),
        ],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-1000:]


def test_the_api_of_an_organization(service: Service, tmp_path: Path):
    """The second organization's: what is made up may change anything in it."""
    key = service.globex["platform_keys"]["full_access"]
    exclude = ("--exclude-path-regex", f"^/deployment/|{_IDENTITY}")
    fuzz(service, tmp_path, key, "--max-examples", "6", *exclude)


@pytest.mark.parametrize("kind", ["deployment", "pipeline"])
def test_the_execution_endpoints(service: Service, tmp_path: Path, kind: str):
    path = "^/deployment/pipeline/" if kind == "pipeline" else "^/deployment/api/"
    key = service.globex["deployment"]["api_key"]
    fuzz(service, tmp_path, key, "--max-examples", "25", "--include-path-regex", path)
