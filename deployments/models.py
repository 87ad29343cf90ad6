from typing import Any, ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F
from django.utils.crypto import get_random_string

from common.crypto import decrypt
from common.indexes import NullsLastIndex
from common.validators import HTTPSAddressValidator, NoHTMLValidator
from deployments.pipelines import models as pipelines  # noqa: F401  # Django looks here for models
from deployments.querysets import APIDeploymentQuerySet
from deployments.targets import ExecutionTarget
from organizations.models import Organization
from organizations.sharing.models import ResourceGroup, ResourceMember

no_html = NoHTMLValidator()


def fresh_api_name() -> str:
    return f"api_{get_random_string(16)}"


def endpoint_path(organization: Organization, api_name: str) -> str:
    """The path of a deployment's execution endpoint, without a leading slash."""
    return f"deployment/api/{organization.organization_id}/{api_name}/"


class APIDeployment(ExecutionTarget):
    """A workflow under a name.

    ``run_count``, ``last_run_at`` and ``recent_runs`` (the newest five, as a list shows them) are
    written by the services of executions, in the transaction that changes an execution.
    """

    display_name = models.CharField(max_length=30, default="default api", validators=[no_html])
    description = models.CharField(max_length=255, blank=True, default="", validators=[no_html])
    api_name = models.CharField(
        max_length=30,
        default=fresh_api_name,
        validators=[RegexValidator(r"^[a-zA-Z0-9_-]+\Z", "Use letters, digits, - and _ only.")],
    )
    run_count = models.PositiveIntegerField(default=0, editable=False)
    last_run_at = models.DateTimeField(null=True, blank=True, editable=False)
    recent_runs = models.JSONField(default=list, editable=False)
    # the address that is called when an execution ends, and what these calls are signed with
    webhook_url = models.CharField(
        max_length=2048, blank=True, default="", validators=[HTTPSAddressValidator()]
    )
    sealed_webhook_secret = models.TextField(blank=True, default="", editable=False)

    objects: ClassVar[Any] = APIDeploymentQuerySet.as_manager()

    title_field: ClassVar[str] = "display_name"
    has_webhooks: ClassVar[bool] = True

    class Meta:
        verbose_name = "API deployment"
        ordering = ["-created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "api_name"],
                name="deployment_api_name_unique",
                violation_error_message=(
                    "A deployment with this API name exists already; choose another."
                ),
            ),
            models.UniqueConstraint(
                fields=["workflow"],
                condition=models.Q(is_active=True),
                name="deployment_one_active_per_workflow",
                violation_error_message=(
                    "This workflow has an active deployment already; deactivate that one first."
                ),
            ),
        ]
        indexes = [
            NullsLastIndex(
                "organization",
                F("last_run_at").desc(nulls_last=True),
                F("created_at").desc(),
                "id",
                name="deployment_latest_run",
            ),
            models.Index(fields=["organization", "display_name", "id"], name="deployment_by_title"),
            models.Index(
                fields=["organization", "created_at", "id"], name="deployment_by_creation"
            ),
            models.Index(fields=["organization", "modified_at", "id"], name="deployment_by_change"),
            models.Index(fields=["organization", "run_count", "id"], name="deployment_by_runs"),
            models.Index(fields=["organization", "is_active"], name="deployment_by_activity"),
        ]

    @property
    def name(self) -> str:
        return self.api_name

    @property
    def api_endpoint(self) -> str:
        return endpoint_path(self.organization, self.api_name)

    @property
    def about(self) -> str:
        return self.description

    @property
    def webhook_secret(self) -> str | None:
        """As the standardwebhooks convention writes it; None until there was a webhook."""
        return decrypt(self.sealed_webhook_secret) if self.sealed_webhook_secret else None


class APIDeploymentMember(ResourceMember):
    resource = models.ForeignKey(APIDeployment, on_delete=models.CASCADE, related_name="members")


class APIDeploymentGroup(ResourceGroup):
    resource = models.ForeignKey(
        APIDeployment, on_delete=models.CASCADE, related_name="group_shares"
    )
