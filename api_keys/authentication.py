"""The credential of the execution endpoints: a key of the deployment or pipeline, nothing else."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists
from django.utils import timezone
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed, NotFound
from rest_framework.request import Request

from api_keys.models import APIKey
from deployments.models import APIDeployment
from organizations.authentication import bearer_token
from workflows.models import Pipeline


@dataclass(frozen=True, slots=True)
class KeyHolder:
    """What ``request.auth`` is on an execution endpoint."""

    key: APIKey
    deployment: APIDeployment

    @property
    def target(self) -> APIDeployment:
        return self.deployment


@dataclass(frozen=True, slots=True)
class PipelineKeyHolder:
    """What ``request.auth`` is on a pipeline's execution endpoint."""

    key: APIKey
    target: Pipeline


class DeploymentKeyAuthentication(BaseAuthentication):
    """``Authorization: Bearer <deployment key>``, looked up in one query, refused or not."""

    def authenticate(self, request: Request) -> tuple[AnonymousUser, KeyHolder]:
        token = bearer_token(request)
        if token is None:
            raise AuthenticationFailed("Send the deployment's key as Authorization: Bearer <key>.")
        route = request.parser_context["kwargs"]
        named = APIDeployment.objects.filter(
            organization__organization_id=route["org_id"], api_name=route["api_name"]
        )
        now = timezone.now()
        key: Any = (
            APIKey.objects.matching(token, now)
            .select_related("api__organization", "api__workflow")
            .annotate(named_exists=Exists(named))
            .first()
        )
        if key is None or not key.works_at(now):
            raise AuthenticationFailed("This API key is unknown, switched off or expired.")
        deployment = key.api
        runs_it = (
            deployment is not None
            and deployment.api_name == route["api_name"]
            and deployment.organization.organization_id == route["org_id"]
        )
        if deployment is None or not runs_it:
            if key.named_exists:
                raise AuthenticationFailed("This API key belongs to another deployment.")
            raise NotFound("There is no such deployment.")
        if not deployment.is_active:
            raise NotFound("This deployment is not active.")
        return AnonymousUser(), KeyHolder(key, deployment)

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="deployment key"'


class PipelineKeyAuthentication(BaseAuthentication):
    """``Authorization: Bearer <pipeline key>``, looked up in one query, refused or not."""

    def authenticate(self, request: Request) -> tuple[AnonymousUser, PipelineKeyHolder]:
        token = bearer_token(request)
        if token is None:
            raise AuthenticationFailed("Send the pipeline's key as Authorization: Bearer <key>.")
        route = request.parser_context["kwargs"]
        named_id = _uuid_of(route["pipeline_id"])
        named = Pipeline.objects.filter(
            organization__organization_id=route["org_id"], pk=named_id or UUID(int=0)
        )
        now = timezone.now()
        key: Any = (
            APIKey.objects.matching(token, now)
            .select_related("pipeline__organization", "pipeline__workflow")
            .annotate(named_exists=Exists(named))
            .first()
        )
        if key is None or not key.works_at(now):
            raise AuthenticationFailed("This API key is unknown, switched off or expired.")
        if not key.named_exists:
            raise NotFound("There is no such pipeline.")
        if key.pipeline_id != named_id:
            raise AuthenticationFailed("This API key belongs to something else.")
        if not key.pipeline.active:
            raise NotFound("This pipeline is not active.")
        return AnonymousUser(), PipelineKeyHolder(key, key.pipeline)

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="pipeline key"'


def _uuid_of(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
