from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from common.errors import Conflict
from deployments import schema
from deployments.filters import DeploymentFilter, PromptStudioToolFilter
from deployments.models import APIDeployment
from deployments.postman import KEY_PLACEHOLDER, attachment, deployment_collection
from deployments.serializers import (
    DeploymentSerializer,
    DeploymentSummarySerializer,
    NewDeploymentSerializer,
)
from deployments.services import (
    create_deployment,
    delete_deployment,
    live_secret,
    rotate_webhook_secret,
    update_deployment,
)
from organizations.permissions import Need
from organizations.sharing import is_owner
from organizations.viewsets import SHARING_NEEDS, ShareableViewSet


class NoActiveKey(Conflict):
    default_detail = "This deployment has no active key; create or activate one first."
    default_code = "no_active_key"


@schema.deployments
class APIDeploymentViewSet(ShareableViewSet):
    """The organization's deployments."""

    needs = {
        "list": Need.MEMBER,
        "create": Need.MEMBER,
        "retrieve": Need.MEMBER,
        "update": Need.OWNER,
        "partial_update": Need.OWNER,
        "destroy": Need.OWNER,
        "by_prompt_studio_tool": Need.MEMBER,
        "postman_collection": Need.MEMBER,
        "rotate_webhook_secret": Need.OWNER,
        **SHARING_NEEDS,
    }
    operation_name = "deployments"
    tag = "deployments"
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

    def create(self, request: Request, **kwargs: str) -> Response:
        deployment, key = create_deployment(
            organization=self.access.organization,
            user=self.access.user,
            fields=self.validated(request),
        )
        return Response(
            {**self.get_serializer(deployment).data, "api_key": key.secret},
            status=status.HTTP_201_CREATED,
        )

    def update(self, request: Request, *, partial: bool = False, **kwargs: str) -> Response:
        deployment = self.get_object()
        fields = self.validated(request, instance=deployment, partial=partial)
        update_deployment(deployment=deployment, user=self.access.user, fields=fields)
        return Response(self.get_serializer(deployment).data)

    def partial_update(self, request: Request, **kwargs: str) -> Response:
        return self.update(request, partial=True, **kwargs)

    def destroy(self, request: Request, **kwargs: str) -> Response:
        delete_deployment(deployment=self.get_object(), user=self.access.user)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @action(detail=False, methods=["get"], url_path="by-prompt-studio-tool")
    def by_prompt_studio_tool(self, request: Request, **kwargs: str) -> Response:
        return self.list(request, **kwargs)

    @action(detail=True, methods=["get"])
    def postman_collection(self, request: Request, **kwargs: str) -> HttpResponse:
        deployment = self.get_object()
        secret = live_secret(target=deployment)
        if secret is None:
            raise NoActiveKey
        if not (self.access.may_see_secrets and is_owner(deployment, self.access)):
            secret = KEY_PLACEHOLDER
        collection = deployment_collection(deployment, api_key=secret, request=request)
        return attachment(collection, deployment.api_name)

    @action(detail=True, methods=["post"], url_path="rotate-webhook-secret")
    def rotate_webhook_secret(self, request: Request, **kwargs: str) -> Response:
        deployment = self.get_object()
        rotate_webhook_secret(deployment=deployment, user=self.access.user)
        return Response(self.get_serializer(deployment).data)
