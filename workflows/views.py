"""Workflows, their endpoints, their tool, and the tags of their executions."""

from typing import Any

from rest_framework import status
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from organizations.permissions import Need
from organizations.sharing.resource_viewsets import ChangeMixin, ResourceViewSet
from organizations.sharing.services import is_owner
from organizations.viewsets import ListMixin, RetrieveMixin
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
class TagViewSet(ChangeMixin, ListMixin, RetrieveMixin):
    """The labels of the organization's executions.

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

    def create(self, request: Request, **kwargs: str) -> Response:
        tag = create_tag(
            organization=self.access.organization,
            user=self.access.user,
            fields=self.validated(request),
        )
        return Response(self.get_serializer(tag).data, status=status.HTTP_201_CREATED)


@schema.workflows
class WorkflowViewSet(ResourceViewSet):
    """The organization's workflows."""

    operation_name = "workflows"
    tag = "workflows"
    noun = "workflow"
    queryset = Workflow.objects.select_related("organization", "created_by").prefetch_related(
        "members", "group_shares"
    )
    serializer_class = WorkflowSerializer
    filterset_class = WorkflowFilter

    def perform_create(self, fields: dict[str, Any]) -> Workflow:
        return create_workflow(
            organization=self.access.organization, user=self.access.user, fields=fields
        )


@schema.workflow_endpoints
class WorkflowEndpointViewSet(ListMixin, RetrieveMixin):
    """Source and destination of the workflows that the caller sees."""

    needs = {"list": Need.MEMBER, "retrieve": Need.MEMBER, "partial_update": Need.OWNER}
    operation_name = "workflow_endpoints"
    tag = "workflows"
    queryset = WorkflowEndpoint.objects.select_related("workflow", "connector_instance").order_by(
        "workflow_id", "-endpoint_type", "pk"
    )
    parent = ("workflow", Workflow)
    serializer_class = WorkflowEndpointSerializer
    filterset_class = WorkflowEndpointFilter

    def partial_update(self, request: Request, **kwargs: str) -> Response:
        endpoint = self.get_object()
        fields = self.validated(request, instance=endpoint, partial=True)
        configure_endpoint(endpoint=endpoint, user=self.access.user, fields=fields)
        return Response(self.get_serializer(endpoint).data)


@schema.tools
class ToolViewSet(ListMixin):
    """The registry of tools that can be put into a workflow."""

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
