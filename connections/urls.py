from django.urls import path

from connections.views import AdapterViewSet, ConnectorViewSet
from organizations.sharing.urls import resource_urlpatterns

urlpatterns = [
    *resource_urlpatterns(AdapterViewSet, "adapter/", "adapter"),
    path("adapter/<uuid:pk>/test/", AdapterViewSet.as_view({"post": "test"}), name="adapter-test"),
    *resource_urlpatterns(ConnectorViewSet, "connector/", "connector"),
]
