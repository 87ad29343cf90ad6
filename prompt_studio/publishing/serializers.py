from typing import Any

from rest_framework import serializers

from prompt_studio.models import RegistryEntry
from prompt_studio.publishing import examples


@examples.export
class ExportSerializer(serializers.Serializer[Any]):
    """Who may use the published tool besides those who see it; what is left out stays as it is."""

    is_shared_with_org = serializers.BooleanField(required=False)
    user_id = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**63 - 1),
        required=False,
        max_length=10_000,
        help_text="The ids of the users to publish to.",
    )
    force_export = serializers.BooleanField(
        default=False, help_text="Accepted from older clients; it changes nothing."
    )


@examples.registry_entry
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
            "shared_users",
            "created_at",
            "modified_at",
        ]
        read_only_fields = fields
