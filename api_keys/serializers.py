from datetime import datetime
from typing import Any

from django.utils import timezone
from rest_framework import serializers

from api_keys.models import MASK, APIKey
from deployments.models import APIDeployment
from organizations.fields import VisibleRelatedField
from workflows.models import Pipeline


class APIKeySerializer(serializers.ModelSerializer[APIKey]):
    """A key; its secret is masked unless the caller may see it (``reveal`` in the context)."""

    api_key = serializers.SerializerMethodField(help_text="The secret, or asterisks.")
    api = serializers.UUIDField(source="api_id", read_only=True, allow_null=True)
    pipeline = serializers.UUIDField(source="pipeline_id", read_only=True, allow_null=True)
    created_by = serializers.IntegerField(source="created_by_id", read_only=True, allow_null=True)
    modified_by = serializers.IntegerField(source="modified_by_id", read_only=True, allow_null=True)

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
            "created_by",
            "modified_by",
            "created_at",
            "modified_at",
        ]
        read_only_fields = ["id", "last_used_at", "created_at", "modified_at"]

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

    def validate_expires_at(self, expires_at: datetime | None) -> datetime | None:
        # an expired key may be sent back as it was read, to change something else
        unchanged = self.instance is not None and self.instance.expires_at == expires_at
        if expires_at is not None and not unchanged and expires_at <= timezone.now():
            raise serializers.ValidationError("Give a time in the future, or null for no expiry.")
        return expires_at


class NewAPIKeySerializer(_TargetedKeySerializer):
    """A key to create. The target is what the path names, else what the body names."""

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        named: APIDeployment | Pipeline | None = self.context.get("target")
        api, pipeline = attrs.pop("api", None), attrs.pop("pipeline", None)
        if named is not None:
            field, other = (
                ("api", pipeline) if isinstance(named, APIDeployment) else ("pipeline", api)
            )
            same = api if field == "api" else pipeline
            if other is not None:
                wrong = "pipeline" if field == "api" else "api"
                raise serializers.ValidationError(
                    {wrong: ["The path names what the key runs already; leave this out."]}
                )
            if same is not None and same != named:
                raise serializers.ValidationError({field: ["This disagrees with the path."]})
            return {**attrs, "target": named}
        if (api is None) == (pipeline is None):
            raise serializers.ValidationError("Name one of api and pipeline: what the key runs.")
        return {**attrs, "target": api or pipeline}


class ChangedAPIKeySerializer(_TargetedKeySerializer):
    """A change of a key. What it runs can't be moved."""

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        for field in ("api", "pipeline"):
            if field in attrs and attrs.pop(field) != getattr(self.instance, field):
                raise serializers.ValidationError(
                    {field: ["A key can't be moved; create another where it is needed."]}
                )
        return attrs


class RotationSerializer(serializers.Serializer[Any]):
    grace_seconds = serializers.IntegerField(
        min_value=0,
        max_value=86_400,
        default=0,
        help_text="How long the present secret works on beside the new one.",
    )
