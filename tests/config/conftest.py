import os
import subprocess
import sys

import pytest

from tests.e2e.service import ROOT


@pytest.fixture
def run(tmp_path):
    """Runs Python in a fresh process whose environment has only what is given."""

    def run(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env={**kept, "DATA_DIR": str(tmp_path / "data"), **variables},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    return run
