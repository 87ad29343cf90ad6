from rest_framework import status
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from organizations.permissions import Need
from organizations.sharing import is_owner
from organizations.viewsets import ListMixin, RetrieveMixin
from workflows.filters.workflows import ToolInstanceFilter
from workflows.models import RegistryEntry, ToolInstance, Workflow
from workflows.schema import tools as schema
from workflows.serializers.tools import (
    NewToolInstanceSerializer,
    ToolInstanceMetadataSerializer,
    ToolInstanceSerializer,
    ToolSerializer,
)
from workflows.services.workflows import (
    add_tool_to_workflow,
    change_tool_metadata,
    remove_tool_from_workflow,
)


@schema.tools
class ToolViewSet(ListMixin):
    """The registry: what can be put into a workflow."""

    needs = {"list": Need.MEMBER}
    operation_name = "tools"
    tag = "workflows"
    queryset = (
        RegistryEntry.objects.select_related("tool")
        .with_newest_version()
        .order_by("created_at", "pk")
    )
    serializer_class = ToolSerializer
    filter_backends = ()


@schema.tool_instances
class ToolInstanceViewSet(ListMixin, RetrieveMixin):
    """The one tool of each workflow that the caller sees; owners of the workflow choose it."""

    needs = {
        "list": Need.MEMBER,
        "create": Need.MEMBER,
        "retrieve": Need.MEMBER,
        "partial_update": Need.OWNER,
        "destroy": Need.OWNER,
    }
    operation_name = "tool_instances"
    tag = "workflows"
    queryset = ToolInstance.objects.select_related("workflow", "registry_entry__tool").order_by(
        "created_at", "pk"
    )
    parent = ("workflow", Workflow)
    serializer_class = ToolInstanceSerializer
    serializer_classes = {
        "create": NewToolInstanceSerializer,
        "partial_update": ToolInstanceMetadataSerializer,
        "metadata": NewToolInstanceSerializer,
    }
    filterset_class = ToolInstanceFilter

    def create(self, request: Request, **kwargs: str) -> Response:
        fields = self.validated(request)
        if not is_owner(fields["workflow_id"], self.access):
            raise PermissionDenied("Only an owner of the workflow, or an org admin, may do this.")
        instance = add_tool_to_workflow(
            workflow=fields["workflow_id"], entry=fields["tool_id"], user=self.access.user
        )
        return Response(ToolInstanceSerializer(instance).data, status=status.HTTP_201_CREATED)

    def partial_update(self, request: Request, **kwargs: str) -> Response:
        instance = self.get_object()
        fields = self.validated(request, instance=instance)
        change_tool_metadata(instance=instance, user=self.access.user, metadata=fields["metadata"])
        return Response(ToolInstanceSerializer(instance).data)

    def destroy(self, request: Request, **kwargs: str) -> Response:
        remove_tool_from_workflow(instance=self.get_object(), user=self.access.user)
        return Response(status=status.HTTP_204_NO_CONTENT)
