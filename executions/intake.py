"""What a caller may send to an execution endpoint, checked and stored before anything is queued."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.utils.crypto import get_random_string
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers, status
from rest_framework.exceptions import APIException

from common.file_names import clean_file_name
from common.storable import unstorable_reason
from common.validators import HTTPSAddressValidator
from executions import examples
from workflows.models import Tag

logger = logging.getLogger(__name__)

# of the storage, which has other documents too
DOCUMENT_FOLDER = "executions"

_MAX_TAGS = 20
_MAX_CUSTOM_DATA_CHARACTERS = 100_000
_MAX_WAIT_SECONDS = 300


class FileTooLarge(APIException):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_detail = "A file is too large."
    default_code = "file_too_large"


def size_refusal(file_name: str | None) -> FileTooLarge:
    megabytes = settings.MAX_FILE_BYTES // 1024**2
    return FileTooLarge(
        f"{clean_file_name(file_name)} is larger than {megabytes} MB; send a smaller file."
    )


class StorageUnavailable(APIException):
    status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    default_detail = "The documents can't be stored now; send them again in a moment."
    default_code = "storage_unavailable"
    retry_after_seconds = 10


@extend_schema_field(OpenApiTypes.OBJECT)
class CustomDataField(serializers.Field[dict[str, Any], object, dict[str, Any], Any]):
    """A JSON object, as form fields carry it: in text."""

    default_error_messages = {
        "invalid": "Send a JSON object.",
        "too_long": f"Send at most {_MAX_CUSTOM_DATA_CHARACTERS} characters.",
    }

    def to_internal_value(self, data: object) -> dict[str, Any]:
        if isinstance(data, str):
            if len(data) > _MAX_CUSTOM_DATA_CHARACTERS:
                self.fail("too_long")
            try:
                data = json.loads(data, parse_constant=lambda name: self.fail("invalid"))
            except (ValueError, RecursionError):
                self.fail("invalid")
        if not isinstance(data, dict):
            self.fail("invalid")
        reason = unstorable_reason(data)
        if reason:
            raise serializers.ValidationError(reason)
        return data

    def to_representation(self, value: dict[str, Any]) -> dict[str, Any]:
        return value


class TagsField(serializers.CharField):
    """Comma-separated words."""

    def to_internal_value(self, data: object) -> Any:
        names = [part.strip() for part in super().to_internal_value(data).split(",")]  # type: ignore[arg-type]  # whatever a caller sends
        tags = list(dict.fromkeys(name for name in names if name))
        for tag in tags:
            Tag._meta.get_field("name").run_validators(tag)
        if len(tags) > _MAX_TAGS:
            raise serializers.ValidationError(f"Send at most {_MAX_TAGS} tags.")
        return tags


class IncludeSerializer(serializers.Serializer[Any]):
    """What a result carries beyond the values."""

    include_metadata = serializers.BooleanField(
        default=False, help_text="Page, line and text of each value, and a model's usage."
    )
    include_metrics = serializers.BooleanField(default=False, help_text="The time of each step.")
    include_extracted_text = serializers.BooleanField(
        default=False, help_text="The document's text."
    )


@examples.execute
class ExecuteSerializer(IncludeSerializer):
    """The form of the execution endpoint (contract section 7)."""

    files = serializers.ListField(
        child=serializers.FileField(allow_empty_file=True),
        required=False,
        default=list,
        help_text="The documents; together with presigned_urls 1 to 32.",
    )
    presigned_urls = serializers.ListField(
        child=serializers.CharField(max_length=8192),
        required=False,
        default=list,
        help_text="https addresses that the service fetches documents from.",
    )
    timeout = serializers.IntegerField(
        min_value=-1,
        max_value=_MAX_WAIT_SECONDS,
        default=-1,
        help_text="Seconds to wait for the result; 0 and less answer once queued.",
    )
    tags = TagsField(
        default="", allow_blank=True, help_text="Comma-separated words stored with the execution."
    )
    llm_profile_id = serializers.UUIDField(
        required=False, help_text="Another LLM profile of the tool."
    )
    custom_data = CustomDataField(
        required=False, help_text="A JSON object; prompts use it as {{custom_data.key}}."
    )
    use_file_history = serializers.BooleanField(
        default=False, help_text="Reuse the stored result of an identical file."
    )
    webhook_url = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=2048,
        validators=[HTTPSAddressValidator()],
        help_text="Told of the end of this execution, beside the deployment's own webhook.",
    )
    hitl_queue_name = serializers.CharField(required=False, allow_blank=True)
    hitl_packet_id = serializers.CharField(required=False, allow_blank=True)

    def validate_files(self, files: list[UploadedFile[bytes]]) -> list[UploadedFile[bytes]]:
        for file in files:
            if (file.size or 0) > settings.MAX_FILE_BYTES:
                raise size_refusal(file.name)
        return files

    def validate_hitl_queue_name(self, value: str) -> str:
        return self._refuse_review(value)

    def validate_hitl_packet_id(self, value: str) -> str:
        return self._refuse_review(value)

    def _refuse_review(self, value: str) -> str:
        if value:
            raise serializers.ValidationError("Human review is not available in this edition.")
        return value

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        most = settings.MAX_FILES_PER_EXECUTION
        count = len(attrs["files"]) + len(attrs["presigned_urls"])
        if not 1 <= count <= most:
            raise serializers.ValidationError(
                {"files": [f"Send 1 to {most} documents; these are {count}."]}
            )
        return attrs


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
    # the caller's name stays out of storage: it is shown, never opened
    name = f"{DOCUMENT_FOLDER}/{folder}/{get_random_string(24)}"
    stored_as = default_storage.save(name, upload)
    upload.close()
    return StoredDocument(
        clean_file_name(upload.name), upload.size or 0, sha256.hexdigest(), stored_as
    )


@contextmanager
def stored(uploads: Iterable[UploadedFile[bytes]], folder: str) -> Iterator[list[StoredDocument]]:
    """The uploads in storage; removed again if the block fails.

    Raises:
        StorageUnavailable: the storage doesn't take them.
    """
    documents: list[StoredDocument] = []
    try:
        try:
            for upload in uploads:
                # one by one, so that a failure knows what is stored already
                documents.append(_store(upload, folder))  # noqa: PERF401
        except (OSError, BotoCoreError, ClientError) as error:
            logger.exception("The storage doesn't take documents.")
            raise StorageUnavailable from error
        yield documents
    except BaseException:
        remove(documents)
        raise


def remove(documents: Iterable[StoredDocument]) -> None:
    """Take documents out of storage; what can't be taken out now, the sweep of orphans finds."""
    try:
        for document in documents:
            default_storage.delete(document.stored_as)
    except (OSError, BotoCoreError, ClientError):
        logger.exception("Documents stay in storage until they are swept.")
