from typing import ClassVar

from django.db import models

from common.models import AuditedModel, UUIDModel
from common.validators import NoHTMLValidator
from organizations.sharing.models import ResourceGroup, ResourceMember, ShareableModel
from workflows.models import Workflow

no_html = NoHTMLValidator()


class Pipeline(UUIDModel, ShareableModel, AuditedModel):
    """A workflow that runs by a schedule or by its own key."""

    class Type(models.TextChoices):
        ETL = "ETL", "ETL"
        TASK = "TASK", "Task"

    pipeline_name = models.CharField(max_length=128, validators=[no_html])
    workflow = models.ForeignKey(Workflow, on_delete=models.PROTECT, related_name="pipelines")
    pipeline_type = models.CharField(max_length=8, choices=Type.choices, default=Type.ETL)
    active = models.BooleanField(default=True)
    cron_string = models.CharField(max_length=128, blank=True)

    title_field: ClassVar[str] = "pipeline_name"

    class Meta:
        ordering = ["-created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "pipeline_name"],
                name="pipeline_name_unique",
                violation_error_message="A pipeline of this name exists already.",
            )
        ]

    @property
    def api_endpoint(self) -> str:
        """The path of its execution endpoint, without a leading slash."""
        return f"deployment/pipeline/api/{self.organization.organization_id}/{self.pk}/"


class PipelineMember(ResourceMember):
    resource = models.ForeignKey(Pipeline, on_delete=models.CASCADE, related_name="members")


class PipelineGroup(ResourceGroup):
    resource = models.ForeignKey(Pipeline, on_delete=models.CASCADE, related_name="group_shares")
