from django.urls import re_path

from executions.endpoint.views import ExecutionEndpoint, PipelineExecutionEndpoint

urlpatterns = [
    re_path(
        r"^api/(?P<org_id>[^/]+)/(?P<api_name>[^/]+)/?$",
        ExecutionEndpoint.as_view(),
        name="execution-endpoint",
    ),
    re_path(
        r"^pipeline/api/(?P<org_id>[^/]+)/(?P<pipeline_id>[^/]+)/?$",
        PipelineExecutionEndpoint.as_view(),
        name="pipeline-execution-endpoint",
    ),
]
