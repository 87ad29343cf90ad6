import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from rich.console import Console

from demo.client import API_NAME, DemoClient
from demo.data import seed

_START_SECONDS = 60


class Command(BaseCommand):
    help = "Seed demo data, serve, and do the main job over HTTP, as a client would."

    def handle(self, *args: Any, **options: Any) -> None:
        console = Console(highlight=False)
        port = os.environ.get("PORT", "8000")
        base_url = f"http://localhost:{port}"
        _refuse_port_in_use(port)
        console.print("Migrating the database and seeding demo data …")
        call_command("migrate", verbosity=0)
        seeded = seed(base_url)
        log = Path(settings.DATA_DIR) / "demo.log"
        with _served(base_url, log) as server:
            client = DemoClient(base_url, seeded["organizations"][0])
            with client:
                console.print("Deploying a workflow and sending the sample documents …")
                client.deploy()
                results = client.process(sorted(_samples()), console)
            for result in results:
                console.rule(result["file"])
                shown = (
                    result["result"]["output"] if result["result"] else {"error": result["error"]}
                )
                console.print_json(json.dumps(shown))
            self._print_addresses(console, base_url, seeded["organizations"][0], client, log)
            server.wait()

    def _print_addresses(
        self,
        console: Console,
        base_url: str,
        organization: dict[str, Any],
        client: DemoClient,
        log: Path,
    ) -> None:
        admin = organization["users"]["admin"]
        console.rule("The service is running; Ctrl-C stops it")
        console.print(f"Swagger UI  {base_url}/api/docs/")
        console.print(f"ReDoc       {base_url}/api/redoc/")
        console.print(f"Admin       {base_url}/admin/")
        console.print(f"Log-in      {admin['email']}  {admin['password']}")
        console.print(f"Log         {log}")
        console.print("\nFor the README's tour, in another shell:\n")
        variables = {
            "BASE_URL": base_url,
            "ORG_ID": organization["organization_id"],
            "PLATFORM_KEY": organization["platform_keys"]["full_access"],
            "WORKFLOW_ID": organization["spare_workflow_id"],
            "TOOL_ID": organization["tool_id"],
            "PIPELINE_ID": organization["pipeline_id"],
            "API_NAME": API_NAME,
            "API_KEY": client.key,
        }
        for name, value in variables.items():
            console.print(f"export {name}={value}", soft_wrap=True)


def _refuse_port_in_use(port: str) -> None:
    # another service on that port would be taken for this one
    try:
        with socket.create_server(("127.0.0.1", int(port))):
            pass
    except (OSError, OverflowError, ValueError) as error:
        raise CommandError(f"Can't serve on port {port}; set PORT to a free one.") from error


def _samples() -> Iterator[Path]:
    folder = Path(settings.BASE_DIR) / "samples"
    for path in folder.iterdir():
        if path.is_file() and path.suffix not in {".py", ".md"}:
            yield path


@contextmanager
def _served(base_url: str, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The service while the block runs; Ctrl-C ends the block quietly."""
    with ExitStack() as stack:
        output = stack.enter_context(log.open("wb"))
        # in its own process group, so that Ctrl-C reaches it once, through this process
        process = subprocess.Popen(
            [sys.executable, "-m", "config.supervisor"],
            cwd=settings.BASE_DIR,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        try:
            _wait_until_ready(base_url, process, log)
            yield process
        except KeyboardInterrupt:
            pass
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait()


def _wait_until_ready(base_url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx.get(f"{base_url}/health/ready").is_success:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise CommandError(f"The service didn't start; {log} says why. Is the port in use? Set PORT.")
