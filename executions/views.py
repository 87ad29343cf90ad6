from typing import Any

from django.db.models import QuerySet
from rest_framework import status
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
)
from executions.services import end_execution
from organizations.permissions import Need
from organizations.sharing import is_owner
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
    }
    filterset_class = ExecutionFilter

    def get_queryset(self) -> QuerySet[Any]:
        return super().get_queryset().order_by("-created_at", "pk")

    def files(self, request: Request, **kwargs: str) -> Response:
        return self.page_of(self.get_object().files.order_by("position"))

    def destroy(self, request: Request, **kwargs: str) -> Response:
        delete_execution(self.get_object())
        return Response(status=status.HTTP_204_NO_CONTENT)

    def stop(self, request: Request, **kwargs: str) -> Response:
        execution: Execution = self.get_object()
        target = execution.deployment or execution.pipeline
        if target is not None and not is_owner(target, self.access):
            raise PermissionDenied("Only an owner of the deployment, or an org admin, may do this.")
        if not end_execution(
            execution.pk, status=Execution.Status.STOPPED, reason="Stopped on request."
        ):
            raise AlreadyEnded
        execution.refresh_from_db()
        return Response(self.get_serializer(execution).data)
