from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema

from common.api.openapi import ErrorSerializer
from organizations.sharing.serializers import (
    EffectiveMemberSerializer,
    NewOwnerSerializer,
    OwnersSerializer,
    SharedUsersSerializer,
    ShareSerializer,
)


def resource_schema(noun: str, plural: str) -> dict[str, Any]:
    """The descriptions of all routes that every resource has; ``noun`` is what one is called."""
    article = "an" if noun[0] in "aeiou" else "a"
    return {
        "list": extend_schema(summary=f"List {plural}"),
        "create": extend_schema(
            summary=f"Create {article} {noun}", description="The caller becomes its owner."
        ),
        "retrieve": extend_schema(summary=f"Get {article} {noun}"),
        "update": extend_schema(summary=f"Replace {article} {noun}"),
        "partial_update": extend_schema(summary=f"Change {article} {noun}"),
        "destroy": extend_schema(
            summary=f"Delete {article} {noun}",
            responses={204: None, 409: OpenApiResponse(ErrorSerializer, "It is in use.")},
        ),
        **sharing_schema(noun),
    }


def sharing_schema(noun: str) -> dict[str, object]:
    """The descriptions of the routes by which a resource is shared."""
    return {
        "users": extend_schema(
            summary=f"Who a {noun} is shared with", responses=SharedUsersSerializer, filters=False
        ),
        "share": extend_schema(
            summary=f"Share a {noun}",
            description="Replaces the axes that the body names; axes left out stay as they are.",
            request=ShareSerializer,
            responses=SharedUsersSerializer,
        ),
        "owners": extend_schema(
            summary=f"Add an owner to a {noun}",
            request=NewOwnerSerializer,
            responses=OwnersSerializer,
        ),
        "remove_owner": extend_schema(
            summary=f"Remove an owner from a {noun}",
            parameters=[OpenApiParameter("user_id", OpenApiTypes.INT, OpenApiParameter.PATH)],
            request=None,
            responses={
                204: None,
                400: OpenApiResponse(ErrorSerializer, "Not an owner, or the last one."),
            },
        ),
        "effective_members": extend_schema(
            summary=f"Everyone with access to a {noun}",
            description="Each person once, with the strongest reason, strongest first.",
            responses=EffectiveMemberSerializer(many=True),
            filters=False,
        ),
    }
