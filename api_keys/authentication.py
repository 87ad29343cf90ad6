"""The credential of the execution endpoints: a key that runs what the address names."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
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
from deployments.pipelines.models import Pipeline
from organizations.authentication import bearer_token

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
        _admit(key, request, now, named_exists=key.named_id is not None, target=deployment)
        return AnonymousUser(), KeyHolder(key, cast("APIDeployment", deployment))

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="deployment key"'


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
        pipeline: Any = key.pipeline if key.named_exists and key.pipeline_id == named_id else None
        _admit(key, request, now, named_exists=key.named_exists, target=pipeline)
        return AnonymousUser(), PipelineKeyHolder(key, pipeline)

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="pipeline key"'


def _admit(
    key: APIKey,
    request: Request,
    now: datetime,
    *,
    named_exists: bool,
    target: APIDeployment | Pipeline | None,
) -> None:
    """Note the use of a key that runs ``target``, or record its refusal.

    Raises:
        AuthenticationFailed: the key doesn't work now, or runs something else.
        NotFound: what the address names doesn't exist, or is not active.
    """
    refusal: APIException
    if not key.works_at(now):
        refusal = AuthenticationFailed(_NO_KEY)
    elif not named_exists:
        refusal = NotFound("There is nothing to run at this address.")
    elif target is None:
        refusal = AuthenticationFailed("This API key belongs to something else.")
    elif not (target.is_active if isinstance(target, APIDeployment) else target.active):
        refusal = NotFound(f"This {target._meta.verbose_name} is not active.")
    else:
        note_use(key, now)
        return
    note_refusal(key=key, reason=str(refusal.detail), path=request.path, now=now)
    raise refusal


def _uuid_of(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
