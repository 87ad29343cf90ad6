"""``make demo``, as it is typed: shows the results, serves on, and ends with Ctrl-C."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from tests.e2e.service import ROOT, free_port


def demo(data_dir: Path, port: int, output: Path) -> subprocess.Popen[bytes]:
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    with output.open("wb") as file:
        return subprocess.Popen(
            [sys.executable, "manage.py", "demo"],
            cwd=ROOT,
            env={**environment, "DATA_DIR": str(data_dir), "PORT": str(port)},
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
        )


@pytest.mark.timeout(180)
def test_the_demo_shows_results_and_ends_with_ctrl_c(tmp_path: Path):
    port = free_port()
    output = tmp_path / "output"
    process = demo(tmp_path / "data", port, output)
    try:
        deadline = time.monotonic() + 120
        while "export API_KEY=" not in (text := output.read_text()):
            assert time.monotonic() < deadline, text
            assert process.poll() is None, text
            time.sleep(0.1)
        assert '"invoice_number": "HP-2026-0417"' in text
        assert '"error"' not in text
        exported = dict(re.findall(r"^export ([A-Z_]+)=(\S+)$", text, re.MULTILINE))
        assert exported["BASE_URL"] == f"http://localhost:{port}"
        endpoint = f"http://127.0.0.1:{port}/api/v1/unstract/{exported['ORG_ID']}/api/deployment/"
        bearer = {"Authorization": f"Bearer {exported['PLATFORM_KEY']}"}
        assert httpx.get(endpoint, headers=bearer).json()["count"] >= 2
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=40) == 0
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait()
    assert "Traceback" not in output.read_text()
    with pytest.raises(httpx.ConnectError):
        httpx.get(endpoint)


def test_a_port_in_use_is_told_before_anything_is_changed(tmp_path: Path):
    port = free_port()
    with socket.create_server(("127.0.0.1", port)):
        process = demo(tmp_path / "data", port, tmp_path / "output")
        assert process.wait(timeout=60) == 1
    assert (tmp_path / "output").read_text() == (
        f"CommandError: Can't serve on port {port}; set PORT to a free one.\n"
    )
    assert not (tmp_path / "data" / "db.sqlite3").exists()
