"""``make bench``: what the service does in a second, next to the least that it could cost.

One client on one connection, so that the times are the service's own and not a queue's. Ratios hold
better than seconds on a machine with other work to do.
"""

import argparse
import http.client
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from rich.console import Console
from rich.progress import track
from rich.table import Table

from tests.e2e.service import ROOT, SAMPLES, Service, free_port

_DEPLOYMENTS = 1000
_FILES_AT_ONCE = 20
_WARM_UP = 100
_RUNNING = {"PENDING", "EXECUTING"}
_BOUNDARY = "a-boundary-that-no-document-has"


class Connection:
    """Requests over one kept connection."""

    def __init__(self, base_url: str, headers: dict[str, str]) -> None:
        parts = urlsplit(base_url)
        self._http = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=60)
        self._headers = headers

    def call(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Any:
        self._http.request(method, path, body=body, headers={**self._headers, **headers})
        response = self._http.getresponse()
        content = response.read()
        if response.status not in {200, 406, 422}:
            raise RuntimeError(f"{method} {path}: {response.status} {content[:500]!r}")
        return content


def _form(*documents: bytes) -> tuple[bytes, str]:
    head = (
        f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="files"; filename="invoice.pdf"\r\n'
        "Content-Type: application/pdf\r\n\r\n"
    )
    parts = b"".join(head.encode() + document + b"\r\n" for document in documents)
    return parts + f"--{_BOUNDARY}--\r\n".encode(), f"multipart/form-data; boundary={_BOUNDARY}"


def _measure(console: Console, name: str, call: Callable[[], object], runs: int) -> list[float]:
    call()
    seconds = []
    for _ in track(range(runs), description=f"{name:<28}", console=console, transient=True):
        started = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - started)
    return seconds


def _fill(service: Service) -> None:
    """A thousand deployments, each with five executions."""
    subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.fill", str(_DEPLOYMENTS)],
        cwd=ROOT,
        env={**service.environment, "DJANGO_SETTINGS_MODULE": "config.settings"},
        check=True,
    )


def _start_floor(service: Service, stack: ExitStack) -> str:
    port = free_port()
    database = service.settings.get("DATABASE_URL") or str(service.data_dir / "db.sqlite3")
    process = subprocess.Popen(
        [
            sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}",
            "--config", "python:config.gunicorn", "tests.benchmarks.floor:application",
        ],
        cwd=ROOT,
        env={**service.environment, "PORT": str(port), "FLOOR_DATABASE": database},
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    stack.callback(process.wait)
    stack.callback(process.terminate)
    time.sleep(2)
    return f"http://127.0.0.1:{port}"


def _latency(api: Connection, keyed: Connection, path: str, prefix: str) -> float:
    body, content_type = _form((SAMPLES / "invoice.pdf").read_bytes())
    started = time.perf_counter()
    answer = json.loads(keyed.call("POST", path, body, **{"Content-Type": content_type}))
    execution = answer["message"]["execution_id"]
    while True:
        status = json.loads(api.call("GET", f"{prefix}/execution/{execution}/"))["status"]
        if status not in _RUNNING:
            return time.perf_counter() - started
        time.sleep(0.005)


def _memory_of_workers(service: Service) -> list[int]:
    """Resident bytes of each worker process with the reader that it keeps, smallest first."""
    page = os.sysconf("SC_PAGE_SIZE")

    def resident(pid: int) -> int:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * page

    return sorted(
        resident(worker) + resident(reader) for reader, worker in service.readers().items()
    )


def _throughput(
    service: Service, api: Connection, keyed: Connection, endpoint: str, prefix: str, documents: int
) -> tuple[float, list[int]]:
    """Seconds for so many documents through the workers, and the workers' memory afterwards."""
    document = (SAMPLES / "invoice.pdf").read_bytes()
    waiting = []
    started = time.perf_counter()
    for first in range(0, documents, _FILES_AT_ONCE):
        body, content_type = _form(*[document] * min(_FILES_AT_ONCE, documents - first))
        answer = json.loads(keyed.call("POST", endpoint, body, **{"Content-Type": content_type}))
        waiting.append(answer["message"]["execution_id"])
    for execution in track(waiting, description=f"{documents} documents", transient=True):
        while json.loads(api.call("GET", f"{prefix}/execution/{execution}/"))["status"] in _RUNNING:
            time.sleep(0.05)
    return time.perf_counter() - started, _memory_of_workers(service)


def run(runs: int, documents: int, database: str | None) -> None:
    console = Console()
    data_dir = Path(tempfile.mkdtemp(prefix="document-apis-bench-"))
    settings = {"MAX_RUNNING_EXECUTIONS": "1000000"}
    if database:
        settings |= {"DATABASE_URL": database, "SECRET_KEY": "bench" * 12}
        settings |= {"KEY_DIGEST_PEPPER": "bench" * 8}
        settings |= {"KEY_ENCRYPTION_KEYS": "NxN5BAU0zyJIqDZYhW8HPSDFmFx3mHFiM9KlPLX1kKw="}
    service = Service(data_dir, settings, free_port())
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, data_dir, ignore_errors=True)
        console.print("Preparing a thousand deployments with five executions each …")
        service.prepare()
        _fill(service)
        service.start()
        stack.callback(service.stop)
        floor_url = _start_floor(service, stack)
        rows = _figures(service, floor_url, runs, console)
        lines = _throughput_figures(service, documents)
    table = Table("request", "requests/s", "p50 ms", "p95 ms", "times the floor")
    for row in rows:
        table.add_row(*row)
    console.print(table)
    for line in lines:
        console.print(line)


def _throughput_figures(service: Service, documents: int) -> list[str]:
    acme = service.acme
    prefix = f"/api/v1/unstract/{acme['organization_id']}"
    token = {"Authorization": f"Bearer {acme['platform_keys']['full_access']}"}
    api = Connection(service.base_url, token)
    keyed = Connection(service.base_url, service.key)
    endpoint = "/" + acme["deployment"]["api_endpoint"]
    _, before = _throughput(service, api, keyed, endpoint, prefix, _WARM_UP)
    seconds, after = _throughput(service, api, keyed, endpoint, prefix, documents)

    def megabytes(sizes: list[int]) -> str:
        return ", ".join(f"{size / 1024**2:.0f}" for size in sizes)

    return [
        f"{documents} one-page PDFs by {len(after)} workers: {documents / seconds:.0f} documents/s",
        f"MB of each worker with its reader after {_WARM_UP} documents: {megabytes(before)}",
        f"MB of each worker with its reader after {_WARM_UP + documents}: {megabytes(after)}",
    ]


def _figures(
    service: Service, floor_url: str, runs: int, console: Console
) -> list[tuple[str, str, str, str, str]]:
    acme = service.acme
    prefix = f"/api/v1/unstract/{acme['organization_id']}"
    token = {"Authorization": f"Bearer {acme['platform_keys']['full_access']}"}
    api = Connection(service.base_url, token)
    keyed = Connection(service.base_url, service.key)
    floor = Connection(floor_url, {})
    endpoint = "/" + acme["deployment"]["api_endpoint"]
    body, content_type = _form((SAMPLES / "invoice.pdf").read_bytes())

    def submit() -> str:
        answer = json.loads(keyed.call("POST", endpoint, body, **{"Content-Type": content_type}))
        return str(answer["message"]["execution_id"])

    rows = []

    def add(name: str, seconds: list[float], base: float | None = None) -> float:
        ordered = sorted(seconds)
        median = statistics.median(ordered)
        p95 = ordered[int(len(ordered) * 0.95)]
        ratio = f"{median / base:.1f}" if base else ""
        rows.append(
            (
                name,
                f"{1 / statistics.fmean(ordered):.0f}",
                f"{median * 1e3:.1f}",
                f"{p95 * 1e3:.1f}",
                ratio,
            )
        )
        return median

    for size in (50, 1000):
        query = urlencode({"organization": acme["organization_id"], "page_size": size})
        count = runs if size == 50 else max(20, runs // 5)
        base = add(
            f"floor, list of {size}",
            _measure(console, "floor", lambda q=query: floor.call("GET", f"/?{q}"), count),  # type: ignore[misc]
        )
        path = f"{prefix}/api/deployment/?page_size={size}"
        add(
            f"list of {size}",
            _measure(console, f"list of {size}", lambda p=path: api.call("GET", p), count),  # type: ignore[misc]
            base,
        )
    deployment = acme["deployment"]["id"]
    for name, path in {
        "retrieve": f"{prefix}/api/deployment/{deployment}/",
        "keys list": f"{prefix}/api/keys/api/{deployment}/",
    }.items():
        add(name, _measure(console, name, lambda p=path: api.call("GET", p), runs))  # type: ignore[misc]
    latencies = [
        _latency(api, keyed, endpoint, prefix) for _ in track(range(20), "submit → result")
    ]
    add("submit → result, 1-page PDF", latencies)
    add("submit", _measure(console, "submit", submit, max(20, runs // 5)))
    execution = submit()
    add(
        "status",
        _measure(
            console,
            "status",
            lambda: keyed.call("GET", f"{endpoint}?execution_id={execution}"),
            runs,
        ),
    )
    return rows


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=300, help="Requests of each kind.")
    parser.add_argument("--documents", type=int, default=1000, help="To measure throughput with.")
    arguments = parser.parse_args()
    run(arguments.runs, arguments.documents, os.environ.get("BENCH_DATABASE_URL"))
