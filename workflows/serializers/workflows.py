from typing import Any

from django.db.models import Model, QuerySet
from rest_framework import serializers

from common.storable import StorableJSONField
from organizations.fields import VisibleRelatedField
from workflows import examples
from workflows.models import Connector, Workflow, WorkflowEndpoint
from workflows.serializers.shareable import AUDIT_FIELDS, READ_ONLY, ShareableSerializer


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
            *AUDIT_FIELDS,
        ]
        read_only_fields = READ_ONLY
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
