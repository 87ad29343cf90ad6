import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
from django.core.management.base import CommandError
from rich.console import Console
from rich.progress import Progress

API_NAME = "demo"
_WORKFLOW = "Demo over HTTP"
_RESULT_SECONDS = 120


class DemoClient:
    """Does what the documentation tells a client to do, with nothing but HTTP."""

    def __init__(self, base_url: str, organization: dict[str, Any]) -> None:
        self.organization_id = organization["organization_id"]
        self.registry_id = organization["prompt_registry_id"]
        self.key = ""
        token = organization["platform_keys"]["full_access"]
        self._http = httpx.Client(
            base_url=base_url, headers={"Authorization": f"Bearer {token}"}, timeout=60
        )

    def __enter__(self) -> "DemoClient":
        return self

    def __exit__(self, *exc_info: object) -> None:
        self._http.close()

    def _call(self, method: str, path: str, **kwargs: Any) -> Any:
        response = self._http.request(
            method, f"/api/v1/unstract/{self.organization_id}/{path}", **kwargs
        )
        if response.is_error:
            raise CommandError(f"{method} {path} answered {response.status_code}: {response.text}")
        return response.json()

    def deploy(self) -> None:
        """Deploy a workflow with the demo tool, unless an earlier run did."""
        found = self._call("GET", "api/deployment/", params={"api_name": API_NAME})["results"]
        if found:
            keys = self._call("GET", f"api/keys/api/{found[0]['id']}/")["results"]
            self.key = next(key["api_key"] for key in keys if key["is_active"])
            return
        workflow = self._workflow()
        made = self._call(
            "POST",
            "api/deployment/",
            json={"workflow": workflow, "api_name": API_NAME, "display_name": "Demo"},
        )
        self.key = made["api_key"]

    def _workflow(self) -> str:
        found = self._call("GET", "workflow/", params={"workflow_name": _WORKFLOW})["results"]
        if found:
            return str(found[0]["id"])
        workflow = self._call("POST", "workflow/", json={"workflow_name": _WORKFLOW})["id"]
        endpoints = self._call("GET", "workflow/endpoint/", params={"workflow": workflow})
        for endpoint in endpoints["results"]:
            self._call(
                "PATCH", f"workflow/endpoint/{endpoint['id']}/", json={"connection_type": "API"}
            )
        self._call(
            "POST", "tool_instance/", json={"workflow_id": workflow, "tool_id": self.registry_id}
        )
        return str(workflow)

    def process(self, documents: list[Path], console: Console) -> list[dict[str, Any]]:
        """Submit the documents, poll until they are done, and return the file results."""
        headers = {"Authorization": f"Bearer {self.key}"}
        with ExitStack() as stack:
            files = [
                ("files", (path.name, stack.enter_context(path.open("rb")))) for path in documents
            ]
            answer = self._http.post(
                f"/deployment/api/{self.organization_id}/{API_NAME}/", files=files, headers=headers
            )
        if answer.is_error:
            raise CommandError(f"Submitting answered {answer.status_code}: {answer.text}")
        message = answer.json()["message"]
        deadline = time.monotonic() + _RESULT_SECONDS
        with Progress(console=console) as progress:
            bar = progress.add_task("Processing", total=len(documents))
            while time.monotonic() < deadline:
                execution = self._call("GET", f"execution/{message['execution_id']}/")
                done = execution["successful_files"] + execution["failed_files"]
                progress.update(bar, completed=done)
                if execution["status"] not in {"PENDING", "EXECUTING"}:
                    break
                time.sleep(0.2)
        status = self._http.get(message["status_api"], headers=headers)
        results: list[dict[str, Any]] = status.json()["message"]
        if not isinstance(results, list):
            raise CommandError(f"The execution isn't done: {status.text}")
        return results
