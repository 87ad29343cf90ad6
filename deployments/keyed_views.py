"""What the views of deployments and pipelines have in common: both run by keys of their own."""

from django.http import HttpResponse
from rest_framework.decorators import action
from rest_framework.request import Request

from common.api.errors import Conflict
from deployments.postman import KEY_PLACEHOLDER, attachment, collection_of
from deployments.targets import ExecutionTarget
from organizations.permissions import Need
from organizations.sharing.rights import is_owner
from organizations.sharing.viewsets import RESOURCE_NEEDS, ResourceViewSet

KEYED_NEEDS = {**RESOURCE_NEEDS, "postman_collection": Need.MEMBER}


class NoActiveKey(Conflict):
    default_code = "no_active_key"


class KeyedViewSet(ResourceViewSet):
    """A resource that is created with its first key."""

    needs = KEYED_NEEDS

    @action(detail=True, methods=["get"])
    def postman_collection(self, request: Request, **kwargs: str) -> HttpResponse:
        target: ExecutionTarget = self.get_object()
        secret = target.live_secret
        if secret is None:
            raise NoActiveKey(f"This {self.noun} has no active key; create or activate one first.")
        if not (self.access.may_see_secrets and is_owner(target, self.access)):
            secret = KEY_PLACEHOLDER
        return attachment(collection_of(target, api_key=secret, request=request), target.name)
