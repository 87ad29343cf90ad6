from typing import Any

from django.db.models import QuerySet
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from common.errors import Conflict
from executions import schema
from executions.filters import ExecutionFilter
from executions.models import Execution
from executions.retention import delete_execution
from executions.serializers import (
    ExecutionDetailSerializer,
    ExecutionSerializer,
    FileExecutionSerializer,
    WebhookDeliverySerializer,
)
from executions.services import end_execution
from organizations.permissions import Need
from organizations.sharing.services import is_owner
from organizations.viewsets import ListMixin, RetrieveMixin


class AlreadyEnded(Conflict):
    default_detail = "This execution has ended already."
    default_code = "already_ended"


@schema.executions
class ExecutionViewSet(ListMixin, RetrieveMixin):
    """What ran, for those who may see what it ran on."""

    needs = {
        "list": Need.MEMBER,
        "retrieve": Need.MEMBER,
        "files": Need.MEMBER,
        "stop": Need.MEMBER,
        "webhook_deliveries": Need.MEMBER,
        "destroy": Need.ADMIN,
    }
    operation_name = "executions"
    tag = "executions"
    queryset = Execution.objects.select_related("organization", "deployment", "pipeline")
    serializer_class = ExecutionSerializer
    serializer_classes = {
        "retrieve": ExecutionDetailSerializer,
        "stop": ExecutionSerializer,
        "files": FileExecutionSerializer,
        "webhook_deliveries": WebhookDeliverySerializer,
    }
    filterset_class = ExecutionFilter

    def get_queryset(self) -> QuerySet[Any]:
        return super().get_queryset().order_by("-created_at", "pk")

    def destroy(self, request: Request, **kwargs: str) -> Response:
        delete_execution(self.get_object())
        return Response(status=status.HTTP_204_NO_CONTENT)

    @action(detail=True, methods=["get"])
    def files(self, request: Request, **kwargs: str) -> Response:
        rows = self.get_object().files.defer("result", "extracted_text")
        return self.page_of(rows.order_by("position"))

    @action(detail=True, methods=["post"])
    def stop(self, request: Request, **kwargs: str) -> Response:
        execution = self._owned()
        if not end_execution(
            execution.pk, status=Execution.Status.STOPPED, reason="Stopped on request."
        ):
            raise AlreadyEnded
        execution.refresh_from_db()
        return Response(self.get_serializer(execution).data)

    @action(detail=True, methods=["get"], url_path="webhook-deliveries")
    def webhook_deliveries(self, request: Request, **kwargs: str) -> Response:
        if not self.access.may_see_secrets:
            raise PermissionDenied("A key that may only read doesn't see webhook addresses.")
        return self.page_of(self._owned().webhook_deliveries.order_by("created_at", "pk"))

    def _owned(self) -> Execution:
        """The execution, for the owners of what it ran on."""
        execution: Execution = self.get_object()
        target = execution.deployment or execution.pipeline
        if target is not None and not is_owner(target, self.access):
            raise PermissionDenied("Only an owner of what it ran on, or an org admin, may do this.")
        return execution
