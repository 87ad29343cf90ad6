from typing import ClassVar

from django.db import models

from common.validators import NoHTMLValidator
from deployments.targets import ExecutionTarget
from organizations.sharing.models import ResourceGroup, ResourceMember
from workflows.models import WorkflowEndpoint


class Pipeline(ExecutionTarget):
    """A workflow that runs by a schedule or by its own key."""

    class Type(models.TextChoices):
        ETL = "ETL", "ETL"
        TASK = "TASK", "Task"

    pipeline_name = models.CharField(max_length=128, validators=[NoHTMLValidator()])
    pipeline_type = models.CharField(max_length=8, choices=Type.choices, default=Type.ETL)
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
    def name(self) -> str:
        return self.pipeline_name

    @property
    def api_endpoint(self) -> str:
        return f"deployment/pipeline/api/{self.organization.organization_id}/{self.pk}/"

    @property
    def submission_problem(self) -> str | None:
        """It runs by its key only while its documents come with the request."""
        takes_documents = self.workflow.endpoints.filter(
            endpoint_type=WorkflowEndpoint.EndpointType.SOURCE,
            connection_type=WorkflowEndpoint.ConnectionType.API,
        )
        if takes_documents.exists():
            return None
        return (
            "The source of this pipeline's workflow is not an API; only a pipeline whose "
            "documents come with the request runs by its key."
        )


class PipelineMember(ResourceMember):
    resource = models.ForeignKey(Pipeline, on_delete=models.CASCADE, related_name="members")


class PipelineGroup(ResourceGroup):
    resource = models.ForeignKey(Pipeline, on_delete=models.CASCADE, related_name="group_shares")
