"""The OpenAPI description of these routes."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view

from organizations.people.serializers import (
    GroupMemberSerializer,
    GroupSerializer,
    NewGroupMembersSerializer,
    OrganizationMembersSerializer,
)

_PAGING = [
    OpenApiParameter("page", OpenApiTypes.INT, description="From 1."),
    OpenApiParameter("page_size", OpenApiTypes.INT, description="50 unless told, 1000 at most."),
]

users = extend_schema_view(
    list=extend_schema(
        operation_id="organization_users_list",
        tags=["organization"],
        summary="The organization's members",
        description="All of them; with `page` or `page_size` one page and the paging keys.",
        parameters=_PAGING,
        responses=OrganizationMembersSerializer,
    )
)
groups = extend_schema_view(
    list=extend_schema(summary="List groups", responses=GroupSerializer(many=True)),
    create=extend_schema(
        summary="Create a group", request=GroupSerializer, responses={201: GroupSerializer}
    ),
    retrieve=extend_schema(summary="Get a group"),
    partial_update=extend_schema(summary="Change a group"),
    destroy=extend_schema(
        summary="Delete a group",
        description="What is shared with it is no longer shared with its members through it.",
    ),
    members=extend_schema(
        summary="List a group's members", responses=GroupMemberSerializer(many=True)
    ),
    add_members=extend_schema(
        summary="Add members to a group",
        description="Those who are in the group already stay as they are.",
        request=NewGroupMembersSerializer,
        responses=GroupSerializer,
    ),
    remove_member=extend_schema(
        summary="Remove a member from a group",
        parameters=[
            OpenApiParameter("id", OpenApiTypes.INT, OpenApiParameter.PATH),
            OpenApiParameter("user_id", OpenApiTypes.INT, OpenApiParameter.PATH),
        ],
        responses={204: None},
    ),
)
