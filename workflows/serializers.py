from typing import Any

from django.db.models import Model, QuerySet
from rest_framework import serializers

from common.api.serializers import AuditedSerializer, BodySerializer
from common.storable import StorableJSONField
from connections.models import Connector
from organizations.fields import VisibleRelatedField
from organizations.sharing.serializers import (
    RESOURCE_FIELDS,
    RESOURCE_READ_ONLY,
    ShareableSerializer,
)
from prompt_studio.models import RegistryEntry
from workflows import examples
from workflows.models import Tag, ToolInstance, Workflow, WorkflowEndpoint


@examples.tag
class TagSerializer(AuditedSerializer):
    class Meta:
        model = Tag
        fields = [
            "id",
            "name",
            "description",
            "created_by",
            "modified_by",
            "created_at",
            "modified_at",
        ]
        read_only_fields = ["id", "created_at", "modified_at"]


@examples.workflow
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
            *RESOURCE_FIELDS,
        ]
        read_only_fields = RESOURCE_READ_ONLY
        extra_kwargs = {"workflow_name": {"min_length": 1}}


class ConnectorReferenceSerializer(serializers.ModelSerializer[Connector]):
    class Meta:
        model = Connector
        fields = ["id", "connector_name", "connector_id"]


class EndpointConnectorField(VisibleRelatedField):
    """A connector that the caller sees, or the one that the endpoint has already.

    An owner of a workflow need not see its connectors to send them back.
    """

    def get_queryset(self) -> QuerySet[Model]:
        visible: QuerySet[Model] = super().get_queryset()
        endpoint = getattr(self.parent, "instance", None)
        if isinstance(endpoint, WorkflowEndpoint) and endpoint.connector_instance_id:
            return visible | Connector.objects.filter(pk=endpoint.connector_instance_id)
        return visible


@examples.workflow_endpoint
class WorkflowEndpointSerializer(serializers.ModelSerializer[WorkflowEndpoint]):
    workflow = serializers.UUIDField(source="workflow_id", read_only=True)
    connector_instance = ConnectorReferenceSerializer(read_only=True, allow_null=True)
    connector_instance_id = EndpointConnectorField(
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

    def validate_connection_type(self, connection_type: str | None) -> str | None:
        return connection_type or None

    def validate_configuration(self, configuration: Any) -> dict[str, Any]:
        if not isinstance(configuration, dict):
            raise serializers.ValidationError("Send a JSON object.")
        return configuration


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
class NewToolInstanceSerializer(BodySerializer):
    shown_as = ToolInstanceSerializer

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
class ToolInstanceMetadataSerializer(BodySerializer):
    """``prompt_registry_id`` and ``tool_instance_id`` in it say what is so already."""

    shown_as = ToolInstanceSerializer

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
                    f"{name} is not this tool's; to change a workflow's tool, remove it and add "
                    "another."
                )
        return metadata
