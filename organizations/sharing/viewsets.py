from typing import Any

from rest_framework import status
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from organizations.permissions import Need
from organizations.sharing.models import ShareableModel
from organizations.sharing.serializers import (
    EffectiveMemberSerializer,
    NewOwnerSerializer,
    OwnersSerializer,
    SharedUsersSerializer,
    ShareSerializer,
)
from organizations.sharing.services import (
    add_owner,
    effective_members,
    remove_owner,
    share_resource,
)
from organizations.viewsets import ListMixin, RetrieveMixin

SHARING_NEEDS = {
    "users": Need.MEMBER,
    "share": Need.OWNER,
    "owners": Need.OWNER,
    "remove_owner": Need.OWNER,
    "effective_members": Need.MEMBER,
}


class ShareableViewSet(ListMixin, RetrieveMixin):
    """The routes that every shareable resource has beside its own."""

    def get_serializer_class(self) -> type[BaseSerializer[Any]]:
        match self.action:
            case "users":
                return SharedUsersSerializer
            case "share":
                return ShareSerializer
            case "owners":
                return NewOwnerSerializer
            case "effective_members":
                return EffectiveMemberSerializer
        return super().get_serializer_class()

    @action(detail=True, methods=["get"])
    def users(self, request: Request, **kwargs: str) -> Response:
        return Response(self.get_serializer(self.get_object()).data)

    @action(detail=True, methods=["post"])
    def share(self, request: Request, **kwargs: str) -> Response:
        resource: ShareableModel = self.get_object()
        serializer = ShareSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        share_resource(resource=resource, change=serializer.change(), user=self.access.user)
        return Response(SharedUsersSerializer(resource).data)

    @action(detail=True, methods=["post"])
    def owners(self, request: Request, **kwargs: str) -> Response:
        resource: ShareableModel = self.get_object()
        user_id = self.validated(request)["user_id"]
        add_owner(resource=resource, user_id=user_id, user=self.access.user)
        return Response(OwnersSerializer(resource).data)

    @action(detail=True, methods=["delete"])
    def remove_owner(self, request: Request, **kwargs: str) -> Response:
        raw = self.kwargs["user_id"]
        # isdecimal alone admits digits of other scripts
        if not (raw.isascii() and raw.isdecimal()) or len(raw) > 18:
            raise NotFound
        remove_owner(resource=self.get_object(), user_id=int(raw), user=self.access.user)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @action(detail=True, methods=["get"], url_path="effective-members")
    def effective_members(self, request: Request, **kwargs: str) -> Response:
        return self.page_of(effective_members(self.get_object()))
