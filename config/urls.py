from django.contrib import admin
from django.templatetags.static import static
from django.urls import include, path
from django.views.generic import RedirectView
from drf_spectacular.views import SpectacularAPIView

from api_keys.urls import organization_key_urlpatterns
from config import health, metrics
from config.docs import RedocView, SwaggerView, redoc_bundle
from organizations.urls import identity_urlpatterns

organization_urlpatterns = [
    path("", include("organizations.urls")),
    path("", include("connections.urls")),
    path("", include("prompt_studio.urls")),
    path("", include("workflows.urls")),
    path("", include("deployments.pipelines.urls")),
    path("api/", include("deployments.urls")),
    path("api/", include("api_keys.urls")),
    path("", include(organization_key_urlpatterns)),
    path("", include("executions.urls")),
]

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="swagger-ui"), name="home"),
    path(
        # browsers ask for it on every page that names no icon
        "favicon.ico",
        RedirectView.as_view(
            url=static("drf_spectacular_sidecar/swagger-ui-dist/favicon-32x32.png")
        ),
        name="icon",
    ),
    path("api/v1/", include(identity_urlpatterns)),
    path("api/v1/unstract/<str:org_id>/", include(organization_urlpatterns)),
    path("deployment/", include("executions.endpoint.urls")),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/docs/", SwaggerView.as_view(), name="swagger-ui"),
    path("api/redoc/", RedocView.as_view(), name="redoc"),
    path("api/redoc/bundle.js", redoc_bundle, name="redoc-bundle"),
    path("admin/", admin.site.urls),
    path("health", health.ready, name="health"),
    path("health/ready", health.ready, name="health-ready"),
    path("health/live", health.live, name="health-live"),
    path("metrics", metrics.metrics, name="metrics"),
]

handler400 = "common.api.errors.bad_request"
handler403 = "common.api.errors.permission_denied"
handler404 = "common.api.errors.not_found"
handler500 = "common.api.errors.server_error"
