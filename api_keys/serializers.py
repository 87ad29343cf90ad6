from typing import Any
from uuid import UUID

from rest_framework import serializers

from api_keys import examples
from api_keys.models import APIKey
from common.api.serializers import BodySerializer, ExpiringSerializer
from common.crypto import MASK
from deployments.models import APIDeployment
from deployments.pipelines.models import Pipeline
from deployments.targets import ExecutionTarget
from organizations.fields import VisibleRelatedField


@examples.api_key
class APIKeySerializer(ExpiringSerializer):
    """A key; its secret is masked unless the caller may see it (``reveal`` in the context)."""

    api_key = serializers.SerializerMethodField(help_text="The secret, or asterisks.")
    api = serializers.UUIDField(source="api_id", read_only=True, allow_null=True)
    pipeline = serializers.UUIDField(source="pipeline_id", read_only=True, allow_null=True)

    class Meta:
        model = APIKey
        fields = [
            "id",
            "api_key",
            "api",
            "pipeline",
            "description",
            "is_active",
            "expires_at",
            "last_used_at",
            "execution_count",
            "created_by",
            "modified_by",
            "created_at",
            "modified_at",
        ]
        read_only_fields = ["id", "last_used_at", "execution_count", "created_at", "modified_at"]

    def get_api_key(self, key: APIKey) -> str:
        return key.secret if self.context.get("reveal") else MASK


class _TargetedKeySerializer(APIKeySerializer):
    """A key in a body may name what it runs, as far as that agrees with what is known already."""

    api = VisibleRelatedField(  # type: ignore[assignment]  # written by id, checked for sight
        queryset=APIDeployment.objects.all(),
        noun="deployment",
        required=False,
        allow_null=True,
        pk_field=serializers.UUIDField(),
    )
    pipeline = VisibleRelatedField(  # type: ignore[assignment]  # as above
        queryset=Pipeline.objects.all(),
        noun="pipeline",
        required=False,
        allow_null=True,
        pk_field=serializers.UUIDField(),
    )


class NewAPIKeySerializer(BodySerializer, _TargetedKeySerializer):
    """A key to create. The target is what the path names, else what the body names."""

    shown_as = APIKeySerializer

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        of_path: ExecutionTarget | None = self.context.get("target")
        of_body = {
            name: target
            for name in ("api", "pipeline")
            if (target := attrs.pop(name, None)) is not None
        }
        if of_path is not None:
            for name, target in of_body.items():
                if target != of_path:
                    raise serializers.ValidationError({name: ["This disagrees with the path."]})
            return {**attrs, "target": of_path}
        if len(of_body) != 1:
            raise serializers.ValidationError("Name one of api and pipeline: what the key runs.")
        return {**attrs, "target": next(iter(of_body.values()))}


@examples.changed_api_key
class ChangedAPIKeySerializer(BodySerializer, _TargetedKeySerializer):
    """A change of a key. What it runs can't be moved."""

    shown_as = APIKeySerializer

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        for field in ("api", "pipeline"):
            if field in attrs and attrs.pop(field) != getattr(self.instance, field):
                raise serializers.ValidationError(
                    {field: ["A key can't be moved; create another where it is needed."]}
                )
        return attrs


@examples.organization_key
class OrganizationKeySerializer(APIKeySerializer):
    """A key of the organization: it runs all its deployments, or the listed ones."""

    api_deployments = serializers.SerializerMethodField(
        help_text="The ids of the deployments it runs; empty when it runs all."
    )

    class Meta(APIKeySerializer.Meta):
        fields = [*APIKeySerializer.Meta.fields, "allow_all_deployments", "api_deployments"]

    def get_api_deployments(self, key: APIKey) -> list[UUID]:
        return sorted(deployment.pk for deployment in key.api_deployments.all())


@examples.written_organization_key
class WrittenOrganizationKeySerializer(BodySerializer, APIKeySerializer):
    """An organization's key to create, or a change of one."""

    shown_as = OrganizationKeySerializer

    api_deployments = serializers.ListField(
        child=serializers.UUIDField(), required=False, max_length=1000
    )

    class Meta(APIKeySerializer.Meta):
        fields = OrganizationKeySerializer.Meta.fields

    def validate_api_deployments(self, ids: list[UUID]) -> list[APIDeployment]:
        visible = APIDeployment.objects.visible_to(self.context["access"]).only("pk")
        found = visible.filter(pk__in=ids)
        unknown = set(ids) - {deployment.pk for deployment in found}
        if unknown:
            listed = ", ".join(sorted(map(str, unknown)))
            raise serializers.ValidationError(f"No deployment here has the id {listed}.")
        return list(found)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        allows_all = attrs.get(
            "allow_all_deployments", self.instance and self.instance.allow_all_deployments
        )
        if allows_all:
            if attrs.get("api_deployments"):
                raise serializers.ValidationError(
                    {"api_deployments": ["The key runs all deployments; leave this empty."]}
                )
            return {**attrs, "api_deployments": []}
        # a key whose deployments were deleted may still be changed otherwise
        is_scoped = self.instance is None or bool(
            {"allow_all_deployments", "api_deployments"} & set(attrs)
        )
        listed = attrs.get("api_deployments", self.instance and self.instance.api_deployments.all())
        if is_scoped and not listed:
            raise serializers.ValidationError(
                {"api_deployments": ["Name at least one deployment, or allow all."]}
            )
        return attrs


@examples.rotation
class RotationSerializer(BodySerializer):
    shown_as = APIKeySerializer

    grace_seconds = serializers.IntegerField(
        min_value=0,
        max_value=86_400,
        default=0,
        help_text="How long the present secret goes on working after this.",
    )


class OrganizationKeyRotationSerializer(RotationSerializer):
    shown_as = OrganizationKeySerializer
