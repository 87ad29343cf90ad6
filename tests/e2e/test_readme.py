"""The README's curl tour, pasted as it stands there."""

import re
import shutil
import subprocess

import pytest

from tests.e2e.service import ROOT, Service

TOUR = re.compile(r"<!-- tour -->\n```sh\n(.*?)```\n<!-- /tour -->", re.DOTALL)


@pytest.mark.skipif(
    not (shutil.which("curl") and shutil.which("bash")), reason="curl and bash are not installed"
)
def test_the_curl_tour_works_when_pasted(service: Service):
    found = TOUR.search((ROOT / "README.md").read_text())
    assert found is not None, "the README has no tour"
    variables = {
        "BASE_URL": service.base_url,
        "ORG_ID": service.acme["organization_id"],
        "PLATFORM_KEY": service.acme["platform_keys"]["full_access"],
        "WORKFLOW_ID": service.acme["spare_workflow_id"],
        "TOOL_ID": service.acme["tool_id"],
    }
    done = subprocess.run(
        # every answer's status, and an error where it is one
        [
            "bash",
            "-euo",
            "pipefail",
            "-c",
            f'curl() {{ command curl --fail-with-body "$@"; }}\n{found[1]}',
        ],
        cwd=ROOT,
        env={**service.environment, **variables},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, (done.stdout, done.stderr)
    assert '"invoice_number":"HP-2026-0417"' in done.stdout
    assert done.stdout.rstrip().endswith("204")
