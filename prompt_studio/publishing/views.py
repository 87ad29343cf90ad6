"""Publishing a tool, and the registry of what is published."""

from rest_framework import status
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from organizations.permissions import Need
from organizations.viewsets import OrganizationViewSet
from prompt_studio.models import RegistryEntry
from prompt_studio.publishing import schema
from prompt_studio.publishing.filters import RegistryFilter
from prompt_studio.publishing.serializers import ExportSerializer, RegistryEntrySerializer
from prompt_studio.publishing.services import export_tool, published_entry
from prompt_studio.views import TAG, OfToolViewSet


@schema.exports
class ToolExportViewSet(OfToolViewSet):
    needs = {"create": Need.OWNER, "retrieve": Need.MEMBER}
    operation_name = "prompt_studio_exports"
    serializer_class = ExportSerializer
    serializer_classes = {"retrieve": RegistryEntrySerializer}

    def create(self, request: Request, **kwargs: str) -> Response:
        tool = self.get_object()
        body = self.checked_body()
        export_tool(
            tool=tool,
            user=self.access.user,
            shared_to_org=body.validated_data.get("is_shared_with_org"),
            shared_user_ids=body.validated_data.get("user_id"),
        )
        body.instance = published_entry(tool)
        return Response(body.data)

    def retrieve(self, request: Request, **kwargs: str) -> Response:
        entry = published_entry(self.get_object())
        if entry is None:
            return Response(status=status.HTTP_204_NO_CONTENT)
        return Response(self.get_serializer(entry).data)


@schema.registry
class RegistryViewSet(ListModelMixin, OrganizationViewSet):
    """The published tools: those that the caller sees, and those published to the caller."""

    needs = {"list": Need.MEMBER}
    operation_name = "prompt_studio_registry"
    tag = TAG
    queryset = (
        RegistryEntry.objects.with_newest_version()
        .select_related("tool")
        .prefetch_related("shared_users")
        .order_by("created_at", "pk")
    )
    serializer_class = RegistryEntrySerializer
    filterset_class = RegistryFilter
