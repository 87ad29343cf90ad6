"""The README's commands, pasted as they stand there."""

import re
import shutil
import subprocess

import pytest

from tests.e2e.service import ROOT, Service

BLOCK = r"<!-- {0} -->\n```sh\n(.*?)```\n<!-- /{0} -->"


@pytest.mark.skipif(
    not (shutil.which("curl") and shutil.which("bash")), reason="curl and bash are not installed"
)
@pytest.mark.parametrize(
    ("block", "value", "ending"),
    [
        ("prompts", '"number":"HP-2026-0417"', "}"),
        ("tour", '"invoice_number":"HP-2026-0417"', "204"),
    ],
)
def test_the_commands_work_when_pasted(service: Service, block: str, value: str, ending: str):
    found = re.search(BLOCK.format(block), (ROOT / "README.md").read_text(), re.DOTALL)
    assert found is not None, f"the README has no {block}"
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
    assert value in done.stdout
    assert done.stdout.rstrip().endswith(ending)
