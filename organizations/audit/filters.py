from typing import ClassVar

from django_filters import rest_framework as filters

from common.api.filters import IdFilter, MomentFilter
from organizations.models import AuditEvent


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
