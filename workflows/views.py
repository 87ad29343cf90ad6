"""Workflows, their endpoints, their tool, and the tags of their executions."""

from typing import Any

from rest_framework.mixins import (
    CreateModelMixin,
    DestroyModelMixin,
    ListModelMixin,
    RetrieveModelMixin,
    UpdateModelMixin,
)
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from organizations.permissions import Need
from organizations.rows.viewsets import RowViewSet
from organizations.sharing.viewsets import PartViewSet, ResourceViewSet
from organizations.viewsets import OrganizationViewSet
from prompt_studio.models import RegistryEntry
from workflows import schema
from workflows.filters import TagFilter, ToolInstanceFilter, WorkflowEndpointFilter, WorkflowFilter
from workflows.models import Tag, ToolInstance, Workflow, WorkflowEndpoint
from workflows.serializers import (
    NewToolInstanceSerializer,
    TagSerializer,
    ToolInstanceMetadataSerializer,
    ToolInstanceSerializer,
    ToolSerializer,
    WorkflowEndpointSerializer,
    WorkflowSerializer,
)
from workflows.services import (
    add_tool_to_workflow,
    change_tool_metadata,
    configure_endpoint,
    create_tag,
    create_workflow,
    remove_tool_from_workflow,
)


@schema.tags
class TagViewSet(CreateModelMixin, ListModelMixin, RetrieveModelMixin, RowViewSet):
    """The words that the organization's executions are marked with.

    A tag has no owner: any member or execution adds one; admins change and remove them.
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

    def perform_create(self, serializer: BaseSerializer[Any]) -> None:
        serializer.instance = create_tag(
            organization=self.access.organization,
            user=self.access.user,
            fields=serializer.validated_data,
        )


@schema.workflows
class WorkflowViewSet(ResourceViewSet):
    """The organization's workflows."""

    operation_name = "workflows"
    tag = "workflows"
    noun = "workflow"
    queryset = Workflow.objects.all()
    serializer_class = WorkflowSerializer
    filterset_class = WorkflowFilter

    def perform_create(self, serializer: BaseSerializer[Any]) -> None:
        serializer.instance = create_workflow(
            organization=self.access.organization,
            user=self.access.user,
            fields=serializer.validated_data,
        )


@schema.workflow_endpoints
class WorkflowEndpointViewSet(ListModelMixin, RetrieveModelMixin, UpdateModelMixin, PartViewSet):
    """Source and destination of the workflows that the caller sees."""

    needs = {"list": Need.MEMBER, "retrieve": Need.MEMBER, "partial_update": Need.OWNER}
    operation_name = "workflow_endpoints"
    tag = "workflows"
    queryset = WorkflowEndpoint.objects.select_related("workflow", "connector_instance").order_by(
        "workflow_id", "-endpoint_type", "pk"
    )
    resource_field = "workflow"
    serializer_class = WorkflowEndpointSerializer
    filterset_class = WorkflowEndpointFilter

    def perform_update(self, serializer: BaseSerializer[Any]) -> None:
        endpoint: Any = serializer.instance
        configure_endpoint(
            endpoint=endpoint, user=self.access.user, fields=serializer.validated_data
        )


@schema.tools
class ToolViewSet(ListModelMixin, OrganizationViewSet):
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
class ToolInstanceViewSet(
    CreateModelMixin,
    ListModelMixin,
    RetrieveModelMixin,
    UpdateModelMixin,
    DestroyModelMixin,
    PartViewSet,
):
    """The one tool of each workflow that the caller sees; owners of the workflow choose it."""

    needs = {
        "list": Need.MEMBER,
        "create": Need.OWNER,
        "retrieve": Need.MEMBER,
        "partial_update": Need.OWNER,
        "destroy": Need.OWNER,
    }
    operation_name = "tool_instances"
    tag = "workflows"
    owned = "the workflow"
    queryset = ToolInstance.objects.select_related("workflow", "registry_entry__tool").order_by(
        "created_at", "pk"
    )
    resource_field = "workflow"
    serializer_class = ToolInstanceSerializer
    serializer_classes = {
        "create": NewToolInstanceSerializer,
        "partial_update": ToolInstanceMetadataSerializer,
        "metadata": NewToolInstanceSerializer,
    }
    filterset_class = ToolInstanceFilter

    def perform_create(self, serializer: BaseSerializer[Any]) -> None:
        fields = serializer.validated_data
        self.check_right_to(fields["workflow_id"])
        serializer.instance = add_tool_to_workflow(
            workflow=fields["workflow_id"], entry=fields["tool_id"], user=self.access.user
        )

    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        # nothing but the metadata can be changed, so they must be there
        return self.update(request, *args, **kwargs)

    def perform_update(self, serializer: BaseSerializer[Any]) -> None:
        instance: Any = serializer.instance
        metadata = serializer.validated_data["metadata"]
        change_tool_metadata(instance=instance, user=self.access.user, metadata=metadata)

    def perform_destroy(self, instance: ToolInstance) -> None:
        remove_tool_from_workflow(instance=instance, user=self.access.user)
