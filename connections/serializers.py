"""Adapters and connectors as JSON: credentials go in, and come out masked."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from common.storable import StorableJSONField
from connections import examples
from connections.credentials import masked
from connections.models import Adapter, Connector
from organizations.sharing.serializers import AUDIT_FIELDS, READ_ONLY, ShareableSerializer


@extend_schema_field(OpenApiTypes.OBJECT)
class SettingsField(StorableJSONField):
    """Settings of a connection: their credentials are shown masked, to everybody."""

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        value = super().to_internal_value(data)
        if not isinstance(value, dict):
            raise serializers.ValidationError("Send a JSON object.")
        return value

    def to_representation(self, value: Any) -> Any:
        return masked(value)


_SETTINGS_HELP = (
    "Settings of this kind. Credentials are shown masked; one that is sent masked or left out "
    'stays as it is, "" takes it away. Where an address changes, they must be entered anew.'
)


@examples.adapter
class AdapterSerializer(ShareableSerializer):
    adapter_metadata = SettingsField(source="metadata", required=False, help_text=_SETTINGS_HELP)

    class Meta:
        model = Adapter
        fields = [
            "id",
            "adapter_name",
            "adapter_type",
            "adapter_id",
            "description",
            "adapter_metadata",
            "needs_credentials",
            "is_default",
            *AUDIT_FIELDS,
        ]
        read_only_fields = [*READ_ONLY, "needs_credentials"]

    def validate_adapter_type(self, adapter_type: str) -> str:
        if self.instance is not None and self.instance.adapter_type != adapter_type:
            raise serializers.ValidationError(
                "The type of an adapter can't be changed; create another adapter."
            )
        return adapter_type


@examples.adapter_try_result
class AdapterTryResultSerializer(serializers.Serializer[Any]):
    is_valid = serializers.BooleanField(  # type: ignore[assignment]  # the field is named so
        help_text="Whether the adapter answers now."
    )
    detail = serializers.CharField(help_text="What was found, in a sentence.")


@examples.connector
class ConnectorSerializer(ShareableSerializer):
    connector_metadata = SettingsField(source="metadata", required=False, help_text=_SETTINGS_HELP)

    class Meta:
        model = Connector
        fields = [
            "id",
            "connector_name",
            "connector_id",
            "connector_mode",
            "connector_version",
            "connector_metadata",
            "needs_credentials",
            *AUDIT_FIELDS,
        ]
        read_only_fields = [*READ_ONLY, "needs_credentials"]
