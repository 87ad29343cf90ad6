from typing import Any

from django.urls import path

from connections.views import AdapterViewSet, ConnectorViewSet
from organizations.sharing.urls import sharing_urlpatterns

_COLLECTION: dict[str, Any] = {"get": "list", "post": "create"}
_RESOURCE: dict[str, Any] = {
    "get": "retrieve",
    "put": "update",
    "patch": "partial_update",
    "delete": "destroy",
}

urlpatterns = [
    path("adapter/", AdapterViewSet.as_view(_COLLECTION), name="adapters"),
    path("adapter/<uuid:pk>/", AdapterViewSet.as_view(_RESOURCE), name="adapter"),
    path("adapter/<uuid:pk>/test/", AdapterViewSet.as_view({"post": "test"}), name="adapter-test"),
    *sharing_urlpatterns(AdapterViewSet, "adapter/<uuid:pk>/", "adapter"),
    path("connector/", ConnectorViewSet.as_view(_COLLECTION), name="connectors"),
    path("connector/<uuid:pk>/", ConnectorViewSet.as_view(_RESOURCE), name="connector"),
    *sharing_urlpatterns(ConnectorViewSet, "connector/<uuid:pk>/", "connector"),
]
