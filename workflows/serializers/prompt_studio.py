from typing import Any

from rest_framework import serializers

from workflows.models import Prompt, PromptStudioTool, RegistryEntry
from workflows.serializers.shareable import AUDIT_FIELDS, READ_ONLY, ShareableSerializer


class PromptStudioToolSerializer(ShareableSerializer):
    tool_id = serializers.UUIDField(source="pk", read_only=True)

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
            *AUDIT_FIELDS,
        ]
        read_only_fields = [name for name in READ_ONLY if name != "id"]


class PromptSerializer(serializers.ModelSerializer[Prompt]):
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


class ExportSerializer(serializers.Serializer[Any]):
    is_shared_with_org = serializers.BooleanField(default=False)
    user_id = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**63 - 1), default=list
    )
    force_export = serializers.BooleanField(default=False)


class RegistryEntrySerializer(serializers.ModelSerializer[RegistryEntry]):
    """A published tool and its newest version (``with_newest_version``)."""

    prompt_registry_id = serializers.UUIDField(source="pk")
    custom_tool = serializers.UUIDField(source="tool_id")
    name = serializers.CharField(source="tool.tool_name")
    description = serializers.CharField(source="tool.description")
    icon = serializers.CharField(source="tool.icon")
    version = serializers.IntegerField()

    class Meta:
        model = RegistryEntry
        fields = [
            "prompt_registry_id",
            "custom_tool",
            "name",
            "description",
            "icon",
            "version",
            "shared_to_org",
            "created_at",
            "modified_at",
        ]
        read_only_fields = fields
