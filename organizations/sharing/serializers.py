"""What resources show of their sharing, and the bodies by which they are shared."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from common.api.serializers import AuditedSerializer, BodySerializer
from organizations.models import User
from organizations.sharing import examples
from organizations.sharing.models import ResourceMember, ShareableModel
from organizations.sharing.rights import ACCESS_BY_STRENGTH, current_members
from organizations.sharing.services import SharingChange


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


# what every resource shows after its own fields
RESOURCE_FIELDS = [
    "shared_to_org",
    "shared_users",
    "shared_groups",
    "created_by",
    "created_by_email",
    "modified_by",
    "created_at",
    "modified_at",
]
RESOURCE_READ_ONLY = ["id", "shared_to_org", "created_at", "modified_at"]


class UserReferenceSerializer(serializers.ModelSerializer[User]):
    class Meta:
        model = User
        fields = ["id", "email"]


class GroupReferenceSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()


def _people(resource: ShareableModel, role: ResourceMember.Role) -> list[Any]:
    users = [member.user for member in current_members(resource, role)]
    return list(UserReferenceSerializer(users, many=True).data)


@examples.shared_users
class SharedUsersSerializer(serializers.Serializer[Any]):
    """Who a resource is shared with. Service accounts are no users."""

    id = serializers.UUIDField(source="pk")
    display_name = serializers.CharField(source="title")
    shared_to_org = serializers.BooleanField()
    shared_users = serializers.SerializerMethodField()
    shared_groups = serializers.SerializerMethodField()
    co_owners = serializers.SerializerMethodField()
    created_by = serializers.SerializerMethodField()

    @extend_schema_field(UserReferenceSerializer(many=True))
    def get_shared_users(self, resource: ShareableModel) -> list[Any]:
        return _people(resource, ResourceMember.Role.VIEWER)

    @extend_schema_field(GroupReferenceSerializer(many=True))
    def get_shared_groups(self, resource: ShareableModel) -> list[Any]:
        groups = [share.group for share in resource.group_shares.select_related("group")]
        return list(GroupReferenceSerializer(groups, many=True).data)

    @extend_schema_field(UserReferenceSerializer(many=True))
    def get_co_owners(self, resource: ShareableModel) -> list[Any]:
        return _people(resource, ResourceMember.Role.OWNER)

    @extend_schema_field(UserReferenceSerializer(allow_null=True))
    def get_created_by(self, resource: Any) -> dict[str, Any] | None:
        user: User | None = resource.created_by
        if user is None or user.is_service_account:
            return None
        return dict(UserReferenceSerializer(user).data)


@examples.share
class ShareSerializer(BodySerializer):
    """Replaces the axes it names; the others stay."""

    shown_as = SharedUsersSerializer

    shared_users = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**63 - 1),
        required=False,
        max_length=10_000,
    )
    shared_groups = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**63 - 1),
        required=False,
        max_length=10_000,
    )
    shared_to_org = serializers.BooleanField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        unknown = sorted(set(self.initial_data) - set(self.fields))
        if unknown:
            known = ", ".join(self.fields)
            raise serializers.ValidationError(
                {name: [f"There is no such axis of sharing; use {known}."] for name in unknown}
            )
        return attrs

    def change(self) -> SharingChange:
        return SharingChange(
            user_ids=self.validated_data.get("shared_users"),
            group_ids=self.validated_data.get("shared_groups"),
            shared_to_org=self.validated_data.get("shared_to_org"),
        )


@examples.owners
class OwnersSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField(source="pk")
    co_owners = serializers.SerializerMethodField()

    @extend_schema_field(UserReferenceSerializer(many=True))
    def get_co_owners(self, resource: ShareableModel) -> list[Any]:
        return _people(resource, ResourceMember.Role.OWNER)


@examples.new_owner
class NewOwnerSerializer(BodySerializer):
    shown_as = OwnersSerializer

    user_id = serializers.IntegerField(min_value=1, max_value=2**63 - 1)


@examples.effective_member
class EffectiveMemberSerializer(serializers.Serializer[Any]):
    user_id = serializers.IntegerField()
    email = serializers.EmailField(source="user.email")
    display_name = serializers.CharField(source="user.display_name")
    access_via = serializers.SerializerMethodField()
    group_id = serializers.IntegerField(source="via_group_id", allow_null=True)
    group_name = serializers.CharField(source="via_group_name", allow_null=True)

    @extend_schema_field(serializers.ChoiceField(choices=ACCESS_BY_STRENGTH))
    def get_access_via(self, row: Any) -> str:
        return ACCESS_BY_STRENGTH[row.strength]
