from typing import Any

from django.urls import URLPattern, path

from organizations.sharing.viewsets import ResourceViewSet

_COLLECTION: dict[str, Any] = {"get": "list", "post": "create"}
RESOURCE_ACTIONS: dict[str, Any] = {
    "get": "retrieve",
    "put": "update",
    "patch": "partial_update",
    "delete": "destroy",
}


def resource_urlpatterns(
    viewset: type[ResourceViewSet], prefix: str, name: str
) -> list[URLPattern]:
    """All routes that every resource has, below ``prefix``; ``name`` is what one is called."""
    one = f"{prefix}<uuid:pk>/"
    return [
        path(prefix, viewset.as_view(_COLLECTION), name=f"{name}s"),
        path(one, viewset.as_view(RESOURCE_ACTIONS), name=name),
        path(f"{one}users/", viewset.as_view({"get": "users"}), name=f"{name}-users"),
        path(f"{one}share/", viewset.as_view({"post": "share"}), name=f"{name}-share"),
        path(
            f"{one}effective-members/",
            viewset.as_view({"get": "effective_members"}),
            name=f"{name}-effective-members",
        ),
        path(f"{one}owners/", viewset.as_view({"post": "owners"}), name=f"{name}-owners"),
        path(
            f"{one}owners/<str:user_id>/",
            viewset.as_view({"delete": "remove_owner"}),
            name=f"{name}-remove-owner",
        ),
    ]
