from typing import Any

from django.db.models import QuerySet
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from deployments import schema
from deployments.filters import DeploymentFilter, PromptStudioToolFilter
from deployments.keyed_views import KEYED_NEEDS, KeyedViewSet
from deployments.models import APIDeployment
from deployments.serializers import (
    DeploymentSerializer,
    DeploymentSummarySerializer,
    NewDeploymentSerializer,
)
from deployments.services import (
    create_deployment,
    delete_deployment,
    rotate_webhook_secret,
    update_deployment,
)
from organizations.permissions import Need


@schema.deployments
class APIDeploymentViewSet(KeyedViewSet):
    """The organization's deployments."""

    needs = {
        **KEYED_NEEDS,
        "by_prompt_studio_tool": Need.MEMBER,
        "rotate_webhook_secret": Need.OWNER,
    }
    operation_name = "deployments"
    tag = "deployments"
    noun = "deployment"
    file_named_by = "api_name"
    queryset = APIDeployment.objects.all()
    serializer_class = DeploymentSerializer
    serializer_classes = {
        "list": DeploymentSummarySerializer,
        "by_prompt_studio_tool": DeploymentSummarySerializer,
        "create": NewDeploymentSerializer,
    }
    filtered_actions = frozenset({"list", "by_prompt_studio_tool"})

    def get_queryset(self) -> QuerySet[Any]:
        rows: Any = super().get_queryset()
        summarized = self.action in self.filtered_actions
        shown: QuerySet[Any] = (
            rows.with_summary().latest_run_first() if summarized else rows.with_details()
        )
        return shown

    @property
    def filterset_class(self) -> type:
        by_tool = self.action == "by_prompt_studio_tool"
        return PromptStudioToolFilter if by_tool else DeploymentFilter

    def perform_create(self, fields: dict[str, Any]) -> Any:
        return create_deployment(
            organization=self.access.organization, user=self.access.user, fields=fields
        )

    def perform_update(self, row: Any, fields: dict[str, Any]) -> None:
        update_deployment(deployment=row, user=self.access.user, fields=fields)

    def perform_destroy(self, row: Any) -> None:
        delete_deployment(deployment=row, user=self.access.user)

    @action(detail=False, methods=["get"], url_path="by-prompt-studio-tool")
    def by_prompt_studio_tool(self, request: Request, **kwargs: str) -> Response:
        return self.list(request, **kwargs)

    @action(detail=True, methods=["post"], url_path="rotate-webhook-secret")
    def rotate_webhook_secret(self, request: Request, **kwargs: str) -> Response:
        deployment = self.get_object()
        rotate_webhook_secret(deployment=deployment, user=self.access.user)
        return Response(self.get_serializer(deployment).data)
