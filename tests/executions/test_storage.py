"""Documents in an S3-compatible store, against a server that speaks S3."""

import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import boto3
import pytest
from django.conf import settings as configured
from django.core.exceptions import ImproperlyConfigured
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from moto.server import ThreadedMotoServer
from storages.backends.s3 import S3Storage

from config.env import Environment
from executions import retention
from executions.models import Execution, FileExecution
from executions.tasks import remove_orphans, sweep

pytestmark = pytest.mark.django_db

INVOICE = b"Invoice number: INV-1\n"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(server, settings, tmp_path) -> Iterator[object]:
    """A bucket, by STORAGE_URL as an operator would write it."""
    url = f"s3://key:s%2Fcret@/documents?region=eu-west-1&endpoint=http://{server}"
    storage = Environment({"STORAGE_URL": url}).storage("STORAGE_URL", tmp_path)
    settings.STORAGES = {**settings.STORAGES, "default": storage}
    resource = boto3.resource(
        "s3",
        endpoint_url=f"http://{server}",
        aws_access_key_id="key",
        aws_secret_access_key="s/cret",
        region_name="eu-west-1",
    )
    made = resource.create_bucket(
        Bucket="documents", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
    )
    yield made
    made.objects.all().delete()
    made.delete()


def submit(caller, endpoint, content=INVOICE):
    document = SimpleUploadedFile("invoice.txt", content)
    return caller.post(endpoint, {"files": [document]}, format="multipart")


def local_documents() -> set[Path]:
    folders = (configured.DOCUMENT_DIR, Path(configured.FILE_UPLOAD_TEMP_DIR))
    return {path for folder in folders for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("size", [len(INVOICE), 1024 * 1024])
def test_documents_live_in_the_bucket_and_nowhere_else(
    caller, endpoint, bucket, run_worker, size, settings
):
    before = local_documents()
    content = INVOICE.ljust(size)
    response = submit(caller, endpoint, content)
    assert response.status_code == 200, response.content
    (stored,) = bucket.objects.all()
    assert stored.key == FileExecution.objects.get().stored_as
    assert stored.size == size
    assert stored.get()["Body"].read() == content
    run_worker()
    (file,) = FileExecution.objects.all()
    assert file.mime_type == "text/plain"
    assert local_documents() == before


def test_documents_leave_the_bucket_in_time(
    caller, endpoint, bucket, run_worker, time_machine, api, prefix
):
    submit(caller, endpoint)
    second = submit(caller, endpoint).json()["message"]["execution_id"]
    assert len(list(bucket.objects.all())) == 2
    assert api.delete(f"{prefix}/execution/{second}/").status_code == 204
    assert len(list(bucket.objects.all())) == 1
    run_worker()
    Execution.objects.update(documents_until=timezone.now() - timedelta(seconds=1))
    sweep()
    assert list(bucket.objects.all()) == []


def test_orphans_are_swept_from_the_bucket(caller, endpoint, bucket, time_machine):
    submit(caller, endpoint)
    bucket.put_object(Key="executions/org_acme/orphan", Body=b"left by a crash")
    remove_orphans()
    assert len(list(bucket.objects.all())) == 2
    time_machine.move_to(timezone.now() + timedelta(days=1, hours=1))
    kept = FileExecution.objects.get().stored_as
    retention.remove_orphans(timezone.now())
    assert [stored.key for stored in bucket.objects.all()] == [kept]


def test_a_document_gone_from_the_bucket_fails_its_file(caller, endpoint, bucket, run_worker):
    path = submit(caller, endpoint).json()["message"]["status_api"]
    bucket.objects.all().delete()
    run_worker()
    response = caller.get(path)
    assert response.status_code == 422
    assert "no longer in storage" in response.json()["error"]


def test_a_document_that_vanishes_while_it_is_read_is_told_from_a_failure(
    caller, endpoint, bucket, run_worker, monkeypatch
):
    path = submit(caller, endpoint).json()["message"]["status_api"]
    opened = S3Storage.open

    def late(self, name):
        found = opened(self, name)
        bucket.objects.all().delete()
        return found

    monkeypatch.setattr(S3Storage, "open", late)
    run_worker()
    assert "no longer in storage" in caller.get(path).json()["error"]


@pytest.mark.parametrize("address", ["127.0.0.1:9", "the server"])
def test_a_store_that_takes_nothing_is_said(caller, endpoint, server, settings, tmp_path, address):
    """Nobody answers, or there is no such bucket."""
    url = f"s3://key:secret@/nowhere?endpoint=http://{address.replace('the server', server)}"
    storage = Environment({"STORAGE_URL": url}).storage("STORAGE_URL", tmp_path)
    settings.STORAGES = {**settings.STORAGES, "default": storage}
    response = submit(caller, endpoint)
    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0
    assert response.json()["message"]["execution_status"] == "ERROR"
    assert not Execution.objects.exists()


def storage_of(raw: str) -> dict:
    env = Environment({"STORAGE_URL": raw})
    storage = env.storage("STORAGE_URL", Path("/data/documents"))
    env.finish()
    return storage


def test_files_are_the_default():
    storage = storage_of("")
    assert storage["BACKEND"] == "django.core.files.storage.FileSystemStorage"
    assert storage["OPTIONS"]["location"] == "/data/documents"


@pytest.mark.parametrize(
    ("raw", "endpoint", "region"),
    [
        ("s3://key:secret@minio:9000/documents", "https://minio:9000", None),
        ("s3://key:secret@/documents?region=eu-west-1", None, "eu-west-1"),
        ("s3:///documents", None, None),
        ("s3://key:secret@x/documents?endpoint=http://y:1", "http://y:1", None),
    ],
)
def test_an_address_of_a_bucket(raw, endpoint, region):
    options = storage_of(raw)["OPTIONS"]
    assert options["bucket_name"] == "documents"
    assert (options["endpoint_url"], options["region_name"]) == (endpoint, region)
    assert options["access_key"] == ("key" if "key" in raw else None)


@pytest.mark.parametrize(
    "raw",
    [
        "documents",
        "https://key:secret@host/documents",
        "s3://key:secret@host/",
        "s3://key:secret@host/a/b",
        "s3://key@host/documents",
        "s3://key:secret@host/documents?regoin=x",
        "s3://key:secret@host/documents?region",
        "s3://[host/documents",
    ],
)
def test_a_wrong_address_is_named_without_its_secret(raw):
    with pytest.raises(ImproperlyConfigured, match="STORAGE_URL") as caught:
        storage_of(raw)
    assert "secret" not in str(caught.value).replace("a key and a secret", "")
