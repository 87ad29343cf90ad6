"""The exported Postman collection, run in Newman as it is, but for the document's path."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.e2e.service import ROOT, SAMPLES, Service

NEWMAN = ROOT / "node_modules" / ".bin" / "newman"


@pytest.mark.skipif(
    not (NEWMAN.exists() and shutil.which("node")), reason="Newman is not installed: npm install"
)
def test_newman_submits_and_polls(service: Service, tmp_path: Path):
    deployment_id = service.acme["deployment"]["id"]
    with service.platform() as client:
        exported = client.get(f"api/postman_collection/{deployment_id}/")
    assert exported.headers["Content-Disposition"] == 'attachment; filename="invoices.json"'
    collection = exported.json()
    form = collection["item"][0]["request"]["body"]["formdata"]
    next(field for field in form if field["key"] == "files")["src"] = str(SAMPLES / "invoice.pdf")
    path = tmp_path / "collection.json"
    path.write_text(json.dumps(collection))
    report = tmp_path / "report.json"
    done = subprocess.run(
        [NEWMAN, "run", path, "--reporters", "cli,json", "--reporter-json-export", report],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    run = json.loads(report.read_text())["run"]
    assert run["failures"] == []
    codes = [(step["item"]["name"], step["response"]["code"]) for step in run["executions"]]
    assert codes[0] == ("Process document", 200)
    assert codes[-1] == ("Execution status", 200)
