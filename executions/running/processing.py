"""A worker's work on one file, while it holds the lease."""

import logging
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from functools import cache
from http import HTTPStatus
from pathlib import Path
from time import monotonic
from typing import IO, Any

import stamina
from botocore.exceptions import ClientError
from celery.signals import worker_process_init, worker_process_shutdown
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import Error, close_old_connections, connection
from django.db.models import QuerySet

from common.database import CONNECTION_FAILURES
from common.storable import storable
from engine.llm.extractor import LLMExtractor
from engine.sandbox.parent import Sandbox
from engine.types import (
    EngineError,
    Extraction,
    ExtractionFailed,
    Limits,
)
from executions.models import Execution, FileExecution
from executions.running.claims import Claim, extend_lease
from executions.running.extractors import llm_config
from executions.running.prompts import extraction_request, missing_required
from executions.running.settling import FileOutcome, finish_file

logger = logging.getLogger(__name__)


@cache
def _sandbox() -> Sandbox:
    """The reader process of this worker process; it is kept between files."""
    return Sandbox()


@worker_process_init.connect
def _start_sandbox(**kwargs: Any) -> None:
    # its libraries load while the worker waits for its first document
    _sandbox()


@worker_process_shutdown.connect
def _close_sandbox(**kwargs: Any) -> None:
    if _sandbox.cache_info().currsize:
        _sandbox().close()


@contextmanager
def _extended_lease(claim: Claim) -> Iterator[None]:
    """Extend the lease from a second thread for as long as the block runs."""
    done = threading.Event()

    def beat() -> None:
        try:
            while not done.wait(settings.LEASE_SECONDS / 3):
                close_old_connections()
                try:
                    if not extend_lease(claim):
                        return
                except Error:
                    logger.warning("The lease of file %s could not be extended.", claim.file_id)
        finally:
            connection.close()

    thread = threading.Thread(target=beat, name="lease", daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


class _DocumentGone(Exception):
    """The storage has no such document any more."""


@contextmanager
def _local_copy(stored_as: str) -> Iterator[Path]:
    """The document as a file on this machine, wherever the storage is.

    Raises:
        _DocumentGone: the storage doesn't have it, or lost it before the block could read it.
    """
    try:
        path = Path(default_storage.path(stored_as))
    except NotImplementedError:
        # the suffix lets ``remove_orphans`` find what a killed worker leaves
        folder = settings.FILE_UPLOAD_TEMP_DIR
        with tempfile.NamedTemporaryFile(dir=folder, suffix=".upload") as copy:
            _download(stored_as, copy)
            yield Path(copy.name)
        return
    if not path.exists():
        raise _DocumentGone
    try:
        yield path
    except EngineError:
        # what the reader can't open it calls damaged
        if not path.exists():
            raise _DocumentGone from None
        raise


def _download(stored_as: str, copy: IO[bytes]) -> None:
    try:
        with default_storage.open(stored_as) as source:
            for chunk in source.chunks():
                copy.write(chunk)
    except FileNotFoundError:
        raise _DocumentGone from None
    except ClientError as error:
        # deleted since it was opened
        if error.response["ResponseMetadata"]["HTTPStatusCode"] != HTTPStatus.NOT_FOUND:
            raise
        raise _DocumentGone from None
    copy.flush()


def _limits() -> Limits:
    return Limits(
        max_pages=settings.MAX_DOCUMENT_PAGES,
        wall_seconds=settings.DOCUMENT_SECONDS,
        cpu_seconds=settings.DOCUMENT_SECONDS,
        memory_bytes=settings.DOCUMENT_MEMORY_BYTES,
        max_scans=settings.MAX_SCANNED_PAGES,
        max_pixels=settings.MAX_IMAGE_PIXELS,
        scan_seconds=settings.OCR_PAGE_SECONDS,
        scan_memory_bytes=settings.OCR_MEMORY_BYTES,
        scan_threads=settings.OCR_THREADS,
    )


def _earlier_result(file: FileExecution) -> FileExecution | None:
    """The last good result of the same bytes under the same version, profile and custom data."""
    execution = file.execution
    earlier: QuerySet[FileExecution] = FileExecution.objects.filter(
        sha256=file.sha256,
        status=FileExecution.Status.COMPLETED,
        result__isnull=False,
        execution__organization=execution.organization_id,
        execution__tool_export=execution.tool_export_id,
        execution__llm_profile=execution.llm_profile_id,
    )
    candidates = earlier.select_related("execution").order_by("-finished_at", "pk")[:20]
    return next(
        (found for found in candidates if found.execution.custom_data == execution.custom_data),
        None,
    )


def _contexts(extraction: Extraction) -> dict[str, dict[str, Any]]:
    """The place of each value in the document, and whether the document's text shows it."""
    nowhere = dict.fromkeys(("page", "line", "text", "boxes", "confidence"))
    known = {key: asdict(evidence) for key, evidence in extraction.evidence.items()}
    for context in known.values():
        if not context["rows"]:
            del context["rows"]
    unseen = set(extraction.not_in_text)
    return {
        key: {**known.get(key, nowhere), "in_text": key not in unseen}
        for key in extraction.values
        if key in known or key in unseen
    }


def _process(file: FileExecution) -> FileOutcome:
    execution: Execution = file.execution
    if execution.tool_export is None:
        raise ExtractionFailed("The tool that this execution ran was deleted.")
    if execution.use_file_history and (found := _earlier_result(file)):
        # usage and time were counted for the earlier file
        result = {**(found.result or {}), "usage": [], "seconds": {}}
        return FileOutcome(result, found.error, found.mime_type, found.extracted_text)
    definition = execution.tool_export.definition
    request = extraction_request(definition, execution.custom_data)
    config = llm_config(execution)
    with _local_copy(file.stored_as) as path:
        read = _sandbox().run(path, file.file_name, _limits(), None if config else request)
    seconds = dict(read.seconds)
    extraction = read.extraction
    if config:
        started = monotonic()
        extractor = LLMExtractor(config)
        try:
            extraction = extractor.extract(read.document, request)
        finally:
            extractor.close()
        seconds["extract"] = monotonic() - started
    if extraction is None:
        raise ExtractionFailed("The extractor gave no answer.")
    result = {
        "output": dict(extraction.values),
        "places": _contexts(extraction),
        "usage": [
            {
                "model": usage.model,
                "input_tokens": usage.input_tokens,
                "output_tokens": usage.output_tokens,
                "cost_usd": usage.cost_usd,
            }
            for usage in extraction.usage
        ],
        "seconds": {name: round(value, 4) for name, value in seconds.items()},
    }
    missing = missing_required(definition, extraction.values)
    error = f"Required values were not found: {', '.join(missing)}." if missing else ""
    document = read.document
    if document.parts:
        result["documents"] = [asdict(part) for part in document.parts]
    return FileOutcome(storable(result), error, document.mime_type, storable(document.text))


def _finish(claim: Claim, outcome: FileOutcome) -> bool:
    """End the file; retry when the database is away for a moment, to keep the result."""
    for attempt in stamina.retry_context(
        on=CONNECTION_FAILURES, attempts=5, timeout=settings.LEASE_SECONDS
    ):
        with attempt:
            if attempt.num > 1:
                close_old_connections()
            return finish_file(claim, outcome)
    return False


def process_claimed_file(claim: Claim) -> None:
    """Process the file and end it with its result or its error.

    If the database fails, the file doesn't end: its lease runs out, and it is claimed again.
    """
    files: QuerySet[FileExecution] = FileExecution.objects.select_related(
        "execution__tool_export__entry", "execution__llm_profile__llm"
    )
    file = files.filter(pk=claim.file_id).first()
    if file is None:
        logger.info("File %s was deleted after it was claimed.", claim.file_id)
        return
    with _extended_lease(claim):
        try:
            outcome = _process(file)
        except EngineError as error:
            outcome = FileOutcome(error=storable(str(error)))
        except Error:
            raise
        except _DocumentGone:
            logger.warning("The document of file %s is not in storage.", file.pk)
            outcome = FileOutcome(error="The document is no longer in storage; send it again.")
        except Exception:  # whatever it was, the file ends and the worker goes on
            logger.exception("File %s of execution %s failed.", file.pk, file.execution_id)
            outcome = FileOutcome(error="The service failed on this file; its log says why.")
    if not _finish(claim, outcome):
        logger.warning("The claim on file %s was lost; its outcome is dropped.", file.pk)
