from typing import Any

from django.urls import path, re_path

from organizations.audit.views import AuditLogViewSet
from organizations.identity import views as identity
from organizations.people.views import GroupViewSet, OrganizationUserViewSet
from organizations.platform_keys.views import PlatformKeyViewSet

identity_urlpatterns = [
    path("login", identity.LoginView.as_view(), name="login"),
    path("logout", identity.LogoutView.as_view(), name="logout"),
    path("session", identity.SessionView.as_view(), name="session"),
    path("organization", identity.OrganizationsView.as_view(), name="organizations"),
    path(
        "organization/<str:org_id>/set",
        identity.SetOrganizationView.as_view(),
        name="set-organization",
    ),
    path("unstract/whoami/", identity.WhoAmIView.as_view(), name="whoami"),
]

_COLLECTION: dict[str, Any] = {"get": "list", "post": "create"}
_ROW: dict[str, Any] = {"get": "retrieve", "patch": "partial_update", "delete": "destroy"}

urlpatterns = [
    path("users/", OrganizationUserViewSet.as_view({"get": "list"}), name="users"),
    path("groups/", GroupViewSet.as_view(_COLLECTION), name="groups"),
    path("groups/<int:pk>/", GroupViewSet.as_view(_ROW), name="group"),
    path(
        "groups/<int:pk>/members/",
        GroupViewSet.as_view({"get": "members", "post": "add_members"}),
        name="group-members",
    ),
    # published without a last slash; more digits than these are no id
    re_path(
        r"^groups/(?P<pk>[0-9]{1,18})/members/(?P<user_id>[0-9]{1,18})/?$",
        GroupViewSet.as_view({"delete": "remove_member"}),
        name="group-member",
    ),
    path("platform-api/keys/", PlatformKeyViewSet.as_view(_COLLECTION), name="platform-keys"),
    path("platform-api/keys/<uuid:pk>/", PlatformKeyViewSet.as_view(_ROW), name="platform-key"),
    path(
        "platform-api/keys/<uuid:pk>/rotate/",
        PlatformKeyViewSet.as_view({"post": "rotate"}),
        name="platform-key-rotate",
    ),
    path("audit-log/", AuditLogViewSet.as_view({"get": "list"}), name="audit-log"),
]
