"""Adapters and connectors as JSON: credentials go in, and come out masked."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from common.storable import StorableJSONField
from connections import examples
from connections.credentials import MAX_TEXT_CHARACTERS, longest_text, masked
from connections.models import Adapter, Connector
from connections.sealed import SealedMetadata
from organizations.sharing.serializers import (
    RESOURCE_FIELDS,
    RESOURCE_READ_ONLY,
    ShareableSerializer,
)

_SETTINGS_HELP = (
    "Settings of this kind. What is not known as harmless, such as a credential, is shown masked; "
    'one that is sent masked or left out stays as it is, "" takes it away. Where an address '
    "changes, all of them must be entered anew."
)


@extend_schema_field(OpenApiTypes.OBJECT)
class SettingsField(StorableJSONField):
    """Settings of a connection: what may be a credential is shown masked, to everybody."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(source="metadata", required=False, help_text=_SETTINGS_HELP, **kwargs)

    def get_attribute(self, instance: SealedMetadata) -> Any:
        return masked(instance.metadata, instance.kind)

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        value = super().to_internal_value(data)
        if not isinstance(value, dict):
            raise serializers.ValidationError("Send a JSON object.")
        if longest_text(value) > MAX_TEXT_CHARACTERS:
            raise serializers.ValidationError(
                f"Send texts of at most {MAX_TEXT_CHARACTERS} characters."
            )
        return value


@examples.adapter
class AdapterSerializer(ShareableSerializer):
    adapter_metadata = SettingsField()

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
            *RESOURCE_FIELDS,
        ]
        read_only_fields = [*RESOURCE_READ_ONLY, "needs_credentials"]

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
    connector_metadata = SettingsField()

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
            *RESOURCE_FIELDS,
        ]
        read_only_fields = [*RESOURCE_READ_ONLY, "needs_credentials"]
