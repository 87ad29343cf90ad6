from typing import Any

from django.db.models import QuerySet
from rest_framework.decorators import action
from rest_framework.mixins import DestroyModelMixin, ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from common.api.errors import Conflict
from deployments.targets import ExecutionTarget
from executions import schema
from executions.filters import ExecutionFilter
from executions.models import Execution
from executions.retention import delete_execution
from executions.running.settling import end_execution
from executions.serializers import (
    ExecutionDetailSerializer,
    ExecutionSerializer,
    FileExecutionSerializer,
    WebhookDeliverySerializer,
)
from organizations.permissions import Need
from organizations.viewsets import OrganizationViewSet


class AlreadyEnded(Conflict):
    default_detail = "This execution has ended already."
    default_code = "already_ended"


@schema.executions
class ExecutionViewSet(ListModelMixin, RetrieveModelMixin, DestroyModelMixin, OrganizationViewSet):
    """The executions of the deployments and pipelines that the caller sees."""

    needs = {
        "list": Need.MEMBER,
        "retrieve": Need.MEMBER,
        "files": Need.MEMBER,
        "stop": Need.OWNER,
        "webhook_deliveries": Need.OWNER_OF_SECRETS,
        "destroy": Need.ADMIN,
    }
    operation_name = "executions"
    tag = "executions"
    owned = "what it ran on"
    queryset = Execution.objects.select_related("organization", "deployment", "pipeline")
    serializer_class = ExecutionSerializer
    serializer_classes = {
        "retrieve": ExecutionDetailSerializer,
        "files": FileExecutionSerializer,
        "webhook_deliveries": WebhookDeliverySerializer,
    }
    filterset_class = ExecutionFilter

    def get_queryset(self) -> QuerySet[Any]:
        return super().get_queryset().order_by("-created_at", "pk")

    def resource_of(self, row: Execution) -> ExecutionTarget | None:
        return row.target

    def perform_destroy(self, instance: Execution) -> None:
        delete_execution(instance)

    @action(detail=True, methods=["get"])
    def files(self, request: Request, **kwargs: str) -> Response:
        rows = self.get_object().files.defer("result", "extracted_text")
        return self.page_of(rows.order_by("position"))

    @action(detail=True, methods=["post"])
    def stop(self, request: Request, **kwargs: str) -> Response:
        execution: Execution = self.get_object()
        if not end_execution(
            execution.pk, status=Execution.Status.STOPPED, reason="Stopped on request."
        ):
            raise AlreadyEnded
        execution.refresh_from_db()
        return Response(self.get_serializer(execution).data)

    @action(detail=True, methods=["get"], url_path="webhook-deliveries")
    def webhook_deliveries(self, request: Request, **kwargs: str) -> Response:
        execution: Execution = self.get_object()
        return self.page_of(execution.webhook_deliveries.order_by("created_at", "pk"))
