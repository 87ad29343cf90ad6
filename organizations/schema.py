"""The OpenAPI description of these routes."""

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import (
    OpenApiParameter,
    OpenApiResponse,
    extend_schema,
    extend_schema_view,
)

from common.openapi import ErrorSerializer
from organizations.serializers import (
    ActiveOrganizationSerializer,
    AuditEventSerializer,
    GroupMemberSerializer,
    GroupSerializer,
    LoginSerializer,
    NewGroupMembersSerializer,
    NewPlatformKeySerializer,
    OrganizationListSerializer,
    OrganizationMembersSerializer,
    PlatformKeySerializer,
    RevealedPlatformKeySerializer,
    SessionSerializer,
    SignedOutSerializer,
    WhoAmISerializer,
)

IDENTITY = ["identity"]
PAGING = [
    OpenApiParameter("page", OpenApiTypes.INT, description="From 1."),
    OpenApiParameter("page_size", OpenApiTypes.INT, description="50 unless told, 1000 at most."),
]


class PlatformKeyScheme(OpenApiAuthenticationExtension):
    target_class = "organizations.authentication.PlatformKeyAuthentication"
    name = "platformKey"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "A platform key of the organization. Its tier decides the methods.",
        }


class SessionScheme(OpenApiAuthenticationExtension):
    target_class = "organizations.authentication.SignedInAuthentication"
    name = "session"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {
            "type": "apiKey",
            "in": "cookie",
            "name": "sessionid",
            "description": "A person's session; writes also need the X-CSRFToken header.",
        }


login = extend_schema_view(
    get=extend_schema(exclude=True),
    post=extend_schema(
        operation_id="session_login",
        tags=IDENTITY,
        summary="Log in",
        description=(
            "JSON answers with the session; a form redirects to `next`, as browsers expect. "
            "Both set the cookies `sessionid` and `csrftoken`."
        ),
        auth=[],
        request={
            "application/json": LoginSerializer,
            "application/x-www-form-urlencoded": LoginSerializer,
        },
        responses={
            200: SessionSerializer,
            302: OpenApiResponse(description="A form's log-in worked."),
            400: OpenApiResponse(ErrorSerializer, "A field is missing."),
            401: OpenApiResponse(ErrorSerializer, "Wrong e-mail address or password."),
            403: OpenApiResponse(ErrorSerializer, "Sent from another site's page."),
            429: OpenApiResponse(ErrorSerializer, "Too many failed log-ins."),
        },
    ),
)
logout = extend_schema_view(
    get=extend_schema(exclude=True),
    post=extend_schema(
        operation_id="session_logout",
        tags=IDENTITY,
        summary="Log out",
        auth=[{"session": []}],  # type: ignore[list-item]  # goes into the schema as it is
        request=None,
        responses={
            200: OpenApiResponse(SignedOutSerializer, "The session has ended."),
            403: OpenApiResponse(ErrorSerializer, "The CSRF token is missing or wrong."),
        },
    ),
)
session = extend_schema_view(
    get=extend_schema(
        operation_id="session_retrieve",
        tags=IDENTITY,
        summary="Who is signed in",
        responses=SessionSerializer,
    )
)
organizations = extend_schema_view(
    get=extend_schema(
        operation_id="organizations_list",
        tags=IDENTITY,
        summary="The caller's organizations",
        responses=OrganizationListSerializer,
    )
)
set_organization = extend_schema_view(
    post=extend_schema(
        operation_id="organizations_set",
        tags=IDENTITY,
        summary="Make an organization the active one",
        request=None,
        responses=ActiveOrganizationSerializer,
    )
)
whoami = extend_schema_view(
    get=extend_schema(
        operation_id="platform_key_whoami",
        tags=IDENTITY,
        summary="What this platform key is",
        responses=WhoAmISerializer,
    )
)
users = extend_schema_view(
    list=extend_schema(
        operation_id="organization_users_list",
        tags=["organization"],
        summary="The organization's members",
        description="All of them; with `page` or `page_size` one page and the paging keys.",
        parameters=PAGING,
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
audit_log = extend_schema_view(
    list=extend_schema(
        summary="Read the audit log",
        description="Changes of keys, deployments, sharing and membership, newest first.",
        responses=AuditEventSerializer(many=True),
    )
)
