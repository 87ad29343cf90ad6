from typing import Any

from rest_framework.mixins import DestroyModelMixin, UpdateModelMixin
from rest_framework.serializers import BaseSerializer

from organizations.rows.services import delete_row, update_row
from organizations.viewsets import OrganizationViewSet


class RowViewSet(UpdateModelMixin, DestroyModelMixin, OrganizationViewSet):
    """Update and delete of rows that record who changed them."""

    def perform_update(self, serializer: BaseSerializer[Any]) -> None:
        update_row(row=serializer.instance, user=self.access.user, fields=serializer.validated_data)

    def perform_destroy(self, instance: Any) -> None:
        delete_row(instance)
