"""The credential of the execution endpoints: a key that runs what the address names."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists
from django.utils import timezone
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import APIException, AuthenticationFailed, NotFound
from rest_framework.request import Request

from api_keys.models import APIKey
from api_keys.services import note_refusal
from common.last_use import note_use
from deployments.models import APIDeployment
from organizations.authentication import bearer_token
from workflows.models import Pipeline

_NO_KEY = "This API key is unknown, switched off or expired."


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
        now = timezone.now()
        key: Any = (
            APIKey.objects.matching(token, now)
            .select_related("api__organization", "api__workflow", "organization")
            .with_named(route["org_id"], route["api_name"])
            .first()
        )
        if key is None:
            raise AuthenticationFailed(_NO_KEY)
        deployment = _opened_by(key, route["org_id"], route["api_name"])
        if key.works_at(now) and deployment is not None and deployment.is_active:
            note_use(key, now)
            return AnonymousUser(), KeyHolder(key, deployment)
        refusal = _refusal(key, deployment, works=key.works_at(now))
        note_refusal(key=key, reason=str(refusal.detail), path=request.path, now=now)
        raise refusal

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="deployment key"'


def _refusal(key: Any, deployment: APIDeployment | None, *, works: bool) -> APIException:
    if not works:
        return AuthenticationFailed(_NO_KEY)
    if deployment is not None:
        return NotFound("This deployment is not active.")
    if key.named_id is None:
        return NotFound("There is no such deployment.")
    return AuthenticationFailed("This API key belongs to another deployment.")


def _opened_by(key: Any, organization_id: str, api_name: str) -> APIDeployment | None:
    """The deployment that the address names, if the key runs it."""
    if key.named_id is None:
        return None
    if key.api_id == key.named_id:
        deployment: APIDeployment = key.api
        return deployment
    own = key.organization is not None and key.organization.organization_id == organization_id
    if not (own and (key.allow_all_deployments or key.lists_named)):
        return None
    # as much as an execution needs, without another query; the rest is loaded when it is read
    known = {
        "id": key.named_id,
        "organization_id": key.organization_id,
        "api_name": api_name,
        "is_active": key.named_is_active,
    }
    names = [
        name for field in APIDeployment._meta.concrete_fields if (name := field.attname) in known
    ]
    deployment = APIDeployment.from_db(key._state.db, names, [known[name] for name in names])
    deployment.organization = key.organization
    return deployment


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
        if key is None:
            raise AuthenticationFailed(_NO_KEY)
        refusal = self._refusal(key, named_id, works=key.works_at(now))
        if refusal is not None:
            note_refusal(key=key, reason=str(refusal.detail), path=request.path, now=now)
            raise refusal
        note_use(key, now)
        return AnonymousUser(), PipelineKeyHolder(key, key.pipeline)

    def _refusal(self, key: Any, named_id: UUID | None, *, works: bool) -> APIException | None:
        if not works:
            return AuthenticationFailed(_NO_KEY)
        if not key.named_exists:
            return NotFound("There is no such pipeline.")
        if key.pipeline_id != named_id:
            return AuthenticationFailed("This API key belongs to something else.")
        return None if key.pipeline.active else NotFound("This pipeline is not active.")

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="pipeline key"'


def _uuid_of(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
