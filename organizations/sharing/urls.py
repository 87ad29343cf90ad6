from django.urls import URLPattern, path

from organizations.sharing.viewsets import ShareableViewSet


def sharing_urlpatterns(
    viewset: type[ShareableViewSet], prefix: str, name: str
) -> list[URLPattern]:
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
