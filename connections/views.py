from typing import Any

from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from connections import schema
from connections.filters import AdapterFilter, ConnectorFilter
from connections.models import Adapter, Connector
from connections.serializers import (
    AdapterSerializer,
    AdapterTryResultSerializer,
    ConnectorSerializer,
)
from connections.services import create_adapter, create_connector, update_adapter, update_connector
from connections.trying import try_adapter
from organizations.permissions import Need
from organizations.sharing.resource_viewsets import RESOURCE_NEEDS, ResourceViewSet


@schema.adapters
class AdapterViewSet(ResourceViewSet):
    """The organization's connections to language models and text extractors."""

    needs = {**RESOURCE_NEEDS, "test": Need.OWNER}
    operation_name = "adapters"
    tag = "adapters"
    noun = "adapter"
    queryset = Adapter.objects.select_related("organization", "created_by").prefetch_related(
        "members", "group_shares"
    )
    serializer_class = AdapterSerializer
    filterset_class = AdapterFilter

    def perform_create(self, fields: dict[str, Any]) -> Adapter:
        self._check_default(fields, present=False)
        return create_adapter(
            organization=self.access.organization, user=self.access.user, fields=fields
        )

    def perform_update(self, row: Adapter, fields: dict[str, Any]) -> None:
        self._check_default(fields, present=row.is_default)
        update_adapter(adapter=row, user=self.access.user, fields=fields)

    def _check_default(self, fields: dict[str, Any], *, present: bool) -> None:
        # the default adapter gets the documents of the whole organization
        if fields.get("is_default", present) != present and not self.access.owns_everything:
            raise PermissionDenied("Only an org admin may choose the organization's default.")

    @action(detail=True, methods=["post"])
    def test(self, request: Request, **kwargs: str) -> Response:
        return Response(AdapterTryResultSerializer(try_adapter(self.get_object())).data)


@schema.connectors
class ConnectorViewSet(ResourceViewSet):
    """The organization's connections to file stores and databases."""

    operation_name = "connectors"
    tag = "connectors"
    noun = "connector"
    queryset = Connector.objects.select_related("organization", "created_by").prefetch_related(
        "members", "group_shares"
    )
    serializer_class = ConnectorSerializer
    filterset_class = ConnectorFilter

    def perform_create(self, fields: dict[str, Any]) -> Connector:
        return create_connector(
            organization=self.access.organization, user=self.access.user, fields=fields
        )

    def perform_update(self, row: Connector, fields: dict[str, Any]) -> None:
        update_connector(connector=row, user=self.access.user, fields=fields)
