from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from rest_framework import serializers

from common.errors import BodyTooLarge
from prompt_studio import examples
from prompt_studio.models import SampleDocument


@examples.sample_document
class SampleDocumentSerializer(serializers.ModelSerializer[SampleDocument]):
    document_id = serializers.UUIDField(source="pk")
    tool = serializers.UUIDField(source="tool_id")

    class Meta:
        model = SampleDocument
        fields = [
            "document_id",
            "document_name",
            "tool",
            "mime_type",
            "size_bytes",
            "created_at",
        ]
        read_only_fields = fields


@examples.new_document
class NewDocumentSerializer(serializers.Serializer[Any]):
    file = serializers.FileField(help_text="The document; its name is unique in the tool.")

    def validate_file(self, file: UploadedFile[bytes]) -> UploadedFile[bytes]:
        limit = settings.MAX_FILE_BYTES
        if (file.size or 0) > limit:
            raise BodyTooLarge(
                f"The file is larger than {limit // 1024**2} MB; send a smaller one."
            )
        return file


class DocumentQuerySerializer(serializers.Serializer[Any]):
    document_id = serializers.UUIDField()


@examples.document_content
class DocumentContentSerializer(serializers.Serializer[Any]):
    data = serializers.CharField(help_text="Text as it reads; other documents in base64.")  # type: ignore[assignment]  # the contract's name
    mime_type = serializers.CharField()
