from typing import Any

from rest_framework import serializers

from common.storable import StorableJSONField
from organizations.fields import VisibleRelatedField
from workflows.models import Connector, RegistryEntry, ToolInstance, Workflow, WorkflowEndpoint
from workflows.serializers.shareable import AUDIT_FIELDS, READ_ONLY, ShareableSerializer


class WorkflowSerializer(ShareableSerializer):
    source_settings = StorableJSONField(required=False, allow_null=True)
    destination_settings = StorableJSONField(required=False, allow_null=True)

    class Meta:
        model = Workflow
        fields = [
            "id",
            "workflow_name",
            "description",
            "deployment_type",
            "is_active",
            "source_settings",
            "destination_settings",
            *AUDIT_FIELDS,
        ]
        read_only_fields = READ_ONLY
        extra_kwargs = {"workflow_name": {"min_length": 1}}


class ConnectorReferenceSerializer(serializers.ModelSerializer[Connector]):
    class Meta:
        model = Connector
        fields = ["id", "connector_name", "connector_id"]


class WorkflowEndpointSerializer(serializers.ModelSerializer[WorkflowEndpoint]):
    workflow = serializers.UUIDField(source="workflow_id", read_only=True)
    connector_instance = ConnectorReferenceSerializer(read_only=True, allow_null=True)
    connector_instance_id = VisibleRelatedField(
        queryset=Connector.objects.all(),
        noun="connector",
        source="connector_instance",
        write_only=True,
        required=False,
        allow_null=True,
        pk_field=serializers.UUIDField(),
    )
    configuration = StorableJSONField(required=False)

    class Meta:
        model = WorkflowEndpoint
        fields = [
            "id",
            "workflow",
            "endpoint_type",
            "connection_type",
            "connector_instance",
            "connector_instance_id",
            "configuration",
        ]
        read_only_fields = ["id", "endpoint_type"]

    def validate_configuration(self, configuration: Any) -> dict[str, Any]:
        if not isinstance(configuration, dict):
            raise serializers.ValidationError("Send a JSON object.")
        return configuration


class ToolSerializer(serializers.ModelSerializer[RegistryEntry]):
    """A published tool as workflows choose it."""

    tool_id = serializers.UUIDField(source="pk")
    name = serializers.CharField(source="tool.tool_name")
    description = serializers.CharField(source="tool.description")
    icon = serializers.CharField(source="tool.icon")
    version = serializers.IntegerField()

    class Meta:
        model = RegistryEntry
        fields = ["tool_id", "name", "description", "icon", "version"]
        read_only_fields = fields


class ToolInstanceSerializer(serializers.ModelSerializer[ToolInstance]):
    workflow = serializers.UUIDField(source="workflow_id", read_only=True)
    tool_id = serializers.UUIDField(source="registry_entry_id", read_only=True)
    name = serializers.CharField(source="registry_entry.tool.tool_name", read_only=True)

    class Meta:
        model = ToolInstance
        fields = ["id", "workflow", "tool_id", "name", "metadata", "created_at", "modified_at"]
        read_only_fields = fields


class NewToolInstanceSerializer(serializers.Serializer[Any]):
    workflow_id = VisibleRelatedField(
        queryset=Workflow.objects.all(), noun="workflow", pk_field=serializers.UUIDField()
    )
    tool_id = VisibleRelatedField(
        queryset=RegistryEntry.objects.all(),
        noun="published tool",
        pk_field=serializers.UUIDField(),
    )


class ToolInstanceMetadataSerializer(serializers.Serializer[Any]):
    metadata = StorableJSONField()

    def validate_metadata(self, metadata: Any) -> dict[str, Any]:
        if not isinstance(metadata, dict):
            raise serializers.ValidationError("Send a JSON object.")
        return metadata
