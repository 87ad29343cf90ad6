from typing import Any

from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.viewsets import ModelViewSet

from organizations.models import PlatformKey
from organizations.permissions import Need
from organizations.platform_keys import schema
from organizations.platform_keys.serializers import (
    NewPlatformKeySerializer,
    PlatformKeySerializer,
    RevealedPlatformKeySerializer,
)
from organizations.platform_keys.services import (
    change_platform_key,
    create_platform_key,
    delete_platform_key,
    rotate_platform_key,
)
from organizations.viewsets import OrganizationViewSet

# no cache between here and the caller keeps a secret
_NOT_STORED = {"Cache-Control": "no-store"}


@schema.platform_keys
class PlatformKeyViewSet(ModelViewSet[Any], OrganizationViewSet):
    """Platform keys, for org admins in person: a leaked key can't create further keys."""

    needs = {
        "list": Need.ADMIN_PERSON,
        "create": Need.ADMIN_PERSON,
        "retrieve": Need.ADMIN_PERSON,
        "partial_update": Need.ADMIN_PERSON,
        "destroy": Need.ADMIN_PERSON,
        "rotate": Need.ADMIN_PERSON_OR_ITSELF,
    }
    operation_name = "platform_keys"
    tag = "organization"
    queryset = PlatformKey.objects.order_by("-created_at", "pk")
    serializer_class = PlatformKeySerializer
    serializer_classes = {
        "create": NewPlatformKeySerializer,
        "rotate": RevealedPlatformKeySerializer,
        "metadata": NewPlatformKeySerializer,
    }
    filter_backends = ()

    def get_success_headers(self, data: Any) -> dict[str, str]:
        return _NOT_STORED

    def perform_create(self, serializer: BaseSerializer[Any]) -> None:
        serializer.instance = create_platform_key(
            organization=self.access.organization,
            user=self.access.user,
            **serializer.validated_data,
        )

    def perform_update(self, serializer: BaseSerializer[Any]) -> None:
        key: Any = serializer.instance
        change_platform_key(key=key, user=self.access.user, changes=serializer.validated_data)

    def perform_destroy(self, instance: PlatformKey) -> None:
        delete_platform_key(key=instance, user=self.access.user)

    @action(detail=True, methods=["post"])
    def rotate(self, request: Request, **kwargs: str) -> Response:
        key_and_secret = rotate_platform_key(key=self.get_object(), user=self.access.user)
        return Response(self.get_serializer(key_and_secret).data, headers=_NOT_STORED)
