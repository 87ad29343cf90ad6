from typing import Any

from rest_framework import serializers

from common.api.serializers import BodySerializer, ExpiringSerializer
from organizations.models import PlatformKey
from organizations.platform_keys import examples


@examples.platform_key
class PlatformKeySerializer(ExpiringSerializer):
    """A platform key without its secret, of which only ``prefix`` can be shown."""

    class Meta:
        model = PlatformKey
        fields = [
            "id",
            "name",
            "description",
            "permission",
            "is_active",
            "expires_at",
            "last_used_at",
            "prefix",
            "created_by",
            "modified_by",
            "created_at",
            "modified_at",
        ]
        read_only_fields = ["id", "last_used_at", "prefix", "created_at", "modified_at"]


@examples.revealed_platform_key
class RevealedPlatformKeySerializer(PlatformKeySerializer):
    """A platform key at the only moments when its secret can be read."""

    key = serializers.CharField(read_only=True, help_text="The secret; it isn't shown again.")

    class Meta(PlatformKeySerializer.Meta):
        fields = [*PlatformKeySerializer.Meta.fields, "key"]

    def to_representation(self, instance: tuple[PlatformKey, str]) -> dict[str, Any]:
        key, secret = instance
        return {**super().to_representation(key), "key": secret}


@examples.new_platform_key
class NewPlatformKeySerializer(BodySerializer, PlatformKeySerializer):
    """A key to create. A key begins active."""

    shown_as = RevealedPlatformKeySerializer

    class Meta(PlatformKeySerializer.Meta):
        read_only_fields = [*PlatformKeySerializer.Meta.read_only_fields, "is_active"]
