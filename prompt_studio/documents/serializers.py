from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from rest_framework import serializers

from common.api.errors import BodyTooLarge
from prompt_studio.documents import examples
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


class UploadsField(serializers.ListField):
    """Files under one name; an error of one file is reported as the field's."""

    child = serializers.FileField()

    def run_child_validation(self, data: list[Any]) -> list[Any]:
        return [self.child.run_validation(upload) for upload in data]


@examples.new_documents
class NewDocumentsSerializer(serializers.Serializer[Any]):
    file = UploadsField(
        max_length=settings.MAX_FILES_PER_EXECUTION,
        allow_empty=False,
        help_text="The documents; the name of each is unique in the tool.",
    )

    def validate_file(self, files: list[UploadedFile[bytes]]) -> list[UploadedFile[bytes]]:
        limit = settings.MAX_FILE_BYTES
        if any((file.size or 0) > limit for file in files):
            raise BodyTooLarge(
                f"The file is larger than {limit // 1024**2} MB; send a smaller one."
            )
        return files


@examples.added_documents
class AddedDocumentsSerializer(SampleDocumentSerializer):
    """The first of the added documents, and all of them as ``data``."""

    data = SampleDocumentSerializer(many=True)  # type: ignore[assignment]  # the contract's name

    class Meta(SampleDocumentSerializer.Meta):
        fields = [*SampleDocumentSerializer.Meta.fields, "data"]
        read_only_fields = fields


class DocumentReferenceSerializer(serializers.Serializer[Any]):
    document_id = serializers.UUIDField()


@examples.document_content
class DocumentContentSerializer(serializers.Serializer[Any]):
    data = serializers.CharField(help_text="Text as it reads; other documents in base64.")  # type: ignore[assignment]  # the contract's name
    mime_type = serializers.CharField()
