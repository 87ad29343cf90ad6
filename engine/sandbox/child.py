"""The process that reads documents for a worker: ``python -m engine.sandbox.child``.

It answers each frame on its standard input with one on its standard output (``wire.py``), and
ends when its input does, or its worker. What it writes to the log goes to standard error.
"""

from __future__ import annotations

import gc
import logging
import math
import os
import resource
import select
import signal
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from engine.documents import ocr
from engine.documents.reading import read_document
from engine.languages.loading import default_vocabulary
from engine.rules.extractor import RulesExtractor
from engine.rules.parts import with_parts
from engine.sandbox import wire
from engine.types import Extractor, Limits, UnreadableDocument

logger = logging.getLogger(__name__)

TOO_LARGE = "Reading the document needs more than {megabytes:g} MB of memory; send a smaller one."

_OPEN_FILES = 64
_WATCH_SECONDS = 2.0
_WORKER = os.getppid()


def main() -> None:
    answers = _own_output()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for limited, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, _OPEN_FILES),
    ):
        resource.setrlimit(limited, (most, most))
    extractor: Extractor = RulesExtractor()
    gc.freeze()
    answers.write(wire.frame({"ready": True}))
    tasks = sys.stdin.buffer
    while _has_task(tasks) and (header := tasks.read(wire.LENGTH.size)):
        (length,) = wire.LENGTH.unpack(header)
        answers.write(_answer(orjson.loads(tasks.read(length)), extractor, answers))


def _has_task(tasks: BinaryIO) -> bool:
    """Wait for a task; False when the worker is gone.

    Its end of the pipe may stay open then: a process that it forked holds it, too.
    """
    while os.getppid() == _WORKER:
        # frames come one at a time, so that none waits in the buffer
        if select.select([tasks], [], [], _WATCH_SECONDS)[0]:
            return True
    return False


def _own_output() -> BinaryIO:
    """The pipe to the worker; what libraries print goes to standard error instead."""
    output = os.fdopen(os.dup(sys.stdout.fileno()), "wb", buffering=0)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return output


def _answer(task: Mapping[str, Any], extractor: Extractor, answers: BinaryIO) -> bytes:
    limits = Limits(**task["limits"])
    _limit(limits)

    def allow_scan() -> None:
        answers.write(wire.frame({"is_scanning": True}))
        _allow_scan(limits)

    try:
        return wire.frame(_result(task, limits, extractor, allow_scan))
    except UnreadableDocument as error:
        return wire.frame({"unreadable": str(error)})
    except MemoryError:
        return _refused(TOO_LARGE, limits)
    except Exception:  # the process's border: parsers fail on untrusted files in many ways
        logger.exception("A document could not be read.")
        return _refused(wire.BROKEN, limits)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _refused(reason: str, limits: Limits) -> bytes:
    """An answer after which this process isn't used any more: its memory may be in any state."""
    said = reason.format(megabytes=limits.memory_bytes / 1024**2)
    return wire.frame({"unreadable": said, "is_spent": True})


def _limit(limits: Limits) -> None:
    """Bound what the next document may take; the kernel ends the process beyond that.

    The worker watches the time, too: this one holds when the worker itself was killed.
    """
    _limit_cpu(time.process_time() + limits.cpu_seconds)
    _limit_memory(limits, has_engine=ocr.is_loaded())
    signal.setitimer(signal.ITIMER_REAL, limits.wall_seconds + 1)


def _allow_scan(limits: Limits) -> None:
    """Add what reading one more page by OCR may take, and what its engine needs."""
    soft, _ = resource.getrlimit(resource.RLIMIT_CPU)
    _limit_cpu(soft + limits.scan_seconds * limits.scan_threads)
    _limit_memory(limits, has_engine=True)
    left, _ = signal.getitimer(signal.ITIMER_REAL)
    signal.setitimer(signal.ITIMER_REAL, left + limits.scan_seconds)


def _limit_cpu(seconds: float) -> None:
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(seconds), most))


def _limit_memory(limits: Limits, *, has_engine: bool) -> None:
    """Bound the memory that can be written to: what libraries map of their files costs nothing."""
    most = limits.memory_bytes + (limits.scan_memory_bytes if has_engine else 0)
    resource.setrlimit(resource.RLIMIT_DATA, (most, resource.RLIM_INFINITY))


def _result(
    task: Mapping[str, Any],
    limits: Limits,
    extractor: Extractor,
    allow_scan: Callable[[], None],
) -> dict[str, Any]:
    started = time.perf_counter()
    document = read_document(Path(task["path"]), task["file_name"], limits, allow_scan)
    document = with_parts(document, default_vocabulary())
    seconds = {"read": time.perf_counter() - started}
    extraction = None
    if task["request"] is not None:
        started = time.perf_counter()
        answers = extractor.extract(document, wire.request_from(task["request"]))
        extraction = wire.extraction_data(answers)
        seconds["extract"] = time.perf_counter() - started
    return {
        "document": wire.document_data(document),
        "extraction": extraction,
        "seconds": seconds,
    }


class _OneLine(logging.Formatter):
    """A record in one line, with its traceback: the worker logs it as one."""

    def format(self, record: logging.LogRecord) -> str:
        return super().format(record).replace("\n", "\\n")


if __name__ == "__main__":
    handler = logging.StreamHandler()
    handler.setFormatter(_OneLine("%(levelname)s %(name)s %(message)s"))
    logging.basicConfig(handlers=[handler])
    main()
