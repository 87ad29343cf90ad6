"""The supervisor as a program: what it starts are small programs of these tests."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.e2e.service import ROOT, free_port

PROGRAM = """
import json, sys
from config.supervisor import Patience, Supervisor
given = json.loads(sys.argv[1])
sys.exit(Supervisor(
    given["commands"],
    environment=given["environment"],
    stop_seconds=given["stop_seconds"],
    patience=Patience(deaths=3, window_seconds=60, first_pause_seconds=0.05),
    log_format=given["log_format"],
).run())
"""
# notes that it started, and then what the test wants of it
START = "import os, pathlib, signal, sys, time; print('started', os.getpid(), flush=True);"
STAYS = f"{START} time.sleep(60)"
ENDS_GENTLY = (
    f"{START} signal.signal(signal.SIGTERM, lambda *_: (print('ended gently'), sys.exit(0)));"
    "time.sleep(60)"
)
IS_DEAF = f"{START} signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"
DIES = f"{START} sys.exit(3)"


def wait_until(condition: Callable[[], object], what: str, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not within {seconds} s: {what}"
        time.sleep(0.02)


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


class Supervised:
    def __init__(
        self, log: Path, programs: dict[str, str], stop_seconds: float, log_format: str
    ) -> None:
        self.log = log
        given = {
            "commands": {
                name: [sys.executable, "-c", program] for name, program in programs.items()
            },
            "environment": dict(os.environ),
            "stop_seconds": stop_seconds,
            "log_format": log_format,
        }
        with log.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-c", PROGRAM, json.dumps(given)],
                cwd=ROOT,
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def lines(self, name: str) -> list[str]:
        """What a program wrote, whole lines only."""
        whole = self.log.read_text().rpartition("\n")[0].splitlines()
        parts = [line.partition(" | ") for line in whole]
        return [text for start, _, text in parts if start.strip() == name]

    def pids(self, name: str) -> list[int]:
        return [int(line.split()[1]) for line in self.lines(name) if line.startswith("started")]

    def wait_for_starts(self, **starts: int) -> None:
        for name, count in starts.items():
            wait_until(lambda: len(self.pids(name)) >= count, f"start {count} of {name}")  # noqa: B023

    def exit_code(self, seconds: float = 20) -> int:
        return self.process.wait(timeout=seconds)


@pytest.fixture
def supervise(tmp_path) -> Iterator[Callable[..., Supervised]]:
    made = []

    def supervise(
        stop_seconds: float = 10, log_format: str = "text", **programs: str
    ) -> Supervised:
        made.append(Supervised(tmp_path / "log", programs, stop_seconds, log_format))
        return made[-1]

    yield supervise
    for supervised in made:
        supervised.process.kill()
        supervised.process.wait()


def test_a_program_that_dies_is_started_again_and_the_others_go_on(supervise):
    supervised = supervise(web=STAYS, worker=STAYS)
    supervised.wait_for_starts(web=1, worker=1)
    os.kill(supervised.pids("worker")[0], signal.SIGKILL)
    supervised.wait_for_starts(worker=2)
    assert supervised.lines("supervisor") == [
        "worker was ended by SIGKILL; starting it again in 0 s."
    ]
    assert len(supervised.pids("web")) == 1
    assert is_alive(supervised.pids("web")[0])


def test_it_gives_up_on_a_program_that_keeps_dying(supervise):
    supervised = supervise(web=STAYS, worker=DIES)
    assert supervised.exit_code() == 1
    assert len(supervised.pids("worker")) == 3
    assert supervised.lines("supervisor")[-1] == (
        "worker ended with 3, too often (3 times): giving up."
    )
    assert not is_alive(supervised.pids("web")[0])


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_all_gently(supervise, number):
    supervised = supervise(web=ENDS_GENTLY, worker=ENDS_GENTLY)
    supervised.wait_for_starts(web=1, worker=1)
    time.sleep(0.2)  # for the programs to handle signals
    supervised.process.send_signal(number)
    assert supervised.exit_code() == 0
    for name in ("web", "worker"):
        assert supervised.lines(name)[-1] == "ended gently"
    assert supervised.lines("supervisor") == []


def test_who_does_not_end_in_time_is_killed(supervise):
    supervised = supervise(web=ENDS_GENTLY, worker=IS_DEAF, stop_seconds=1)
    supervised.wait_for_starts(web=1, worker=1)
    time.sleep(0.2)
    asked = time.monotonic()
    supervised.process.send_signal(signal.SIGTERM)
    assert supervised.exit_code() == 0
    assert time.monotonic() - asked >= 1
    assert not is_alive(supervised.pids("worker")[0])


def test_a_second_ctrl_c_waits_no_longer(supervise):
    supervised = supervise(worker=IS_DEAF, stop_seconds=60)
    supervised.wait_for_starts(worker=1)
    time.sleep(0.2)
    supervised.process.send_signal(signal.SIGINT)
    time.sleep(0.3)
    assert supervised.process.poll() is None
    supervised.process.send_signal(signal.SIGINT)
    assert supervised.exit_code(5) == 0
    assert not is_alive(supervised.pids("worker")[0])


def test_what_it_started_ends_with_it_however_it_ends(supervise):
    supervised = supervise(web=STAYS, worker=STAYS)
    supervised.wait_for_starts(web=1, worker=1)
    supervised.process.kill()
    supervised.exit_code()
    for name in ("web", "worker"):
        pid = supervised.pids(name)[0]
        wait_until(lambda: not is_alive(pid), f"the end of {name}")  # noqa: B023


def test_the_children_of_a_dead_program_end_before_it_starts_again(supervise):
    with_child = (
        f"{START} import subprocess;"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']);"
        "print('child', child.pid, flush=True); time.sleep(60)"
    )
    supervised = supervise(worker=with_child)
    wait_until(lambda: len(supervised.lines("worker")) == 2, "a child")
    child = int(supervised.lines("worker")[1].split()[1])
    os.kill(supervised.pids("worker")[0], signal.SIGKILL)
    supervised.wait_for_starts(worker=2)
    assert not is_alive(child)


def test_json_lines_are_passed_on_as_they_are(supervise):
    writes = 'import sys; print(\'{"event": "hello"}\', flush=True); sys.exit(1)'
    supervised = supervise(web=writes, log_format="json")
    assert supervised.exit_code() == 1
    lines = [json.loads(line) for line in supervised.log.read_text().splitlines()]
    assert lines.count({"event": "hello"}) == 3
    assert lines[-1] == {
        "event": "web ended with 1, too often (3 times): giving up.",
        "level": "warning",
        "logger": "supervisor",
    }


def supervisor(tmp_path: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "config.supervisor", *arguments],
        cwd=ROOT,
        env={**os.environ, "DATA_DIR": str(tmp_path), **variables},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_a_port_in_use_is_told_in_one_sentence(tmp_path):
    port = free_port()
    with socket.create_server(("127.0.0.1", port)):
        done = supervisor(tmp_path, PORT=str(port))
    assert done.returncode == 1
    assert done.stderr == (
        f"Can't serve on 127.0.0.1:{port} (Address already in use); set PORT to a free one.\n"
    )


def test_an_unknown_role_is_told(tmp_path):
    done = supervisor(tmp_path, "web", "cook")
    assert done.returncode == 2
    assert "no such role: cook; there are web, worker, scheduler." in done.stderr
