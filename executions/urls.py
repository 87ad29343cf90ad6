from django.urls import path

from executions.views import ExecutionViewSet

urlpatterns = [
    path("execution/", ExecutionViewSet.as_view({"get": "list"}), name="executions"),
    path(
        "execution/<uuid:pk>/",
        ExecutionViewSet.as_view({"get": "retrieve", "delete": "destroy"}),
        name="execution",
    ),
    path(
        "execution/<uuid:pk>/files/",
        ExecutionViewSet.as_view({"get": "files"}),
        name="execution-files",
    ),
    path(
        "execution/<uuid:pk>/stop/",
        ExecutionViewSet.as_view({"post": "stop"}),
        name="execution-stop",
    ),
    path(
        "execution/<uuid:pk>/webhook-deliveries/",
        ExecutionViewSet.as_view({"get": "webhook_deliveries"}),
        name="execution-webhook-deliveries",
    ),
]
