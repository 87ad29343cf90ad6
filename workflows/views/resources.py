"""What the views of every shareable resource of this app have in common."""

from typing import Any

from django.db.models import ProtectedError
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from common.errors import Conflict
from organizations.permissions import Need
from organizations.viewsets import SHARING_NEEDS, ShareableViewSet
from workflows.services.resources import create_resource, update_resource

RESOURCE_NEEDS = {
    "list": Need.MEMBER,
    "create": Need.MEMBER,
    "retrieve": Need.MEMBER,
    "update": Need.OWNER,
    "partial_update": Need.OWNER,
    "destroy": Need.OWNER,
    **SHARING_NEEDS,
}


def refuse_while_used(error: ProtectedError, noun: str) -> Conflict:
    """The 409 for a deletion that something stands in the way of, naming it."""
    names = sorted({f"{row._meta.verbose_name} {row}" for row in error.protected_objects})
    return Conflict(f"The {noun} is in use by {', '.join(names)}; remove that first.")


class ResourceViewSet(ShareableViewSet):
    """Create, update and delete of a resource whose caller becomes its owner."""

    needs = RESOURCE_NEEDS
    # how errors call it
    noun: str

    def perform_create(self, fields: dict[str, Any]) -> Any:
        return create_resource(
            self.queryset.model,
            organization=self.access.organization,
            user=self.access.user,
            fields=fields,
        )

    def perform_update(self, resource: Any, fields: dict[str, Any]) -> None:
        update_resource(resource=resource, user=self.access.user, fields=fields)

    def create(self, request: Request, **kwargs: str) -> Response:
        resource = self.perform_create(self.validated(request))
        return Response(self.get_serializer(resource).data, status=status.HTTP_201_CREATED)

    def update(self, request: Request, *, partial: bool = False, **kwargs: str) -> Response:
        resource = self.get_object()
        fields = self.validated(request, instance=resource, partial=partial)
        self.perform_update(resource, fields)
        return Response(self.get_serializer(resource).data)

    def partial_update(self, request: Request, **kwargs: str) -> Response:
        return self.update(request, partial=True, **kwargs)

    def destroy(self, request: Request, **kwargs: str) -> Response:
        try:
            self.get_object().delete()
        except ProtectedError as error:
            raise refuse_while_used(error, self.noun) from error
        return Response(status=status.HTTP_204_NO_CONTENT)
