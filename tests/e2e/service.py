"""The whole service as its users start it, on a port and in a folder of its own."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "samples"
_START_SECONDS = 60


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _status(pid: int) -> dict[str, str]:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}


@dataclass
class Service:
    """A running service with the demo data; ``acme`` and ``globex`` are its organizations."""

    data_dir: Path
    settings: dict[str, str]
    port: int
    # what each supervisor is asked to play; of no role at all, every one
    roles: tuple[tuple[str, ...], ...] = ((),)
    supervisors: list[subprocess.Popen[bytes]] = field(default_factory=list)
    seeded: dict[str, Any] | None = None

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def acme(self) -> dict[str, Any]:
        assert self.seeded is not None
        return self.seeded["organizations"][0]

    @property
    def globex(self) -> dict[str, Any]:
        assert self.seeded is not None
        return self.seeded["organizations"][1]

    @property
    def environment(self) -> dict[str, str]:
        return {
            **{name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
            "DATA_DIR": str(self.data_dir),
            "PORT": str(self.port),
            **self.settings,
        }

    def manage(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout

    def prepare(self) -> None:
        self.manage("migrate", "--verbosity=0")
        self.seeded = json.loads(self.manage("seed_demo", "--json", "--base-url", self.base_url))

    @property
    def is_running(self) -> bool:
        return bool(self.supervisors) and all(
            process.poll() is None for process in self.supervisors
        )

    def start(self) -> None:
        with (self.data_dir / "service.log").open("ab") as log:
            self.supervisors = [
                subprocess.Popen(
                    [sys.executable, "-m", "config.supervisor", *roles],
                    cwd=ROOT,
                    env=self.environment,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )
                for roles in self.roles
            ]
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline and self.is_running:
            if self.is_ready():
                return
            time.sleep(0.1)
        self.stop()
        raise AssertionError(f"The service didn't start:\n{self.log()}")

    def stop(self) -> None:
        for process in self.supervisors:
            process.send_signal(signal.SIGTERM)
        self._wait()

    def kill(self) -> None:
        """End every process at once, as when the machine loses its power."""
        for pid in [*(process.pid for process in self.supervisors), *self.pids()]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._wait()

    def _wait(self) -> None:
        for process in self.supervisors:
            process.wait(timeout=60)
        self.supervisors = []

    def is_ready(self) -> bool:
        try:
            return httpx.get(f"{self.base_url}/health/ready").is_success
        except httpx.TransportError:
            return False

    def log(self) -> str:
        return (self.data_dir / "service.log").read_text(errors="replace")[-4000:]

    def pids(self, *words: str) -> list[int]:
        """Processes of this service whose command line has all of ``words``."""
        marker = f"DATA_DIR={self.data_dir}".encode()
        found = []
        for folder in Path("/proc").iterdir():
            if not folder.name.isdigit():
                continue
            try:
                command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                environment = (folder / "environ").read_bytes().split(b"\0")
            except OSError:
                continue
            if marker in environment and all(word in command for word in words):
                found.append(int(folder.name))
        return found

    def readers(self) -> dict[int, int]:
        """The process in which each worker process reads documents: its id → the worker's id."""
        found = {}
        for worker in self.pids("celery", "worker"):
            with suppress(OSError):
                children = Path(f"/proc/{worker}/task/{worker}/children").read_text().split()
                for child in children:
                    command = Path(f"/proc/{child}/cmdline").read_bytes()
                    if b"engine.sandbox.child" in command:
                        found[int(child)] = worker
        return found

    def workers(self) -> tuple[list[int], list[int]]:
        """The processes that lead the workers, and those that do the work."""
        found = set(self.pids("celery", "--app", "worker"))
        parents = {pid: int(_status(pid)["PPid"]) for pid in found}
        children = [pid for pid, parent in parents.items() if parent in found]
        return sorted(found - set(children)), children

    def platform(self, tier: str = "full_access") -> httpx.Client:
        """A client of the first organization's API with a platform key."""
        return httpx.Client(
            base_url=f"{self.base_url}/api/v1/unstract/{self.acme['organization_id']}/",
            headers={"Authorization": f"Bearer {self.acme['platform_keys'][tier]}"},
            timeout=30,
        )

    @property
    def endpoint(self) -> str:
        return f"{self.base_url}/{self.acme['deployment']['api_endpoint']}"

    @property
    def key(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.acme['deployment']['api_key']}"}
