"""The worker's side of the sandbox: a process that reads documents and can be killed without harm.

``python -m engine.sandbox.child`` is the other side. That process gets no secrets, no database and
no environment. It reads one document after the other within the limits of each; between them it
keeps its libraries loaded.
"""

from __future__ import annotations

import logging
import os
import selectors
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

import orjson

from engine.sandbox import wire
from engine.types import Document, Extraction, ExtractionRequest, Limits, UnreadableDocument

logger = logging.getLogger(__name__)

TOO_SLOW = "Reading the document took longer than {seconds:g} s; send a smaller or simpler one."
KILLED = "Reading the document was ended twice, most likely for lack of memory; try it later."

_PROJECT = Path(__file__).resolve().parents[2]
# the threads that libraries for linear algebra start are of no use here
_ENVIRONMENT = {
    "LANG": "C.UTF-8",
    "PYTHONDONTWRITEBYTECODE": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
}
_START_SECONDS = 60.0
_DOCUMENTS_PER_PROCESS = 500
_CHUNK_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class SandboxResult:
    """What came out. ``extraction`` is None where none was asked for; ``seconds`` is by step."""

    document: Document
    extraction: Extraction | None
    seconds: Mapping[str, float]


def _log_lines(errors: IO[bytes]) -> None:
    """What the process and its libraries write becomes lines of this process's log."""
    with errors:
        for line in errors:
            logger.warning("Reader: %s", line.decode(errors="replace").rstrip())


class SandboxDied(Exception):
    """The process ended before it answered; ``signal_number`` is what ended it, if that did."""

    def __init__(self, signal_number: int | None) -> None:
        super().__init__(f"the sandbox died, signal {signal_number}")
        self.signal_number = signal_number


class Sandbox:
    """One process for reading documents, for one thread at a time."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._is_ready = False
        self._documents = 0
        self._start()

    @property
    def process_id(self) -> int | None:
        """The process that reads now; it is another one after a document that ended it."""
        return None if self._process is None else self._process.pid

    def run(
        self,
        path: Path,
        file_name: str,
        limits: Limits,
        request: ExtractionRequest | None = None,
    ) -> SandboxResult:
        """The text of the file at ``path``, and by rules the answers to ``request``.

        Raises:
            UnreadableDocument: it can't be read, or not within the limits.
        """
        task = {
            "path": str(path),
            "file_name": file_name,
            "limits": asdict(limits),
            "request": None if request is None else asdict(request),
        }
        try:
            answer = self._answer(task, limits)
        except TimeoutError:
            self._restart()
            raise UnreadableDocument(TOO_SLOW.format(seconds=limits.wall_seconds)) from None
        except SandboxDied as error:
            self._restart()
            logger.warning("Reading a document ended its process: %s", error)
            raise UnreadableDocument(_reason(error, limits)) from None
        self._documents += 1
        if answer.get("is_spent") or self._documents >= _DOCUMENTS_PER_PROCESS:
            self._restart()
        if "unreadable" in answer:
            raise UnreadableDocument(answer["unreadable"])
        extraction = answer["extraction"]
        return SandboxResult(
            wire.document_from(answer["document"]),
            None if extraction is None else wire.extraction_from(extraction),
            answer["seconds"],
        )

    def close(self) -> None:
        """End the process, which holds nothing that would be lost."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(BrokenPipeError):
                    pipe.close()

    def _start(self) -> None:
        self._process = subprocess.Popen(  # our own module
            [sys.executable, "-m", "engine.sandbox.child"],
            cwd=_PROJECT,
            env=_ENVIRONMENT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
        )
        threading.Thread(
            target=_log_lines, args=(self._process.stderr,), name="reader-log", daemon=True
        ).start()
        self._is_ready = False
        self._documents = 0

    def _restart(self) -> None:
        self.close()
        self._start()

    def _make_ready(self) -> None:
        """Wait until the process has loaded its libraries; that is no document's time."""
        if self._process is None or self._process.poll() is not None:
            self._restart()
        if not self._is_ready:
            try:
                self._read_frame(time.monotonic() + _START_SECONDS)
            except SandboxDied as error:
                if error.signal_number is None:
                    raise RuntimeError("The process that reads documents can't start.") from error
                raise
            self._is_ready = True

    def _answer(self, task: Mapping[str, Any], limits: Limits) -> dict[str, Any]:
        """Ask, and once more if something else killed the process, mostly for lack of memory."""
        try:
            return self._ask(wire.frame(task), limits)
        except SandboxDied as error:
            if error.signal_number != signal.SIGKILL:
                raise
            logger.warning("The process that read a document was killed; reading it again.")
            self._restart()
            return self._ask(wire.frame(task), limits)

    def _ask(self, task: bytes, limits: Limits) -> dict[str, Any]:
        self._make_ready()
        assert self._process is not None  # noqa: S101  # it is ready
        assert self._process.stdin is not None  # noqa: S101  # asked for with PIPE
        deadline = time.monotonic() + limits.wall_seconds
        try:
            # a task fits into the pipe's buffer, so that writing it doesn't wait
            self._process.stdin.write(task)
        except BrokenPipeError:
            raise self._died() from None
        for _ in range(limits.max_scans + 1):
            answer: dict[str, Any] = orjson.loads(self._read_frame(deadline))
            if "is_scanning" not in answer:
                return answer
            deadline += limits.scan_seconds
        raise TimeoutError

    def _read_frame(self, deadline: float) -> bytes:
        (length,) = wire.LENGTH.unpack(self._read(wire.LENGTH.size, deadline))
        return self._read(length, deadline)

    def _read(self, count: int, deadline: float) -> bytes:
        assert self._process is not None  # noqa: S101
        assert self._process.stdout is not None  # noqa: S101
        output = self._process.stdout.fileno()
        parts = []
        with selectors.DefaultSelector() as selector:
            selector.register(output, selectors.EVENT_READ)
            while count:
                if not selector.select(max(deadline - time.monotonic(), 0)):
                    raise TimeoutError
                part = os.read(output, min(count, _CHUNK_BYTES))
                if not part:
                    raise self._died()
                parts.append(part)
                count -= len(part)
        return b"".join(parts)

    def _died(self) -> SandboxDied:
        assert self._process is not None  # noqa: S101
        code = self._process.wait()
        return SandboxDied(-code if code < 0 else None)


def _reason(error: SandboxDied, limits: Limits) -> str:
    """What a process that died says about the document that it was reading."""
    match error.signal_number:
        case signal.SIGXCPU | signal.SIGALRM:
            return TOO_SLOW.format(seconds=limits.cpu_seconds)
        case signal.SIGKILL:
            return KILLED
        case _:
            return wire.BROKEN.format(megabytes=limits.memory_bytes / 1024**2)
