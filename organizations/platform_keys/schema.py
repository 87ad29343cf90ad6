"""The OpenAPI description of these routes."""

from drf_spectacular.utils import extend_schema, extend_schema_view

from organizations.platform_keys.serializers import (
    NewPlatformKeySerializer,
    PlatformKeySerializer,
    RevealedPlatformKeySerializer,
)

platform_keys = extend_schema_view(
    list=extend_schema(
        summary="List platform keys",
        description="Newest first, for org admins who are signed in; no key lists keys.",
        responses=PlatformKeySerializer(many=True),
    ),
    create=extend_schema(
        summary="Create a platform key",
        description="The secret stands in `key`, this once.",
        request=NewPlatformKeySerializer,
        responses={201: RevealedPlatformKeySerializer},
    ),
    retrieve=extend_schema(summary="Get a platform key"),
    partial_update=extend_schema(
        summary="Change a platform key", description="`is_active` false revokes it at once."
    ),
    destroy=extend_schema(
        summary="Delete a platform key",
        description="It stops working at once; what it made stays.",
    ),
    rotate=extend_schema(
        summary="Give a platform key a new secret",
        description=(
            "For org admins who are signed in, and for the key itself. The new secret stands in "
            "`key`, this once; the old one stops working at once."
        ),
        request=None,
        responses=RevealedPlatformKeySerializer,
    ),
)
