from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from structlog.testing import capture_logs

from executions.models import Execution, FileExecution
from executions.queue import send_files
from executions.retention import delete_execution
from executions.running import processing
from executions.running.claims import claim_file, extend_lease
from executions.running.recovery import resend_lost_files
from executions.running.settling import FileOutcome, end_execution, finish_file
from executions.tasks import sweep
from tests.executions.submitting import poll, submit
from tests.factories import ExecutionFactory, FileExecutionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def execution(deployment):
    return ExecutionFactory(deployment=deployment, total_files=2)


@pytest.fixture
def files(execution):
    return [FileExecutionFactory(execution=execution, position=n) for n in range(2)]


def expire_leases() -> None:
    FileExecution.objects.filter(lease__isnull=False).update(
        lease_until=timezone.now() - timedelta(seconds=1)
    )


def test_a_claim_starts_the_execution(execution, files, deployment):
    assert claim_file(files[0].pk)
    execution.refresh_from_db()
    deployment.refresh_from_db()
    assert execution.status == "EXECUTING"
    assert execution.started_at is not None
    assert deployment.recent_runs[0]["status"] == "EXECUTING"


def test_a_file_is_held_by_one_worker(files):
    assert claim_file(files[0].pk)
    assert claim_file(files[0].pk) is None


def test_a_file_is_free_again_when_its_lease_has_expired(files):
    first = claim_file(files[0].pk)
    expire_leases()
    second = claim_file(files[0].pk)
    assert second is not None
    assert not extend_lease(first)
    assert extend_lease(second)


def test_a_lost_lease_ends_nothing(files):
    first = claim_file(files[0].pk)
    expire_leases()
    second = claim_file(files[0].pk)
    assert not finish_file(first, FileOutcome(result={"output": {"a": 1}}))
    assert finish_file(second, FileOutcome(result={"output": {"a": 2}}))
    files[0].refresh_from_db()
    assert files[0].result == {"output": {"a": 2}}
    assert not finish_file(second, FileOutcome(error="again"))


@pytest.mark.parametrize(
    ("errors", "status", "counts"),
    [
        (["", ""], "COMPLETED", (2, 0)),
        (["", "unreadable"], "COMPLETED", (1, 1)),
        (["unreadable", "empty"], "ERROR", (0, 2)),
    ],
)
def test_the_last_file_settles_the_execution(execution, files, deployment, errors, status, counts):
    for file, error in zip(files, errors, strict=True):
        execution.refresh_from_db()
        assert execution.is_running
        result = None if error else {"output": {}}
        finish_file(claim_file(file.pk), FileOutcome(result=result, error=error))
    execution.refresh_from_db()
    deployment.refresh_from_db()
    assert execution.status == status
    assert (execution.successful_files, execution.failed_files) == counts
    assert execution.finished_at is not None
    assert deployment.recent_runs[0]["status"] == status
    assert deployment.recent_runs[0]["failed_files"] == counts[1]


@pytest.fixture
def lines(django_capture_on_commit_callbacks):
    """What the log says of files and executions that end while the block runs."""

    @contextmanager
    def written() -> Iterator[list[dict[str, Any]]]:
        with capture_logs() as captured, django_capture_on_commit_callbacks(execute=True):
            yield captured

    return written


def test_each_file_and_execution_that_ends_is_one_line(execution, files, lines):
    about = {
        "organization": "org_acme",
        "deployment": "invoices",
        "execution": str(execution.pk),
    }
    with lines() as written:
        for file, outcome in zip(
            files,
            [FileOutcome(error="The file is empty."), FileOutcome(result={}, error="No iban.")],
            strict=True,
        ):
            finish_file(claim_file(file.pk), outcome)
    assert all(line.pop("seconds") >= 0 for line in written)
    assert written == [
        {
            "event": "file_ended",
            "log_level": "warning",
            **about,
            "file": str(files[0].pk),
            "outcome": "ERROR",
            "error": "The file is empty.",
        },
        {
            "event": "file_ended",
            "log_level": "info",
            **about,
            "file": str(files[1].pk),
            "outcome": "COMPLETED",
            "error": "No iban.",
        },
        {
            "event": "execution_ended",
            "log_level": "info",
            **about,
            "outcome": "COMPLETED",
            "error": "",
        },
    ]


@pytest.mark.parametrize("how", ["stopped", "overdue", "given up"])
def test_files_that_others_end_are_lines_too(execution, files, lines, settings, how):
    settings.FILE_ATTEMPTS = 1
    claim_file(files[0].pk)
    with lines() as written:
        if how == "stopped":
            end_execution(execution.pk, status=Execution.Status.STOPPED, reason="Stopped.")
        elif how == "overdue":
            Execution.objects.update(deadline_at=timezone.now() - timedelta(seconds=1))
            sweep()
        else:
            claim_file(files[1].pk)
            expire_leases()
            sweep()
    ended = [line for line in written if line["event"] == "file_ended"]
    assert {line["file"] for line in ended} == {str(file.pk) for file in files}
    assert {line["outcome"] for line in ended} == {"STOPPED" if how == "stopped" else "ERROR"}
    assert all(line["error"] for line in ended)
    (whole,) = [line for line in written if line["event"] == "execution_ended"]
    assert whole["outcome"] == ("STOPPED" if how == "stopped" else "ERROR")


def test_a_lost_claim_leaves_no_line(files, lines):
    claim = claim_file(files[0].pk)
    expire_leases()
    claim_file(files[0].pk)
    with lines() as written:
        finish_file(claim, FileOutcome(error="late"))
    assert written == []


def test_the_sweep_says_only_what_it_did(execution, files, lines):
    with lines() as written:
        sweep()
    assert written == []
    FileExecution.objects.filter(pk=files[0].pk).update(
        dispatch_again_at=timezone.now() - timedelta(seconds=1)
    )
    with lines() as written:
        sweep()
    assert written == [{"event": "swept", "log_level": "info", "resent_files": 1}]


def test_the_sweep_sends_again_what_nobody_holds(files, sent):
    FileExecution.objects.filter(pk=files[0].pk).update(
        dispatch_again_at=timezone.now() - timedelta(seconds=1)
    )
    claim_file(files[1].pk)
    expire_leases()
    sweep()
    assert set(sent) == {str(file.pk) for file in files}
    sent.clear()
    expire_leases()
    FileExecution.objects.filter(pk=files[1].pk).update(lease_until=timezone.now() + timedelta(1))
    sweep()
    assert sent == []


def test_the_pause_between_dispatches_grows(files, sent):
    pauses = []
    for _ in range(4):
        now = timezone.now()
        FileExecution.objects.update(dispatch_again_at=now - timedelta(seconds=1))
        resend_lost_files(now)
        file = FileExecution.objects.get(pk=files[0].pk)
        pauses.append((file.dispatch_again_at - now).total_seconds())
    assert pauses == [120, 240, 480, 600]


def test_the_sweep_ends_what_passed_its_deadline(execution, files):
    finish_file(claim_file(files[0].pk), FileOutcome(result={"output": {}}))
    Execution.objects.update(deadline_at=timezone.now() - timedelta(seconds=1))
    sweep()
    execution.refresh_from_db()
    assert execution.status == "ERROR"
    assert "Not done within" in execution.error_message
    assert (execution.successful_files, execution.failed_files) == (1, 1)
    files[1].refresh_from_db()
    assert files[1].status == "ERROR"


def test_the_sweep_gives_up_a_file_that_kills_its_workers(execution, files, settings):
    settings.FILE_ATTEMPTS = 2
    for _ in range(2):
        assert claim_file(files[0].pk)
        expire_leases()
    assert claim_file(files[0].pk) is None
    sweep()
    files[0].refresh_from_db()
    assert files[0].status == "ERROR"
    assert "cut off 2 times" in files[0].error


def test_a_late_worker_cannot_revive_an_ended_execution(execution, files):
    claim = claim_file(files[0].pk)
    assert end_execution(
        execution.pk, status=Execution.Status.STOPPED, reason="Stopped on request."
    )
    assert not finish_file(claim, FileOutcome(result={"output": {}}))
    assert claim_file(files[1].pk) is None
    assert not end_execution(execution.pk, status=Execution.Status.ERROR, reason="late")
    execution.refresh_from_db()
    assert execution.status == "STOPPED"


def test_a_silent_queue_loses_nothing(files, monkeypatch, caplog):
    def refuse(*args, **kwargs):
        raise OSError("no broker")

    monkeypatch.setattr("executions.queue.current_app.send_task", refuse)
    send_files([files[0].pk])
    assert "the sweep will send" in caplog.text
    files[0].refresh_from_db()
    assert files[0].status == "PENDING"


@pytest.mark.parametrize("end", ["stopped", "deleted"])
def test_work_on_an_execution_that_was_ended_is_dropped_and_harms_nobody(
    caller, endpoint, monkeypatch, end
):
    document = SimpleUploadedFile("invoice.txt", b"Invoice number: INV-1\n")
    caller.post(endpoint, {"files": [document]}, format="multipart")
    file = FileExecution.objects.get()
    extract = processing._process

    def ended_meanwhile(file):
        outcome = extract(file)
        if end == "stopped":
            end_execution(
                file.execution_id, status=Execution.Status.STOPPED, reason="Stopped on request."
            )
        else:
            delete_execution(file.execution)
        return outcome

    monkeypatch.setattr(processing, "_process", ended_meanwhile)
    processing.process_claimed_file(claim_file(file.pk))
    if end == "deleted":
        assert not FileExecution.objects.exists()
    else:
        file.refresh_from_db()
        assert (file.status, file.result) == ("STOPPED", None)


def test_a_file_deleted_before_its_work_begins_is_no_work(files):
    claim = claim_file(files[0].pk)
    Execution.objects.all().delete()
    processing.process_claimed_file(claim)
    assert claim_file(files[0].pk) is None


@pytest.mark.parametrize("at", ["before the claim", "while it is read"])
def test_a_document_gone_from_storage_is_told_from_a_damaged_one(
    caller, endpoint, run_worker, monkeypatch, caplog, at
):
    execution_id = submit(caller, endpoint).json()["message"]["execution_id"]
    stored_as = FileExecution.objects.get().stored_as
    if at == "before the claim":
        default_storage.delete(stored_as)
    else:
        run = processing._sandbox().run

        def late(*args, **kwargs):
            default_storage.delete(stored_as)
            return run(*args, **kwargs)

        monkeypatch.setattr(processing._sandbox(), "run", late)
    run_worker()
    result = poll(caller, endpoint, execution_id).json()["message"][0]
    assert result["error"] == "The document is no longer in storage; send it again."
    told = [record for record in caplog.records if record.name == processing.__name__]
    assert [(record.levelname, record.exc_info) for record in told] == [("WARNING", None)]
