"""What the serializers of every shareable resource have in common."""

from typing import Any

from rest_framework import serializers

from common.serializers import AuditedSerializer


# The members of a shareable resource, all of them read-only: sharing has routes of its own. (A
# docstring would describe each resource in the OpenAPI schema.)
class ShareableSerializer(AuditedSerializer):
    shared_users = serializers.SerializerMethodField()
    shared_groups = serializers.SerializerMethodField()
    created_by_email = serializers.EmailField(
        source="created_by.email", read_only=True, allow_null=True, default=None
    )

    def get_shared_users(self, resource: Any) -> list[int]:
        return [member.user_id for member in resource.members.all() if member.role == "viewer"]

    def get_shared_groups(self, resource: Any) -> list[int]:
        return [share.group_id for share in resource.group_shares.all()]


AUDIT_FIELDS = [
    "shared_to_org",
    "shared_users",
    "shared_groups",
    "created_by",
    "created_by_email",
    "modified_by",
    "created_at",
    "modified_at",
]


READ_ONLY = ["id", "shared_to_org", "created_at", "modified_at"]
