from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from organizations.permissions import Need
from organizations.viewsets import ListMixin, RetrieveMixin
from workflows.filters.workflows import WorkflowEndpointFilter, WorkflowFilter
from workflows.models import Workflow, WorkflowEndpoint
from workflows.schema import workflows as schema
from workflows.serializers.workflows import WorkflowEndpointSerializer, WorkflowSerializer
from workflows.services.workflows import configure_endpoint, create_workflow
from workflows.views.resources import ResourceViewSet


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
