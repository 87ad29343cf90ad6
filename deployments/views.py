from typing import Any

from django.db.models import QuerySet
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

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
from organizations.sharing.viewsets import SHARING_SERIALIZERS


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
    queryset = APIDeployment.objects.all()
    serializer_class = DeploymentSerializer
    serializer_classes = {
        **SHARING_SERIALIZERS,
        "list": DeploymentSummarySerializer,
        "by_prompt_studio_tool": DeploymentSummarySerializer,
        "create": NewDeploymentSerializer,
    }
    list_actions = frozenset({"list", "by_prompt_studio_tool"})

    def visible_rows(self) -> QuerySet[Any]:
        rows: Any = super().visible_rows()
        seen: QuerySet[Any] = (
            rows if self.action in self.list_actions else rows.with_part_of(self.access)
        )
        return seen

    @property
    def filterset_class(self) -> type:
        by_tool = self.action == "by_prompt_studio_tool"
        return PromptStudioToolFilter if by_tool else DeploymentFilter

    def perform_create(self, serializer: BaseSerializer[Any]) -> None:
        serializer.instance = create_deployment(
            organization=self.access.organization,
            user=self.access.user,
            fields=serializer.validated_data,
        )

    def perform_update(self, serializer: BaseSerializer[Any]) -> None:
        deployment: Any = serializer.instance
        update_deployment(
            deployment=deployment, user=self.access.user, fields=serializer.validated_data
        )

    def perform_destroy(self, instance: APIDeployment) -> None:
        delete_deployment(deployment=instance, user=self.access.user)

    @action(detail=False, methods=["get"], url_path="by-prompt-studio-tool")
    def by_prompt_studio_tool(self, request: Request, **kwargs: str) -> Response:
        return self.list(request, **kwargs)

    @action(detail=True, methods=["post"], url_path="rotate-webhook-secret")
    def rotate_webhook_secret(self, request: Request, **kwargs: str) -> Response:
        deployment = self.get_object()
        rotate_webhook_secret(deployment=deployment, user=self.access.user)
        return Response(self.get_serializer(deployment).data)
