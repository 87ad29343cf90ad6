"""What goes when: documents, results, and what crashes left behind."""

import os
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from executions import retention
from executions.models import Execution, FileExecution, WebhookDelivery
from tests.factories import ExecutionFactory, FileExecutionFactory
from workflows.models import Tag

pytestmark = pytest.mark.django_db

SECRET_WORDS = ("INV-2026-001", "hush-hush", "example.com/hook")


@pytest.fixture
def done(caller, endpoint, run_worker) -> Execution:
    """An execution that has ended, with everything that one can hold."""
    document = SimpleUploadedFile("invoice.txt", b"Invoice number: INV-2026-001\n")
    body = {
        "files": [document],
        "custom_data": '{"order": "hush-hush"}',
        "tags": "a,b",
        "webhook_url": "https://example.com/hook",
    }
    caller.post(endpoint, body, format="multipart")
    run_worker()
    execution: Execution = Execution.objects.get()
    return execution


def everything_stored() -> str:
    models = (Execution, FileExecution, WebhookDelivery)
    return str([list(model.objects.values()) for model in models])


def test_results_and_what_came_with_them_go_with_time(done, api, prefix):
    assert all(word in everything_stored() for word in SECRET_WORDS)
    retention.remove_expired(done.results_until + timedelta(seconds=1))
    assert not any(word in everything_stored() for word in SECRET_WORDS)
    detail = api.get(f"{prefix}/execution/{done.pk}/").json()
    assert detail["status"] == "COMPLETED"
    assert (detail["results"], detail["custom_data"]) == (None, None)


def test_a_failed_execution_whose_time_is_over_shows_no_empty_result(
    done, caller, endpoint, deployment
):
    Execution.objects.update(status="STOPPED")
    retention.remove_expired(done.results_until + timedelta(seconds=1))
    (result,) = caller.get(endpoint, {"execution_id": done.pk}).json()["message"]
    assert result["result"] is None
    assert "retention" in result["error"]


def test_deletion_leaves_no_row_and_no_document(done, api, prefix):
    stored_as = FileExecution.objects.get().stored_as
    assert api.delete(f"{prefix}/execution/{done.pk}/").status_code == 204
    assert not default_storage.exists(stored_as)
    for model in (Execution, FileExecution, WebhookDelivery, Execution.labels.through):
        assert not model.objects.exists()
    # the words themselves are the organization's
    assert Tag.objects.count() == 2


def test_a_sweep_takes_a_batch(deployment, monkeypatch):
    monkeypatch.setattr(retention, "_BATCH", 2)
    now = timezone.now()
    for _ in range(3):
        execution = ExecutionFactory(
            deployment=deployment, status="COMPLETED", documents_until=now, results_until=now
        )
        FileExecutionFactory(execution=execution, result={"output": {}})
    left = []
    for _ in range(2):
        retention.remove_expired(now + timedelta(seconds=1))
        left.append(Execution.objects.filter(results_until__isnull=False).count())
    assert left == [1, 0]


def age(path: Path, hours: float) -> None:
    then = time.time() - hours * 3600
    os.utime(path, (then, then))


@pytest.mark.parametrize(("hours", "stays"), [(23, True), (25, False)])
def test_documents_without_a_row_are_swept_after_a_day(done, hours, stays):
    kept = FileExecution.objects.get().stored_as
    orphan = default_storage.save("executions/org_acme/orphan", ContentFile(b"left by a crash"))
    sample = default_storage.save("org_acme/samples/sample", ContentFile(b"a tool's"))
    for name in (kept, orphan, sample):
        age(Path(default_storage.path(name)), hours)
    retention.remove_orphans(timezone.now())
    assert default_storage.exists(kept)
    assert default_storage.exists(orphan) == stays
    assert default_storage.exists(sample), "the samples of tools are no documents of executions"
    for name in (orphan, sample):
        default_storage.delete(name)


@pytest.mark.parametrize(("hours", "stays"), [(23, True), (25, False)])
def test_uploads_that_broke_off_are_swept_after_a_day(db, hours, stays):
    upload = Path(configured.FILE_UPLOAD_TEMP_DIR) / "tmpabc.upload.pdf"
    upload.write_bytes(b"half")
    other = Path(configured.FILE_UPLOAD_TEMP_DIR) / "schedule"
    other.write_bytes(b"the scheduler's")
    for path in (upload, other):
        age(path, hours)
    retention.remove_orphans(timezone.now())
    assert upload.exists() == stays
    assert other.exists()
    upload.unlink(missing_ok=True)
    other.unlink()
