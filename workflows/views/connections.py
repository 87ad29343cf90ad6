from typing import Any

from rest_framework import status
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from organizations.permissions import Need
from organizations.viewsets import ListMixin, RetrieveMixin
from workflows.filters.connections import AdapterFilter, ConnectorFilter, TagFilter
from workflows.models import Adapter, Connector, Tag
from workflows.schema import connections as schema
from workflows.serializers.connections import (
    AdapterSerializer,
    AdapterTryResultSerializer,
    ConnectorSerializer,
    TagSerializer,
)
from workflows.services.connections import (
    create_adapter,
    create_connector,
    update_adapter,
    update_connector,
)
from workflows.services.tags import create_tag
from workflows.services.trying import try_adapter
from workflows.views.resources import RESOURCE_NEEDS, ChangeMixin, ResourceViewSet


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
        # the default reads everybody's documents
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


@schema.tags
class TagViewSet(ChangeMixin, ListMixin, RetrieveMixin):
    """The words that the organization's executions are marked with.

    A tag has no owner: any member adds one, as any execution does; admins change and remove them.
    """

    needs = {
        "list": Need.MEMBER,
        "create": Need.MEMBER,
        "retrieve": Need.MEMBER,
        "update": Need.ADMIN,
        "partial_update": Need.ADMIN,
        "destroy": Need.ADMIN,
    }
    operation_name = "tags"
    tag = "tags"
    queryset = Tag.objects.all()
    serializer_class = TagSerializer
    filterset_class = TagFilter

    def create(self, request: Request, **kwargs: str) -> Response:
        tag = create_tag(
            organization=self.access.organization,
            user=self.access.user,
            fields=self.validated(request),
        )
        return Response(self.get_serializer(tag).data, status=status.HTTP_201_CREATED)
