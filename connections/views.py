from collections.abc import Mapping
from typing import Any

from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

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
from organizations.sharing.viewsets import RESOURCE_NEEDS, SHARING_SERIALIZERS, ResourceViewSet


@schema.adapters
class AdapterViewSet(ResourceViewSet):
    """The organization's connections to language models and text extractors."""

    needs = {**RESOURCE_NEEDS, "test": Need.OWNER}
    operation_name = "adapters"
    tag = "adapters"
    noun = "adapter"
    queryset = Adapter.objects.all()
    serializer_class = AdapterSerializer
    serializer_classes = {**SHARING_SERIALIZERS, "test": AdapterTryResultSerializer}
    filterset_class = AdapterFilter

    def perform_create(self, serializer: BaseSerializer[Any]) -> None:
        fields = serializer.validated_data
        self._check_default(fields, present=False)
        serializer.instance = create_adapter(
            organization=self.access.organization, user=self.access.user, fields=fields
        )

    def perform_update(self, serializer: BaseSerializer[Any]) -> None:
        adapter: Any = serializer.instance
        fields = serializer.validated_data
        self._check_default(fields, present=adapter.is_default)
        update_adapter(adapter=adapter, user=self.access.user, fields=fields)

    def _check_default(self, fields: Mapping[str, Any], *, present: bool) -> None:
        # the default adapter gets the documents of the whole organization
        if fields.get("is_default", present) != present and not self.access.owns_everything:
            raise PermissionDenied("Only an org admin may choose the organization's default.")

    @action(detail=True, methods=["post"])
    def test(self, request: Request, **kwargs: str) -> Response:
        return Response(self.get_serializer(try_adapter(self.get_object())).data)


@schema.connectors
class ConnectorViewSet(ResourceViewSet):
    """The organization's connections to file stores and databases."""

    operation_name = "connectors"
    tag = "connectors"
    noun = "connector"
    queryset = Connector.objects.all()
    serializer_class = ConnectorSerializer
    filterset_class = ConnectorFilter

    def perform_create(self, serializer: BaseSerializer[Any]) -> None:
        serializer.instance = create_connector(
            organization=self.access.organization,
            user=self.access.user,
            fields=serializer.validated_data,
        )

    def perform_update(self, serializer: BaseSerializer[Any]) -> None:
        connector: Any = serializer.instance
        update_connector(
            connector=connector, user=self.access.user, fields=serializer.validated_data
        )
