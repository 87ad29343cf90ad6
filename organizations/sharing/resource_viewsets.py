"""What the views of shareable resources, and of rows that are changed like them, have in common."""

from typing import Any

from django.db.models import ProtectedError
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from common.errors import Conflict
from organizations.permissions import Need
from organizations.sharing.resources import create_resource, delete_row, update_resource
from organizations.sharing.viewsets import SHARING_NEEDS, ShareableViewSet
from organizations.viewsets import OrganizationViewSet

RESOURCE_NEEDS = {
    "list": Need.MEMBER,
    "create": Need.MEMBER,
    "retrieve": Need.MEMBER,
    "update": Need.OWNER,
    "partial_update": Need.OWNER,
    "destroy": Need.OWNER,
    **SHARING_NEEDS,
}


class ChangeMixin(OrganizationViewSet):
    """Update and delete of one row."""

    def perform_update(self, row: Any, fields: dict[str, Any]) -> None:
        update_resource(resource=row, user=self.access.user, fields=fields)

    def perform_destroy(self, row: Any) -> None:
        delete_row(row)

    def update(self, request: Request, *, partial: bool = False, **kwargs: str) -> Response:
        row = self.get_object()
        fields = self.validated(request, instance=row, partial=partial)
        self.perform_update(row, fields)
        return Response(self.get_serializer(row).data)

    def partial_update(self, request: Request, **kwargs: str) -> Response:
        return self.update(request, partial=True, **kwargs)

    def destroy(self, request: Request, **kwargs: str) -> Response:
        self.perform_destroy(self.get_object())
        return Response(status=status.HTTP_204_NO_CONTENT)


class ResourceViewSet(ChangeMixin, ShareableViewSet):
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

    def create(self, request: Request, **kwargs: str) -> Response:
        resource = self.perform_create(self.validated(request))
        return Response(self.get_serializer(resource).data, status=status.HTTP_201_CREATED)

    def destroy(self, request: Request, **kwargs: str) -> Response:
        try:
            return super().destroy(request, **kwargs)
        except ProtectedError as error:
            names = sorted({f"{row._meta.verbose_name} {row}" for row in error.protected_objects})
            raise Conflict(
                f"The {self.noun} is in use by {', '.join(names)}; remove that first."
            ) from error
