from typing import Any

from rest_framework import serializers

from common.serializers import AuditedSerializer
from common.storable import StorableJSONField
from organizations.fields import VisibleRelatedField
from workflows import examples
from workflows.models import RegistryEntry, ToolInstance, Workflow


@examples.tool
class ToolSerializer(serializers.ModelSerializer[RegistryEntry]):
    """A published tool as workflows choose it (``with_newest_version``)."""

    tool_id = serializers.UUIDField(source="pk", help_text="The id in the registry.")
    custom_tool = serializers.UUIDField(source="tool_id", help_text="The Prompt Studio tool.")
    name = serializers.CharField(source="tool.tool_name")
    description = serializers.CharField(source="tool.description")
    icon = serializers.CharField(source="tool.icon")
    version = serializers.IntegerField()

    class Meta:
        model = RegistryEntry
        fields = ["tool_id", "custom_tool", "name", "description", "icon", "version"]
        read_only_fields = fields


@examples.tool_instance
class ToolInstanceSerializer(AuditedSerializer):
    workflow = serializers.UUIDField(source="workflow_id", read_only=True)
    tool_id = serializers.UUIDField(source="registry_entry_id", read_only=True)
    name = serializers.CharField(source="registry_entry.tool.tool_name", read_only=True)

    class Meta:
        model = ToolInstance
        fields = [
            "id",
            "workflow",
            "tool_id",
            "name",
            "metadata",
            "created_by",
            "modified_by",
            "created_at",
            "modified_at",
        ]
        read_only_fields = fields


@examples.new_tool_instance
class NewToolInstanceSerializer(serializers.Serializer[Any]):
    workflow_id = VisibleRelatedField(
        queryset=Workflow.objects.all(), noun="workflow", pk_field=serializers.UUIDField()
    )
    tool_id = VisibleRelatedField(
        queryset=RegistryEntry.objects.all(),
        noun="published tool",
        pk_field=serializers.UUIDField(),
        help_text="The tool's id in the registry.",
    )


@examples.tool_instance_metadata
class ToolInstanceMetadataSerializer(serializers.Serializer[Any]):
    """``prompt_registry_id`` and ``tool_instance_id`` in it say what is so already."""

    metadata = StorableJSONField()

    def validate_metadata(self, metadata: Any) -> dict[str, Any]:
        if not isinstance(metadata, dict):
            raise serializers.ValidationError("Send a JSON object.")
        instance: Any = self.instance
        own = {
            "prompt_registry_id": str(instance.registry_entry_id),
            "tool_instance_id": str(instance.pk),
        }
        for name, value in own.items():
            if name in metadata and str(metadata[name]).lower() != value:
                raise serializers.ValidationError(
                    f"{name} is another one's; the tool of a workflow is changed by removing it "
                    "and adding another."
                )
        return metadata
