from django.urls import path

from organizations import views
from organizations.audit_log import AuditLogViewSet

identity_urlpatterns = [
    path("login", views.LoginView.as_view(), name="login"),
    path("logout", views.LogoutView.as_view(), name="logout"),
    path("session", views.SessionView.as_view(), name="session"),
    path("organization", views.OrganizationsView.as_view(), name="organizations"),
    path(
        "organization/<str:org_id>/set",
        views.SetOrganizationView.as_view(),
        name="set-organization",
    ),
    path("unstract/whoami/", views.WhoAmIView.as_view(), name="whoami"),
]

urlpatterns = [
    path("users/", views.OrganizationUserViewSet.as_view({"get": "list"}), name="users"),
    path("audit-log/", AuditLogViewSet.as_view({"get": "list"}), name="audit-log"),
]


def sharing_urlpatterns(viewset: type, prefix: str, name: str) -> list:  # type: ignore[type-arg]
    """The sharing routes of one resource, below ``prefix`` (which holds its ``<uuid:pk>``)."""
    return [
        path(f"{prefix}users/", viewset.as_view({"get": "users"}), name=f"{name}-users"),
        path(f"{prefix}share/", viewset.as_view({"post": "share"}), name=f"{name}-share"),
        path(
            f"{prefix}effective-members/",
            viewset.as_view({"get": "effective_members"}),
            name=f"{name}-effective-members",
        ),
        path(f"{prefix}owners/", viewset.as_view({"post": "owners"}), name=f"{name}-owners"),
        path(
            f"{prefix}owners/<str:user_id>/",
            viewset.as_view({"delete": "remove_owner"}),
            name=f"{name}-remove-owner",
        ),
    ]
