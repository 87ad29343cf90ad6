"""The form of the execution endpoints: what a caller may send, checked field by field."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from common.storable import unstorable_reason
from common.validators import HTTPSAddressValidator
from executions import examples
from executions.intake.limits import size_refusal
from workflows.models import Tag

_MAX_TAGS = 20
_MAX_CUSTOM_DATA_CHARACTERS = 100_000
_MAX_WAIT_SECONDS = 300


@extend_schema_field(OpenApiTypes.OBJECT)
class CustomDataField(serializers.Field[dict[str, Any], object, dict[str, Any], Any]):
    """A JSON object, written as text in a form field."""

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
    """Comma-separated words, in one field or in several of the same name."""

    def get_value(self, dictionary: Any) -> Any:
        return ",".join(dictionary.getlist(self.field_name, [""]))

    def to_internal_value(self, data: object) -> Any:
        names = [part.strip() for part in super().to_internal_value(data).split(",")]  # type: ignore[arg-type]  # whatever a caller sends
        tags = list(dict.fromkeys(name for name in names if name))
        for tag in tags:
            Tag._meta.get_field("name").run_validators(tag)
        if len(tags) > _MAX_TAGS:
            raise serializers.ValidationError(f"Send at most {_MAX_TAGS} tags.")
        return tags


@examples.execute
class ExecuteSerializer(serializers.Serializer[Any]):
    """The form of the execution endpoint."""

    files = serializers.ListField(
        child=serializers.FileField(
            allow_empty_file=True,
            error_messages={
                "invalid": "Send each document as a part with a file name, such as "
                'filename="invoice.pdf".'
            },
        ),
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
    include_metadata = serializers.BooleanField(
        default=False, help_text="Page, line and text of each value, and a model's usage."
    )
    include_metrics = serializers.BooleanField(default=False, help_text="The time of each step.")
    include_extracted_text = serializers.BooleanField(
        default=False, help_text="The document's text."
    )
    tags = TagsField(
        default="",
        allow_blank=True,
        help_text="Comma-separated words stored with the execution; the field may be repeated.",
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

    def to_internal_value(self, data: Any) -> Any:
        misplaced = [
            name
            for name, values in data.lists()
            if name != "files" and any(isinstance(value, UploadedFile) for value in values)
        ]
        if misplaced:
            raise serializers.ValidationError(
                {
                    name: [f"Send documents in the field 'files', not in '{name}'."]
                    for name in misplaced
                }
            )
        return super().to_internal_value(data)

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
