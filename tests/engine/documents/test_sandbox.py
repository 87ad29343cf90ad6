"""The process that reads: what ends it harms neither the worker nor the next document."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from engine.sandbox import wire
from engine.sandbox.parent import Sandbox
from engine.types import ExtractionRequest, Limits, Prompt, UnreadableDocument, ValueType
from tests.engine.documents.files import SAMPLES

INVOICE = SAMPLES / "invoice.pdf"
QUICK = Limits(wall_seconds=1)


@contextmanager
def killing(sandbox: Sandbox, number: signal.Signals, *, times: int) -> Iterator[None]:
    """End the next processes in the middle of a document: they hang before, so that it is."""
    done = threading.Event()
    victims: list[int | None] = [sandbox.process_id]
    os.kill(sandbox.process_id, signal.SIGSTOP)

    def kill() -> None:
        time.sleep(0.2)
        os.kill(victims[0], number)
        os.kill(victims[0], signal.SIGCONT)
        while len(victims) < times and not done.wait(0.01):
            if sandbox.process_id not in (None, *victims):
                victims.append(sandbox.process_id)
                # stopped first: one that ended before it was asked would be started anew
                os.kill(victims[-1], signal.SIGSTOP)
                time.sleep(0.5)
                os.kill(victims[-1], signal.SIGKILL)

    thread = threading.Thread(target=kill)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
    assert len(victims) == times


def is_alive(process_id: int) -> bool:
    """False for a zombie, too."""
    try:
        state = Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def children() -> set[str]:
    """The processes of this one, zombies among them."""
    return set(Path(f"/proc/self/task/{os.getpid()}/children").read_text().split())


def resident_megabytes(process_id: int) -> float:
    pages = int(Path(f"/proc/{process_id}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1024**2


def test_text_and_values_come_back(sandbox):
    request = ExtractionRequest((Prompt("total", "What is the total?", ValueType.NUMBER),))

    result = sandbox.run(INVOICE, "invoice.pdf", Limits(), request)

    assert result.document.mime_type == "application/pdf"
    assert "Harbour & Pine" in result.document.text
    assert result.extraction.values == {"total": 2484}
    assert result.extraction.evidence["total"].page == 1
    assert set(result.seconds) == {"read", "extract"}


def test_without_a_request_nothing_is_extracted(sandbox):
    assert sandbox.run(INVOICE, "invoice.pdf", Limits()).extraction is None


def test_a_process_that_hangs_is_killed_in_time(sandbox):
    hung = sandbox.process_id
    sandbox.run(INVOICE, "", Limits())
    os.kill(hung, signal.SIGSTOP)
    started = time.monotonic()

    with pytest.raises(UnreadableDocument, match="took longer than 1 s"):
        sandbox.run(INVOICE, "", QUICK)

    assert time.monotonic() - started < 3
    assert not is_alive(hung)
    assert sandbox.process_id != hung
    assert sandbox.run(INVOICE, "", Limits()).document.pages


def test_a_document_whose_process_was_killed_is_read_again(sandbox):
    sandbox.run(INVOICE, "", Limits())

    with killing(sandbox, signal.SIGKILL, times=1):
        assert sandbox.run(INVOICE, "", Limits()).document.pages


def test_a_document_whose_process_is_killed_again_fails_with_the_likely_reason(sandbox):
    sandbox.run(INVOICE, "", Limits())

    with (
        killing(sandbox, signal.SIGKILL, times=2),
        pytest.raises(UnreadableDocument, match="ended twice, most likely for lack of memory"),
    ):
        sandbox.run(INVOICE, "", Limits())

    assert sandbox.run(INVOICE, "", Limits()).document.pages


@pytest.mark.parametrize("number", [signal.SIGSEGV, signal.SIGABRT])
def test_a_document_that_crashes_its_process_is_not_tried_again(sandbox, number):
    sandbox.run(INVOICE, "", Limits())

    with (
        killing(sandbox, number, times=1),
        pytest.raises(UnreadableDocument, match="damaged, or reading it needs more than 1024 MB"),
    ):
        sandbox.run(INVOICE, "", Limits())

    assert sandbox.run(INVOICE, "", Limits()).document.pages


def test_a_process_that_died_while_idle_is_replaced(sandbox):
    sandbox.run(INVOICE, "", Limits())
    os.kill(sandbox.process_id, signal.SIGKILL)

    assert sandbox.run(INVOICE, "", Limits()).document.pages


def test_hundreds_of_documents_leave_nothing_behind(sandbox):
    """No descriptors, no zombies, and no memory beyond what the libraries warm up to."""

    def read(count: int) -> None:
        for number in range(count):
            sandbox.run(sorted(SAMPLES.glob("*.*"))[number % 9], "", Limits())

    read(60)
    process_id, descriptors = sandbox.process_id, len(list(Path("/proc/self/fd").iterdir()))
    opened = len(list(Path(f"/proc/{process_id}/fd").iterdir()))
    processes, before = children(), resident_megabytes(process_id)

    read(200)

    assert sandbox.process_id == process_id
    assert children() == processes
    assert len(list(Path("/proc/self/fd").iterdir())) == descriptors
    assert len(list(Path(f"/proc/{process_id}/fd").iterdir())) == opened
    assert resident_megabytes(process_id) - before < 10


def test_processes_that_are_killed_leave_nothing_behind(sandbox):
    sandbox.run(INVOICE, "", Limits())
    descriptors, processes = len(list(Path("/proc/self/fd").iterdir())), len(children())

    for _ in range(5):
        os.kill(sandbox.process_id, signal.SIGKILL)
        sandbox.run(INVOICE, "", Limits())

    assert len(list(Path("/proc/self/fd").iterdir())) == descriptors
    assert len(children()) == processes


def test_a_process_is_replaced_now_and_then(sandbox, tmp_path):
    (tmp_path / "a.txt").write_text("seen")
    seen = {sandbox.process_id}

    for _ in range(501):
        sandbox.run(tmp_path / "a.txt", "a.txt", Limits())
        seen.add(sandbox.process_id)

    assert len(seen) == 2


def test_the_process_gets_none_of_the_workers_environment(sandbox, monkeypatch):
    sandbox.run(INVOICE, "", Limits())
    environment = Path(f"/proc/{sandbox.process_id}/environ").read_bytes()

    assert os.environ["SECRET_KEY"].encode() not in environment
    assert b"DATABASE_URL" not in environment


def test_the_process_can_write_no_files(sandbox):
    sandbox.run(INVOICE, "", Limits())
    limits = Path(f"/proc/{sandbox.process_id}/limits").read_text()

    (file_size,) = [line.split() for line in limits.splitlines() if line.startswith("Max file s")]
    assert file_size[3:5] == ["0", "0"]


def test_what_has_half_characters_crosses_the_pipe(sandbox):
    request = ExtractionRequest((Prompt("half", "what \ud800 is it?"),))

    assert sandbox.run(INVOICE, "\udfff.pdf", Limits(), request).extraction.values == {"half": None}


def test_a_closed_sandbox_leaves_no_process():
    sandbox = Sandbox()
    process_id = sandbox.process_id

    sandbox.close()
    sandbox.close()

    assert not is_alive(process_id)
    assert sandbox.process_id is None


def test_a_process_without_its_worker_ends(tmp_path):
    """Its input ends with the worker."""
    sandbox = Sandbox()
    process = sandbox._process

    process.stdin.close()

    assert process.wait(timeout=30) == 0
    sandbox.close()


WORKER_THAT_FORKED = """
import os, sys, time
from engine.sandbox import wire
from engine.sandbox.parent import Sandbox

sandbox = Sandbox()
sandbox._make_ready()
if os.fork() == 0:
    time.sleep(60)
print(os.getpid(), sandbox.process_id, flush=True)
os._exit(0)
"""


def test_a_process_ends_with_its_worker_though_others_hold_its_input_open():
    started = subprocess.Popen(
        [sys.executable, "-c", WORKER_THAT_FORKED], stdout=subprocess.PIPE, start_new_session=True
    )
    try:
        _, reader = map(int, started.stdout.readline().split())
        deadline = time.monotonic() + 20
        while is_alive(reader) and time.monotonic() < deadline:
            time.sleep(0.1)

        assert not is_alive(reader)
    finally:
        os.killpg(started.pid, signal.SIGKILL)
        started.wait()
        started.stdout.close()


def test_what_the_process_writes_is_told_line_by_line_in_the_log(sandbox, caplog):
    sandbox.run(INVOICE, "", Limits())
    sandbox._process.stdin.write(wire.LENGTH.pack(4) + b"oops")
    sandbox._process.wait(timeout=10)
    deadline = time.monotonic() + 10
    while not any("JSONDecodeError" in record.message for record in caplog.records):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    assert "Reader: Traceback (most recent call last):" in caplog.messages
    # the tests share the process
    assert sandbox.run(INVOICE, "", Limits()).document.pages
