"""The route of the audit log: its filters, rows, description and view."""

from typing import Any, ClassVar

from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers

from common.filters import IdFilter, MomentFilter
from organizations.models import AuditEvent
from organizations.permissions import Need
from organizations.viewsets import ListMixin


class AuditLogFilter(filters.FilterSet):
    actor = IdFilter(field_name="actor_id", help_text="The id of the user who did it.")
    action = filters.ChoiceFilter(choices=AuditEvent.Action.choices)
    object_type = filters.CharFilter(help_text="What kind of thing was changed: `api_key`.")
    object_id = filters.CharFilter(help_text="The id of what was changed.")
    created_after = MomentFilter(field_name="created_at", lookup_expr="gte")
    created_before = MomentFilter(field_name="created_at", lookup_expr="lt")

    class Meta:
        model = AuditEvent
        fields: ClassVar[list[str]] = []


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


@extend_schema_view(
    list=extend_schema(
        summary="Read the audit log",
        description="Changes of keys, deployments, sharing and membership, newest first.",
        responses=AuditEventSerializer(many=True),
    )
)
class AuditLogViewSet(ListMixin):
    """What was changed in the organization; written by the services, read here."""

    # platform keys may read it too: it holds no secret, and is exported by scripts
    needs: ClassVar[dict[str, Any]] = {"list": Need.ADMIN}
    operation_name = "audit_log"
    tag = "organization"
    queryset = AuditEvent.objects.order_by("-created_at", "-pk")
    serializer_class = AuditEventSerializer
    filterset_class = AuditLogFilter
