"""The views of a shareable resource, and of the rows that are part of one."""

from typing import Any, ClassVar

from django.db.models import ProtectedError, QuerySet
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.mixins import CreateModelMixin, ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from common.api.errors import Conflict
from organizations.permissions import Need
from organizations.rows.viewsets import RowViewSet
from organizations.sharing.models import ShareableModel
from organizations.sharing.rights import effective_members
from organizations.sharing.serializers import (
    EffectiveMemberSerializer,
    NewOwnerSerializer,
    SharedUsersSerializer,
    ShareSerializer,
)
from organizations.sharing.services import add_owner, create_resource, remove_owner, share_resource
from organizations.viewsets import OrganizationViewSet

RESOURCE_NEEDS = {
    "list": Need.MEMBER,
    "create": Need.MEMBER,
    "retrieve": Need.MEMBER,
    "update": Need.OWNER,
    "partial_update": Need.OWNER,
    "destroy": Need.OWNER,
    "users": Need.MEMBER,
    "share": Need.OWNER,
    "owners": Need.OWNER,
    "remove_owner": Need.OWNER,
    "effective_members": Need.MEMBER,
}
SHARING_SERIALIZERS: dict[str, type[BaseSerializer[Any]]] = {
    "users": SharedUsersSerializer,
    "share": ShareSerializer,
    "owners": NewOwnerSerializer,
    "effective_members": EffectiveMemberSerializer,
}
# more digits than these are no id of a user
_MAX_ID_DIGITS = 18


class SharingMixin(OrganizationViewSet):
    """The routes by which a resource is shared."""

    serializer_classes = SHARING_SERIALIZERS

    @action(detail=True, methods=["get"])
    def users(self, request: Request, **kwargs: str) -> Response:
        return Response(self.get_serializer(self.get_object()).data)

    @action(detail=True, methods=["post"])
    def share(self, request: Request, **kwargs: str) -> Response:
        resource: ShareableModel = self.get_object()
        body: Any = self.checked_body(resource)
        share_resource(resource=resource, change=body.change(), user=self.access.user)
        return Response(body.data)

    @action(detail=True, methods=["post"])
    def owners(self, request: Request, **kwargs: str) -> Response:
        resource: ShareableModel = self.get_object()
        body = self.checked_body(resource)
        add_owner(resource=resource, user_id=body.validated_data["user_id"], user=self.access.user)
        return Response(body.data)

    @action(detail=True, methods=["delete"])
    def remove_owner(self, request: Request, **kwargs: str) -> Response:
        raw = self.kwargs["user_id"]
        # isdecimal alone is true of digits of other scripts, too
        if not (raw.isascii() and raw.isdecimal()) or len(raw) > _MAX_ID_DIGITS:
            raise NotFound
        remove_owner(resource=self.get_object(), user_id=int(raw), user=self.access.user)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @action(detail=True, methods=["get"], url_path="effective-members")
    def effective_members(self, request: Request, **kwargs: str) -> Response:
        return self.page_of(effective_members(self.get_object()))


class ResourceViewSet(
    CreateModelMixin, ListModelMixin, RetrieveModelMixin, SharingMixin, RowViewSet
):
    """A resource whose creator becomes its owner, and who may share it."""

    needs = RESOURCE_NEEDS
    # what errors call it
    noun: str

    def get_queryset(self) -> QuerySet[Any]:
        rows: Any = super().get_queryset()
        listed = self.action in self.list_actions
        shown: QuerySet[Any] = rows.for_list() if listed else rows.for_detail()
        return shown

    def perform_create(self, serializer: BaseSerializer[Any]) -> None:
        serializer.instance = create_resource(
            self.queryset.model,
            organization=self.access.organization,
            user=self.access.user,
            fields=serializer.validated_data,
        )

    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        try:
            return super().destroy(request, *args, **kwargs)
        except ProtectedError as error:
            names = sorted({f"{row._meta.verbose_name} {row}" for row in error.protected_objects})
            raise Conflict(
                f"The {self.noun} is in use by {', '.join(names)}; remove that first."
            ) from error


class PartViewSet(OrganizationViewSet):
    """Rows that are part of a resource: who sees it sees them, and its owners change them."""

    # the field that names the resource
    resource_field: ClassVar[str]

    def visible_rows(self) -> QuerySet[Any]:
        resources: Any = self.queryset.model._meta.get_field(self.resource_field).related_model
        visible = resources._default_manager.visible_to(self.access)
        return self.queryset.filter(**{f"{self.resource_field}__in": visible})

    def resource_of(self, row: Any) -> Any:
        return getattr(row, self.resource_field)
