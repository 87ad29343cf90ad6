from typing import Any

from django.db.models import QuerySet
from rest_framework.decorators import action
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

from api_keys import schema
from api_keys.models import APIKey
from api_keys.serializers import (
    APIKeySerializer,
    ChangedAPIKeySerializer,
    NewAPIKeySerializer,
    OrganizationKeyRotationSerializer,
    OrganizationKeySerializer,
    RotationSerializer,
    WrittenOrganizationKeySerializer,
)
from api_keys.services import (
    change_key,
    delete_key,
    issue_key,
    issue_organization_key,
    rotate_key,
)
from deployments.models import APIDeployment
from deployments.pipelines.models import Pipeline
from deployments.targets import ExecutionTarget
from organizations.permissions import Need
from organizations.sharing.rights import is_owner
from organizations.viewsets import OrganizationViewSet


class KeyViewSet(OrganizationViewSet):
    """Keys of whatever they run."""

    tag = "keys"
    owned = "what the key runs"
    filter_backends = ()
    # whether the caller owns what the keys run, as nearly all actions need
    is_owner = True

    def get_serializer_context(self) -> dict[str, Any]:
        context = super().get_serializer_context()
        access = context["access"]
        reveal = self.is_owner and access is not None and access.may_see_secrets
        return {**context, "reveal": reveal}


class TargetKeysViewSet(CreateModelMixin, KeyViewSet):
    """The keys of one deployment or pipeline: who may do what depends on that."""

    needs = {"list": Need.NAMED, "create": Need.OWNER, "create_by_body": Need.OWNER}
    serializer_class = NewAPIKeySerializer
    serializer_classes = {"list": APIKeySerializer}
    # what the path names
    target: ExecutionTarget | None = None

    def visible_rows(self) -> QuerySet[Any]:
        targets: Any = super().visible_rows()
        seen: QuerySet[Any] = targets.with_part_of(self.access)
        return seen

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "target": self.target}

    def list(self, request: Request, **kwargs: str) -> Response:
        target = self.get_object()
        self.is_owner = is_owner(target, self.access)
        return self.page_of(target.api_keys.order_by("-created_at", "pk"))

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        self.target = self.get_object()
        return super().create(request, *args, **kwargs)

    @action(detail=False, methods=["post"])
    def create_by_body(self, request: Request, **kwargs: str) -> Response:
        return super().create(request, **kwargs)

    def perform_create(self, serializer: BaseSerializer[Any]) -> None:
        if self.target is None:
            self.check_right_to(serializer.validated_data["target"])
        serializer.instance = issue_key(user=self.access.user, **serializer.validated_data)


@schema.deployment_keys
class DeploymentKeysViewSet(TargetKeysViewSet):
    operation_name = "deployment_keys"
    queryset = APIDeployment.objects.all()


@schema.pipeline_keys
class PipelineKeysViewSet(TargetKeysViewSet):
    operation_name = "pipeline_keys"
    queryset = Pipeline.objects.all()


class OneKeyViewSet(RetrieveModelMixin, UpdateModelMixin, DestroyModelMixin, KeyViewSet):
    """Reading, changing and rotating one key."""

    def update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        # PUT is used with some of the fields: those left out stay
        return super().update(request, *args, **{**kwargs, "partial": True})

    def perform_update(self, serializer: BaseSerializer[Any]) -> None:
        key: Any = serializer.instance
        serializer.instance = change_key(
            key=key, user=self.access.user, changes=serializer.validated_data
        )

    def perform_destroy(self, instance: APIKey) -> None:
        delete_key(key=instance, user=self.access.user)

    @action(detail=True, methods=["post"])
    def rotate(self, request: Request, **kwargs: str) -> Response:
        key = self.get_object()
        body = self.checked_body()
        body.instance = rotate_key(key=key, user=self.access.user, **body.validated_data)
        return Response(body.data)


@schema.api_keys
class APIKeyViewSet(OneKeyViewSet):
    """One key, found through what it runs: who may not see that finds no key either."""

    needs = {
        "retrieve": Need.OWNER,
        "update": Need.OWNER,
        "partial_update": Need.OWNER,
        "destroy": Need.OWNER,
        "rotate": Need.OWNER,
    }
    operation_name = "api_keys"
    queryset = APIKey.objects.with_target()
    serializer_class = APIKeySerializer
    serializer_classes = {
        "update": ChangedAPIKeySerializer,
        "partial_update": ChangedAPIKeySerializer,
        "rotate": RotationSerializer,
        "metadata": ChangedAPIKeySerializer,
    }

    def resource_of(self, row: APIKey) -> Any:
        # the organization's own keys are not among the visible ones
        return row.target


@schema.organization_keys
class OrganizationKeysViewSet(CreateModelMixin, ListModelMixin, OneKeyViewSet):
    """Keys that run all of the organization's deployments, or several."""

    needs = {
        "list": Need.ADMIN,
        "create": Need.ADMIN,
        "retrieve": Need.ADMIN,
        "update": Need.ADMIN,
        "partial_update": Need.ADMIN,
        "destroy": Need.ADMIN,
        "rotate": Need.ADMIN,
    }
    operation_name = "organization_keys"
    queryset = APIKey.objects.all()
    serializer_class = WrittenOrganizationKeySerializer
    serializer_classes = {
        "list": OrganizationKeySerializer,
        "retrieve": OrganizationKeySerializer,
        "rotate": OrganizationKeyRotationSerializer,
    }

    def visible_rows(self) -> QuerySet[Any]:
        keys: QuerySet[APIKey] = APIKey.objects.of_organization(self.access)
        return keys

    def perform_create(self, serializer: BaseSerializer[Any]) -> None:
        serializer.instance = issue_organization_key(
            organization=self.access.organization,
            user=self.access.user,
            **serializer.validated_data,
        )
