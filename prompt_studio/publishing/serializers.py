from rest_framework import serializers

from common.api.serializers import BodySerializer
from prompt_studio.models import RegistryEntry
from prompt_studio.publishing import examples


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


@examples.export
class ExportSerializer(BodySerializer):
    """Who may use the published tool beside those who see it; what is left out stays."""

    shown_as = RegistryEntrySerializer

    is_shared_with_org = serializers.BooleanField(required=False)
    user_id = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**63 - 1),
        required=False,
        max_length=10_000,
        help_text="The ids of the users to publish to.",
    )
    force_export = serializers.BooleanField(
        default=False, help_text="Taken for older clients; nothing is left unpublished without it."
    )
