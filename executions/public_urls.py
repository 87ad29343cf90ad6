from django.urls import re_path

from executions.endpoint import ExecutionEndpoint

urlpatterns = [
    re_path(
        r"^api/(?P<org_id>[^/]+)/(?P<api_name>[^/]+)/?$",
        ExecutionEndpoint.as_view(),
        name="execution-endpoint",
    ),
]
