from rest_framework import serializers

from organizations.audit import examples
from organizations.models import AuditEvent


@examples.audit_event
class AuditEventSerializer(serializers.ModelSerializer[AuditEvent]):
    """One change, or the refusal of a key, whose sender is unknown: then it names no person."""

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
