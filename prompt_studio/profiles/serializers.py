from typing import Any

from django.db.models import Model, Q, QuerySet
from rest_framework import serializers

from connections.models import Adapter
from organizations.fields import VisibleRelatedField
from prompt_studio.models import LLMProfile
from prompt_studio.profiles import examples


class ProfileAdapterField(VisibleRelatedField):
    """An adapter of one type that the caller sees, or the one that the profile has already.

    An owner of a tool need not see its adapters to send them back.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            required=False, allow_null=True, pk_field=serializers.UUIDField(), **kwargs
        )

    def get_queryset(self) -> QuerySet[Model]:
        visible: QuerySet[Model] = super().get_queryset()
        profile = getattr(self.parent, "instance", None)
        if isinstance(profile, LLMProfile):
            present = getattr(profile, f"{self.field_name}_id")
            kept: QuerySet[Model] = Adapter.objects.filter(
                Q(pk__in=visible.values("pk")) | Q(pk=present)
            )
            return kept
        return visible


@examples.profile
class ProfileSerializer(serializers.ModelSerializer[LLMProfile]):
    """An LLM profile. No vector store is used, so it names none."""

    profile_id = serializers.UUIDField(source="pk", read_only=True)
    tool = serializers.UUIDField(source="tool_id", read_only=True)
    llm = ProfileAdapterField(
        queryset=Adapter.objects.filter(adapter_type=Adapter.Type.LLM), noun="LLM adapter"
    )
    x2text = ProfileAdapterField(
        queryset=Adapter.objects.filter(adapter_type=Adapter.Type.X2TEXT), noun="X2TEXT adapter"
    )
    vector_store = serializers.SerializerMethodField()
    embedding_model = serializers.SerializerMethodField()

    class Meta:
        model = LLMProfile
        fields = [
            "profile_id",
            "tool",
            "profile_name",
            "is_default",
            "llm",
            "x2text",
            "vector_store",
            "embedding_model",
            "created_at",
            "modified_at",
        ]
        read_only_fields = ["created_at", "modified_at"]

    def get_vector_store(self, profile: LLMProfile) -> str | None:
        return None

    def get_embedding_model(self, profile: LLMProfile) -> str | None:
        return None


@examples.profile_summary
class ProfileSummarySerializer(ProfileSerializer):
    """A profile in the list of a tool's profiles: with the names of its adapters."""

    llm = serializers.CharField(  # type: ignore[assignment]  # read by other means than written
        source="llm.adapter_name", allow_null=True, default=None
    )
    x2text = serializers.CharField(  # type: ignore[assignment]  # as above
        source="x2text.adapter_name", allow_null=True, default=None
    )

    class Meta(ProfileSerializer.Meta):
        read_only_fields = ProfileSerializer.Meta.fields
