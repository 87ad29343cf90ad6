"""Publishing a tool, and the registry of what is published."""

from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from organizations.permissions import Need
from organizations.viewsets import ListMixin
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

    def create(self, request: Request, **kwargs: str) -> Response:
        tool = self.get_object()
        fields = self.validated(request)
        export_tool(
            tool=tool,
            user=self.access.user,
            shared_to_org=fields.get("is_shared_with_org"),
            shared_user_ids=fields.get("user_id"),
        )
        return Response(RegistryEntrySerializer(published_entry(tool)).data)

    def retrieve(self, request: Request, **kwargs: str) -> Response:
        entry = published_entry(self.get_object())
        if entry is None:
            return Response(status=status.HTTP_204_NO_CONTENT)
        return Response(RegistryEntrySerializer(entry).data)


@schema.registry
class RegistryViewSet(ListMixin):
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
