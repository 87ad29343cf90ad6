from rest_framework import status
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from organizations import schema
from organizations.models import PlatformKey
from organizations.permissions import Need
from organizations.serializers import (
    NewPlatformKeySerializer,
    PlatformKeySerializer,
)
from organizations.services import (
    change_platform_key,
    create_platform_key,
    delete_platform_key,
    rotate_platform_key,
)
from organizations.viewsets import ListMixin, RetrieveMixin


@schema.platform_keys
class PlatformKeyViewSet(ListMixin, RetrieveMixin):
    """Platform keys, for org admins in person: a leaked key can't make itself successors."""

    needs = {
        "list": Need.ADMIN_PERSON,
        "create": Need.ADMIN_PERSON,
        "retrieve": Need.ADMIN_PERSON,
        "partial_update": Need.ADMIN_PERSON,
        "destroy": Need.ADMIN_PERSON,
        # or the key itself
        "rotate": Need.MEMBER,
    }
    operation_name = "platform_keys"
    tag = "organization"
    queryset = PlatformKey.objects.order_by("-created_at", "pk")
    serializer_class = PlatformKeySerializer
    serializer_classes = {
        "create": NewPlatformKeySerializer,
        "metadata": NewPlatformKeySerializer,
    }
    filter_backends = ()

    def create(self, request: Request, **kwargs: str) -> Response:
        key, secret = create_platform_key(
            organization=self.access.organization,
            user=self.access.user,
            **self.validated(request),
        )
        return self._revealed(key, secret, status.HTTP_201_CREATED)

    def partial_update(self, request: Request, **kwargs: str) -> Response:
        key = self.get_object()
        changes = self.validated(request, instance=key, partial=True)
        change_platform_key(key=key, user=self.access.user, changes=changes)
        return Response(self.get_serializer(key).data)

    def destroy(self, request: Request, **kwargs: str) -> Response:
        delete_platform_key(key=self.get_object(), user=self.access.user)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @action(detail=True, methods=["post"])
    def rotate(self, request: Request, **kwargs: str) -> Response:
        is_itself = isinstance(request.auth, PlatformKey) and request.auth.pk == self.kwargs["pk"]
        if not (is_itself or self.access.is_admin_person):
            raise PermissionDenied(
                "Only an org admin who is signed in, or the key itself, may rotate it."
            )
        key, secret = rotate_platform_key(key=self.get_object(), user=self.access.user)
        return self._revealed(key, secret, status.HTTP_200_OK)

    def _revealed(self, key: PlatformKey, secret: str, status_code: int) -> Response:
        body = {**PlatformKeySerializer(key).data, "key": secret}
        # no cache between here and the caller keeps a secret
        return Response(body, status=status_code, headers={"Cache-Control": "no-store"})
