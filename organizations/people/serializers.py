from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from common.api.serializers import BodySerializer
from organizations.models import Group, GroupMembership, Membership
from organizations.people import examples


class OrganizationMemberSerializer(serializers.ModelSerializer[Membership]):
    id = serializers.CharField(source="user_id", help_text="The user's id, as a string.")
    email = serializers.EmailField(source="user.email")
    display_name = serializers.CharField(source="user.display_name")
    is_admin = serializers.SerializerMethodField()
    is_service_account = serializers.BooleanField(source="user.is_service_account")

    class Meta:
        model = Membership
        fields = ["id", "email", "display_name", "role", "is_admin", "is_service_account"]
        read_only_fields = ["role"]

    def get_is_admin(self, membership: Membership) -> bool:
        return membership.role == Membership.Role.ADMIN


# one object, not one of a list
@extend_schema_serializer(many=False)
@examples.organization_members
class OrganizationMembersSerializer(serializers.Serializer[Any]):
    """All members, or the page that was asked for."""

    members = OrganizationMemberSerializer(many=True)
    count = serializers.IntegerField(required=False)
    next = serializers.URLField(required=False, allow_null=True)
    previous = serializers.URLField(required=False, allow_null=True)


@examples.group
class GroupSerializer(serializers.ModelSerializer[Group]):
    created_by = serializers.IntegerField(source="created_by_id", read_only=True, allow_null=True)
    member_count = serializers.IntegerField(read_only=True)

    class Meta:
        model = Group
        fields = [
            "id",
            "name",
            "description",
            "created_by",
            "member_count",
            "created_at",
            "modified_at",
        ]
        read_only_fields = ["id", "created_at", "modified_at"]


@examples.group_member
class GroupMemberSerializer(serializers.ModelSerializer[GroupMembership]):
    user_id = serializers.IntegerField()
    email = serializers.EmailField(source="user.email")
    display_name = serializers.CharField(source="user.display_name")
    is_service_account = serializers.BooleanField(source="user.is_service_account")
    joined_at = serializers.DateTimeField(source="created_at")

    class Meta:
        model = GroupMembership
        fields = ["user_id", "email", "display_name", "is_service_account", "joined_at"]


@examples.new_group_members
class NewGroupMembersSerializer(BodySerializer):
    shown_as = GroupSerializer

    user_ids = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**63 - 1), max_length=10_000
    )
