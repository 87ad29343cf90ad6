"""Keys as the credential of the execution endpoints."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import APIException, AuthenticationFailed, NotFound
from rest_framework.request import Request

from api_keys.models import APIKey
from api_keys.querysets import APIKeyQuerySet
from api_keys.services import note_refusal
from common.last_use import note_use
from deployments.models import APIDeployment
from deployments.pipelines.models import Pipeline
from deployments.targets import ExecutionTarget
from organizations.authentication import bearer_token
from organizations.models import is_platform_secret

_NO_KEY = "This API key is unknown, switched off or expired."
_ELSEWHERE = "This API key belongs to something else."
_NO_UUID = UUID(int=0)


@dataclass(frozen=True, slots=True)
class KeyHolder:
    """What ``request.auth`` is on an execution endpoint."""

    key: APIKey
    target: ExecutionTarget


class _TargetKeyAuthentication(BaseAuthentication):
    """``Authorization: Bearer <key>``: one query finds the key and what the address names."""

    noun: ClassVar[str]

    def named(self, keys: APIKeyQuerySet, route: dict[str, str]) -> APIKeyQuerySet:
        """The keys with what the address names, as ``named``."""
        raise NotImplementedError

    def runs(self, key: APIKey, target: ExecutionTarget) -> bool:
        """Whether the key runs what the address names in its organization."""
        raise NotImplementedError

    def authenticate(self, request: Request) -> tuple[AnonymousUser, KeyHolder]:
        token = bearer_token(request)
        if token is None:
            raise AuthenticationFailed(
                f"Send the {self.noun}'s key as Authorization: Bearer <key>."
            )
        route = request.parser_context["kwargs"]
        now = timezone.now()
        key: APIKey | None = self.named(APIKey.objects.matching(token, now), route).first()
        if key is None and is_platform_secret(token):
            raise AuthenticationFailed(
                f"This is a platform key, which executes nothing; send a key of the {self.noun}."
            )
        if key is None:
            raise AuthenticationFailed(_NO_KEY)
        try:
            target = self._opened(key, route["org_id"], now)
        except APIException as refusal:
            note_refusal(key=key, reason=str(refusal.detail), path=request.path, now=now)
            raise
        note_use(key, now)
        return AnonymousUser(), KeyHolder(key, target)

    def _opened(self, key: APIKey, organization_id: str, now: datetime) -> ExecutionTarget:
        """What the address names, if the key runs it.

        Raises:
            AuthenticationFailed: the key doesn't work now, or runs something else. For a key of
                another organization it is the same, whether the address names something or not.
            NotFound: what the address names doesn't exist, or is not active.
        """
        if not key.works_at(now):
            raise AuthenticationFailed(_NO_KEY)
        if key.organization.organization_id != organization_id:
            raise AuthenticationFailed(_ELSEWHERE)
        target = key.named
        if target is None:
            raise NotFound("There is nothing to run at this address.")
        if not self.runs(key, target):
            raise AuthenticationFailed(_ELSEWHERE)
        if not target.is_active:
            raise NotFound(f"This {target._meta.verbose_name} is not active.")
        # the same row, so it need not be loaded again
        target.organization = key.organization
        return target

    def authenticate_header(self, request: Request) -> str:
        return f'Bearer realm="{self.noun} key"'


class DeploymentKeyAuthentication(_TargetKeyAuthentication):
    noun = "deployment"

    def named(self, keys: APIKeyQuerySet, route: dict[str, str]) -> APIKeyQuerySet:
        api_name = route["api_name"]
        return keys.with_named(APIDeployment, api_name=api_name).with_listing_of(api_name)

    def runs(self, key: APIKey, target: ExecutionTarget) -> bool:
        return key.api_id == target.pk or key.allow_all_deployments or key.lists_named


class PipelineKeyAuthentication(_TargetKeyAuthentication):
    noun = "pipeline"

    def named(self, keys: APIKeyQuerySet, route: dict[str, str]) -> APIKeyQuerySet:
        return keys.with_named(Pipeline, pk=_uuid_of(route["pipeline_id"]))

    def runs(self, key: APIKey, target: ExecutionTarget) -> bool:
        return key.pipeline_id == target.pk


def _uuid_of(text: str) -> UUID:
    """The id in an address; where it is no UUID, one that no row has."""
    try:
        return UUID(text)
    except ValueError:
        return _NO_UUID
