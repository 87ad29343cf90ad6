"""Workflows: a tool between a source and a destination."""

from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models

from common.models import AuditedModel, UUIDModel
from common.validators import NoHTMLValidator
from connections.models import Connector
from organizations.models import Organization
from organizations.sharing.models import ResourceGroup, ResourceMember, ShareableModel
from prompt_studio.models import RegistryEntry
from workflows.querysets import TagQuerySet

no_html = NoHTMLValidator()


class Workflow(UUIDModel, ShareableModel, AuditedModel):
    """A tool between a source and a destination; a deployment makes it an API."""

    class DeploymentType(models.TextChoices):
        DEFAULT = "DEFAULT", "Default"
        ETL = "ETL", "ETL pipeline"
        TASK = "TASK", "Task pipeline"
        API = "API", "API"
        APP = "APP", "App"

    workflow_name = models.CharField(max_length=128, validators=[no_html])
    description = models.CharField(max_length=490, blank=True, validators=[no_html])
    deployment_type = models.CharField(
        max_length=8, choices=DeploymentType.choices, default=DeploymentType.DEFAULT
    )
    is_active = models.BooleanField(default=True)
    source_settings = models.JSONField(null=True, blank=True)
    destination_settings = models.JSONField(null=True, blank=True)

    title_field: ClassVar[str] = "workflow_name"

    class Meta:
        ordering = ["-created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "workflow_name"],
                name="workflow_name_unique",
                violation_error_message="A workflow of this name exists already.",
            )
        ]
        indexes = [
            models.Index(fields=["organization", "-created_at"], name="workflow_newest"),
        ]


class WorkflowMember(ResourceMember):
    resource = models.ForeignKey(Workflow, on_delete=models.CASCADE, related_name="members")


class WorkflowGroup(ResourceGroup):
    resource = models.ForeignKey(Workflow, on_delete=models.CASCADE, related_name="group_shares")


class WorkflowEndpoint(UUIDModel):
    """Where a workflow's documents come from, or where its results go."""

    class EndpointType(models.TextChoices):
        SOURCE = "SOURCE", "Source"
        DESTINATION = "DESTINATION", "Destination"

    class ConnectionType(models.TextChoices):
        API = "API", "API"
        FILESYSTEM = "FILESYSTEM", "File system"
        DATABASE = "DATABASE", "Database"
        MANUALREVIEW = "MANUALREVIEW", "Manual review"

        @property
        def needs_connector(self) -> bool:
            return self in {self.FILESYSTEM, self.DATABASE}

    workflow = models.ForeignKey(Workflow, on_delete=models.CASCADE, related_name="endpoints")
    endpoint_type = models.CharField(max_length=16, choices=EndpointType.choices)
    connection_type = models.CharField(  # noqa: DJ001  # null is the contract's "not configured"
        max_length=16, choices=ConnectionType.choices, null=True, blank=True
    )
    connector_instance = models.ForeignKey(
        Connector, on_delete=models.PROTECT, null=True, blank=True, related_name="endpoints"
    )
    configuration = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["workflow", "-endpoint_type"]
        constraints = [
            models.UniqueConstraint(
                fields=["workflow", "endpoint_type"], name="workflow_endpoint_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.endpoint_type} of {self.workflow}"

    @property
    def problem(self) -> str | None:
        """Why the workflow can't run with this endpoint, in a sentence; None when it can."""
        side = self.get_endpoint_type_display().lower()
        if not self.connection_type:
            return f"The workflow's {side} has no connection type; set it on the {side} endpoint."
        if (
            self.ConnectionType(self.connection_type).needs_connector
            and not self.connector_instance_id
        ):
            kind = self.get_connection_type_display().lower()
            return (
                f"The workflow's {side} is a {kind} without a connector; choose a connector for it."
            )
        return None


class ToolInstance(UUIDModel, AuditedModel):
    """The one tool of a workflow, as a registry entry."""

    workflow = models.OneToOneField(
        Workflow, on_delete=models.CASCADE, related_name="tool_instance"
    )
    registry_entry = models.ForeignKey(
        RegistryEntry, on_delete=models.PROTECT, related_name="tool_instances"
    )
    metadata = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return f"{self.registry_entry} in {self.workflow}"


class Tag(UUIDModel, AuditedModel):
    """A label of executions."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="tags")
    name = models.CharField(
        max_length=50,
        validators=[
            RegexValidator(
                r"^[A-Za-z][A-Za-z0-9_-]*\Z",
                "A tag starts with a letter, then letters, digits, - and _.",
            )
        ],
    )
    description = models.CharField(max_length=255, blank=True, validators=[no_html])

    objects = TagQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "name"],
                name="tag_name_unique",
                violation_error_message="A tag of this name exists already.",
            )
        ]

    def __str__(self) -> str:
        return self.name
