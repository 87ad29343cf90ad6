"""Keeping the documents of a submission until its rows name them."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import Error
from django.utils.crypto import get_random_string
from rest_framework import status
from rest_framework.exceptions import APIException

from common.database import CONNECTION_FAILURES
from common.file_names import clean_file_name
from executions.models import FileExecution

logger = logging.getLogger(__name__)

# in the storage, beside the sample documents' folder
DOCUMENT_FOLDER = "executions"


class StorageUnavailable(APIException):
    status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    default_detail = "The documents can't be stored now; send them again in a moment."
    default_code = "storage_unavailable"
    retry_after_seconds = 10


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A document in storage."""

    file_name: str
    size_bytes: int
    sha256: str
    stored_as: str


def _store(upload: UploadedFile[bytes], folder: str) -> StoredDocument:
    sha256 = hashlib.sha256()
    for chunk in upload.chunks():
        sha256.update(chunk)
    upload.seek(0)
    # the caller's file name is only shown; no path is made of it
    name = f"{DOCUMENT_FOLDER}/{folder}/{get_random_string(24)}"
    stored_as = default_storage.save(name, upload)
    upload.close()
    return StoredDocument(
        clean_file_name(upload.name), upload.size or 0, sha256.hexdigest(), stored_as
    )


@contextmanager
def store_documents(
    uploads: Iterable[UploadedFile[bytes]], folder: str
) -> Iterator[list[StoredDocument]]:
    """Store the uploads; if the block fails, delete those that no file of an execution names.

    They stay when the database failed, because the block may have been committed all the same, and
    when this process is being ended. ``remove_orphans`` then finds those that no file names.

    Raises:
        StorageUnavailable: the storage doesn't take them.
    """
    documents: list[StoredDocument] = []
    try:
        try:
            for upload in uploads:
                # one by one, so that after a failure those stored so far are deleted
                documents.append(_store(upload, folder))  # noqa: PERF401
        except (OSError, BotoCoreError, ClientError) as error:
            logger.exception("The storage doesn't take documents.")
            raise StorageUnavailable from error
        yield documents
    except CONNECTION_FAILURES:
        raise
    except Exception:
        _delete_unnamed(documents)
        raise


def named_documents(names: Sequence[str]) -> set[str]:
    """Those of the documents in storage that a file of an execution names."""
    files = FileExecution.objects.filter(stored_as__in=names)
    return set(files.values_list("stored_as", flat=True))


def _delete_unnamed(documents: Sequence[StoredDocument]) -> None:
    try:
        named = named_documents([document.stored_as for document in documents])
    except Error:
        logger.exception("The documents of a failed submission stay in storage for now.")
        return
    delete_documents(document for document in documents if document.stored_as not in named)


def delete_documents(documents: Iterable[StoredDocument]) -> None:
    """Delete documents; what can't be deleted now, ``remove_orphans`` finds."""
    try:
        for document in documents:
            default_storage.delete(document.stored_as)
    except (OSError, BotoCoreError, ClientError):
        logger.exception("Documents that no execution names stay in storage for now.")
