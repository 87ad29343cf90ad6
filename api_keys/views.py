from typing import Any, cast
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from api_keys import schema
from api_keys.models import APIKey
from api_keys.serializers import (
    APIKeySerializer,
    ChangedAPIKeySerializer,
    NewAPIKeySerializer,
    OrganizationKeySerializer,
    RotationSerializer,
    WrittenOrganizationKeySerializer,
)
from api_keys.services import change_key, delete_key, issue_key, rotate_key
from deployments.models import APIDeployment
from deployments.pipelines.models import Pipeline
from organizations.permissions import Need
from organizations.sharing.models import ShareableModel
from organizations.sharing.services import is_owner
from organizations.viewsets import OrganizationViewSet


class TargetKeysViewSet(OrganizationViewSet):
    """The keys of one deployment or pipeline: what the path names is the object that counts."""

    needs = {"list": Need.NAMED, "create": Need.OWNER, "create_by_body": Need.MEMBER}
    tag = "keys"
    filter_backends = ()
    serializer_class = NewAPIKeySerializer
    serializer_classes = {"list": APIKeySerializer}

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), **getattr(self, "key_context", {})}

    def list(self, request: Request, **kwargs: str) -> Response:
        target = self.get_object()
        reveals = self.access.may_see_secrets and is_owner(target, self.access)
        self.key_context = {"reveal": reveals}
        return self.page_of(target.api_keys.order_by("-created_at", "pk"))

    def create(self, request: Request, **kwargs: str) -> Response:
        self.key_context = {"target": self.get_object()}
        return self._create(request)

    @action(detail=False, methods=["post"])
    def create_by_body(self, request: Request, **kwargs: str) -> Response:
        return self._create(request)

    def _create(self, request: Request) -> Response:
        fields = self.validated(request)
        if self.action == "create_by_body" and not is_owner(fields["target"], self.access):
            raise PermissionDenied(
                "Only an owner of what the key runs, or an org admin, may do this."
            )
        key = issue_key(user=self.access.user, **fields)
        body = APIKeySerializer(key, context={"reveal": True}).data
        return Response(body, status=status.HTTP_201_CREATED)


@schema.deployment_keys
class DeploymentKeysViewSet(TargetKeysViewSet):
    operation_name = "deployment_keys"
    queryset = APIDeployment.objects.all()


@schema.pipeline_keys
class PipelineKeysViewSet(TargetKeysViewSet):
    operation_name = "pipeline_keys"
    queryset = Pipeline.objects.all()


class OneKeyViewSet(OrganizationViewSet):
    """Reading and changing one key."""

    tag = "keys"
    shown_by: type[APIKeySerializer]

    def _shown(self, key: APIKey) -> Response:
        context = {"reveal": self.access.may_see_secrets}
        return Response(self.shown_by(key, context=context).data)

    def retrieve(self, request: Request, **kwargs: str) -> Response:
        return self._shown(self.get_object())

    def update(self, request: Request, **kwargs: str) -> Response:
        # a PUT is used with some of the fields: those left out stay (contract section 4)
        key = self.get_object()
        changes = self.validated(request, instance=key, partial=True)
        return self._shown(change_key(key=key, user=self.access.user, changes=changes))

    def partial_update(self, request: Request, **kwargs: str) -> Response:
        return self.update(request, **kwargs)

    def destroy(self, request: Request, **kwargs: str) -> Response:
        delete_key(key=self.get_object(), user=self.access.user)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @action(detail=True, methods=["post"])
    def rotate(self, request: Request, **kwargs: str) -> Response:
        key = self.get_object()
        grace_seconds = self.validated(request)["grace_seconds"]
        return self._shown(rotate_key(key=key, user=self.access.user, grace_seconds=grace_seconds))


@schema.api_keys
class APIKeyViewSet(OneKeyViewSet):
    """One key, found through what it runs: who may not see that finds no key either."""

    needs = {
        "retrieve": Need.MEMBER,
        "update": Need.MEMBER,
        "partial_update": Need.MEMBER,
        "destroy": Need.MEMBER,
        "rotate": Need.MEMBER,
    }
    operation_name = "api_keys"
    queryset = APIKey.objects.with_target()
    shown_by = APIKeySerializer
    serializer_class = APIKeySerializer
    serializer_classes = {
        "update": ChangedAPIKeySerializer,
        "partial_update": ChangedAPIKeySerializer,
        "rotate": RotationSerializer,
        "metadata": ChangedAPIKeySerializer,
    }

    def get_object(self) -> APIKey:
        key: APIKey = get_object_or_404(self.get_queryset(), pk=UUID(str(self.kwargs["pk"])))
        # the organization's own keys are not among the visible ones
        if not is_owner(cast("ShareableModel", key.target), self.access):
            raise PermissionDenied(
                "Only an owner of what the key runs, or an org admin, may do this."
            )
        return key


@schema.organization_keys
class OrganizationKeysViewSet(OneKeyViewSet):
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
    filter_backends = ()
    shown_by = OrganizationKeySerializer
    serializer_class = WrittenOrganizationKeySerializer
    serializer_classes = {
        "list": OrganizationKeySerializer,
        "retrieve": OrganizationKeySerializer,
        "rotate": RotationSerializer,
    }

    def get_queryset(self) -> QuerySet[APIKey]:
        if getattr(self, "swagger_fake_view", False):
            return APIKey.objects.none()
        keys: QuerySet[APIKey] = APIKey.objects.of_organization(self.access)
        return keys

    def get_serializer_context(self) -> dict[str, Any]:
        context = super().get_serializer_context()
        access = context["access"]
        return {**context, "reveal": access is not None and access.may_see_secrets}

    def list(self, request: Request, **kwargs: str) -> Response:
        return self.page_of(self.get_queryset())

    def create(self, request: Request, **kwargs: str) -> Response:
        key = issue_key(
            target=self.access.organization, user=self.access.user, **self.validated(request)
        )
        return Response(self._shown(key).data, status=status.HTTP_201_CREATED)
