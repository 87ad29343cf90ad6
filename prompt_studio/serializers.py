from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from organizations.sharing.serializers import (
    RESOURCE_FIELDS,
    RESOURCE_READ_ONLY,
    ShareableSerializer,
)
from prompt_studio import examples
from prompt_studio.models import Prompt, PromptStudioTool, SampleDocument
from prompt_studio.services import MAX_SEQUENCE_NUMBER


class OwnDocumentField(serializers.PrimaryKeyRelatedField[SampleDocument]):
    """A sample document of this tool; all others "do not exist"."""

    default_error_messages = {
        "does_not_exist": "The tool has no such document.",
        "incorrect_type": "Give the id of a document.",
    }

    def get_queryset(self) -> QuerySet[SampleDocument]:
        tool = getattr(self.parent, "instance", None)
        documents: Any = super().get_queryset()
        of_tool: QuerySet[SampleDocument] = (
            documents.filter(tool=tool) if isinstance(tool, PromptStudioTool) else documents.none()
        )
        return of_tool


@examples.prompt_studio_tool
class PromptStudioToolSerializer(ShareableSerializer):
    """A Prompt Studio tool; its prompts have routes of their own."""

    tool_id = serializers.UUIDField(source="pk", read_only=True)
    output = OwnDocumentField(
        queryset=SampleDocument.objects.all(),
        required=False,
        allow_null=True,
        pk_field=serializers.UUIDField(),
        help_text="The id of the sample document that the tool is tried on now.",
    )

    class Meta:
        model = PromptStudioTool
        fields = [
            "tool_id",
            "tool_name",
            "description",
            "author",
            "icon",
            "preamble",
            "postamble",
            "output",
            *RESOURCE_FIELDS,
        ]
        read_only_fields = [name for name in RESOURCE_READ_ONLY if name != "id"]


@examples.prompt
class PromptSerializer(serializers.ModelSerializer[Prompt]):
    """One value to extract, or a note to the tool's authors."""

    prompt_id = serializers.UUIDField(source="pk", read_only=True)
    tool_id = serializers.UUIDField(read_only=True)

    class Meta:
        model = Prompt
        fields = [
            "prompt_id",
            "tool_id",
            "prompt_key",
            "prompt",
            "enforce_type",
            "sequence_number",
            "prompt_type",
            "active",
            "required",
            "created_at",
            "modified_at",
        ]
        read_only_fields = ["created_at", "modified_at"]
        extra_kwargs = {
            # the same limit on every database
            "sequence_number": {"max_value": MAX_SEQUENCE_NUMBER},
            "prompt": {"trim_whitespace": False},
            "required": {
                "help_text": "Whether a file result names the key in `error` when it has no value."
            },
        }
