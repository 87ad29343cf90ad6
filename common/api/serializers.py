from datetime import datetime
from typing import Any, ClassVar

from django.utils import timezone
from rest_framework import serializers


# Who wrote a row, by their ids. (A docstring would describe each row in the OpenAPI schema.)
class AuditedSerializer(serializers.ModelSerializer[Any]):
    created_by = serializers.IntegerField(source="created_by_id", read_only=True, allow_null=True)
    modified_by = serializers.IntegerField(source="modified_by_id", read_only=True, allow_null=True)


# a credential that may end by itself, at ``expires_at``
class ExpiringSerializer(AuditedSerializer):
    def validate_expires_at(self, expires_at: datetime | None) -> datetime | None:
        # an expired key may be sent back as it was read, to change something else
        unchanged = self.instance is not None and self.instance.expires_at == expires_at
        if expires_at is not None and not unchanged and expires_at <= timezone.now():
            raise serializers.ValidationError("Give a time in the future, or null for no expiry.")
        return expires_at


# a body whose result is shown as another serializer says
class BodySerializer(serializers.Serializer[Any]):
    shown_as: ClassVar[type[serializers.BaseSerializer[Any]]]

    def to_representation(self, instance: Any) -> Any:
        return self.shown_as(instance, context=self.context).data
