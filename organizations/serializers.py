from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from common.serializers import BodySerializer, ExpiringSerializer
from organizations import examples
from organizations.models import (
    AuditEvent,
    Group,
    GroupMembership,
    Membership,
    Organization,
    PlatformKey,
    Tier,
)


@examples.login
class LoginSerializer(serializers.Serializer[Any]):
    username = serializers.CharField(help_text="The e-mail address.", max_length=254)
    password = serializers.CharField(
        trim_whitespace=False, max_length=1024, style={"input_type": "password"}
    )


@examples.session
class SessionSerializer(serializers.Serializer[Any]):
    """Who is signed in. ``organization_id`` is the active organization, or null."""

    id = serializers.IntegerField()
    email = serializers.EmailField()
    display_name = serializers.CharField()
    organization_id = serializers.CharField(allow_null=True)
    role = serializers.ChoiceField(choices=Membership.Role.choices, allow_null=True)
    is_admin = serializers.BooleanField()


class OrganizationSerializer(serializers.ModelSerializer[Organization]):
    id = serializers.CharField(source="organization_id")

    class Meta:
        model = Organization
        fields = ["id", "name", "display_name"]


@examples.signed_out
class SignedOutSerializer(serializers.Serializer[Any]):
    message = serializers.CharField()


@examples.organization_list
class OrganizationListSerializer(serializers.Serializer[Any]):
    organizations = OrganizationSerializer(many=True)


@examples.active_organization
class ActiveOrganizationSerializer(serializers.Serializer[Any]):
    organization = OrganizationSerializer()


@examples.who_am_i
class WhoAmISerializer(serializers.Serializer[Any]):
    organization_id = serializers.CharField(source="organization.organization_id")
    organization_name = serializers.CharField(source="organization.__str__")
    permission = serializers.ChoiceField(choices=Tier.choices)
    key_name = serializers.CharField(source="name")


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


@examples.audit_event
class AuditEventSerializer(serializers.ModelSerializer[AuditEvent]):
    """One change. What names no person was done by a stranger, and refused."""

    actor = serializers.IntegerField(source="actor_id", allow_null=True)
    platform_key = serializers.UUIDField(
        source="platform_key_id", allow_null=True, help_text="The key it was done with, if any."
    )
    changes = serializers.DictField(
        help_text="By field: `from` and `to`, or of a list `added` and `removed`."
    )

    class Meta:
        model = AuditEvent
        fields = [
            "id",
            "created_at",
            "actor",
            "actor_email",
            "platform_key",
            "platform_key_name",
            "action",
            "object_type",
            "object_id",
            "object_title",
            "changes",
        ]
        read_only_fields = fields
