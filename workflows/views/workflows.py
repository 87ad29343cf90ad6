from typing import Any

from django.db.models import ProtectedError, QuerySet
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from common.errors import Conflict
from organizations.permissions import Need
from organizations.viewsets import SHARING_NEEDS, ListMixin, RetrieveMixin, ShareableViewSet
from workflows import schema
from workflows.filters import WorkflowEndpointFilter, WorkflowFilter
from workflows.models import Workflow, WorkflowEndpoint
from workflows.serializers import WorkflowEndpointSerializer, WorkflowSerializer
from workflows.services import create_workflow, update_resource


def refuse_while_used(error: ProtectedError, noun: str) -> Conflict:
    """The 409 for a deletion that something stands in the way of, naming it."""
    names = sorted({f"{row._meta.verbose_name} {row}" for row in error.protected_objects})
    return Conflict(f"The {noun} is in use by {', '.join(names)}; remove that first.")


@schema.workflows
class WorkflowViewSet(ShareableViewSet):
    """The organization's workflows."""

    needs = {
        "list": Need.MEMBER,
        "create": Need.MEMBER,
        "retrieve": Need.MEMBER,
        "update": Need.OWNER,
        "partial_update": Need.OWNER,
        "destroy": Need.OWNER,
        **SHARING_NEEDS,
    }
    operation_name = "workflows"
    tag = "workflows"
    queryset = Workflow.objects.select_related("organization", "created_by").prefetch_related(
        "members", "group_shares"
    )
    serializer_class = WorkflowSerializer
    filterset_class = WorkflowFilter

    def create(self, request: Request, **kwargs: str) -> Response:
        workflow = create_workflow(
            organization=self.access.organization,
            user=self.access.user,
            fields=self.validated(request),
        )
        return Response(self.get_serializer(workflow).data, status=status.HTTP_201_CREATED)

    def update(self, request: Request, *, partial: bool = False, **kwargs: str) -> Response:
        workflow = self.get_object()
        fields = self.validated(request, instance=workflow, partial=partial)
        update_resource(resource=workflow, user=self.access.user, fields=fields)
        return Response(self.get_serializer(workflow).data)

    def partial_update(self, request: Request, **kwargs: str) -> Response:
        return self.update(request, partial=True, **kwargs)

    def destroy(self, request: Request, **kwargs: str) -> Response:
        try:
            self.get_object().delete()
        except ProtectedError as error:
            raise refuse_while_used(error, "workflow") from error
        return Response(status=status.HTTP_204_NO_CONTENT)


@schema.workflow_endpoints
class WorkflowEndpointViewSet(ListMixin, RetrieveMixin):
    """Source and destination of the workflows that the caller sees."""

    needs = {"list": Need.MEMBER, "retrieve": Need.MEMBER, "partial_update": Need.OWNER}
    operation_name = "workflow_endpoints"
    tag = "workflows"
    queryset = WorkflowEndpoint.objects.select_related("workflow", "connector_instance")
    serializer_class = WorkflowEndpointSerializer
    filterset_class = WorkflowEndpointFilter

    def get_queryset(self) -> QuerySet[Any]:
        return self.through_parent("workflow", Workflow.objects.all()).order_by(
            "workflow_id", "-endpoint_type", "pk"
        )

    def check_object_permissions(self, request: Request, obj: Any) -> None:
        super().check_object_permissions(request, obj.workflow)

    def partial_update(self, request: Request, **kwargs: str) -> Response:
        endpoint = self.get_object()
        serializer = self.get_serializer(endpoint, data=request.data, partial=True)
        serializer.is_valid(raise_exception=True)
        serializer.save()
        return Response(serializer.data)
