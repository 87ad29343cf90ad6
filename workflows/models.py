from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from common.crypto import decrypt_json, encrypt_json
from common.models import AuditedModel, UUIDModel
from common.validators import NoHTMLValidator
from organizations.models import Organization
from organizations.sharing import ResourceGroup, ResourceMember, ShareableModel
from workflows.querysets import RegistryEntryQuerySet, TagQuerySet

no_html = NoHTMLValidator()


class SealedMetadata(models.Model):
    """Settings of a connection with credentials among them: kept encrypted as a whole."""

    sealed_metadata = models.TextField(blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def metadata(self) -> dict[str, Any]:
        return decrypt_json(self.sealed_metadata) if self.sealed_metadata else {}

    @metadata.setter
    def metadata(self, value: dict[str, Any]) -> None:
        self.sealed_metadata = encrypt_json(value)


class Adapter(UUIDModel, ShareableModel, SealedMetadata, AuditedModel):
    """A connection to a language model or a text extractor."""

    class Type(models.TextChoices):
        LLM = "LLM", "Language model"
        X2TEXT = "X2TEXT", "Text extractor"
        OCR = "OCR", "OCR"
        EMBEDDING = "EMBEDDING", "Embedding"
        VECTOR_DB = "VECTOR_DB", "Vector database"

    adapter_name = models.CharField(max_length=128, validators=[no_html])
    adapter_type = models.CharField(max_length=16, choices=Type.choices)
    adapter_id = models.CharField(max_length=128, help_text="The kind of adapter, such as openai.")
    description = models.CharField(max_length=255, blank=True)
    needs_credentials = models.BooleanField(default=False)
    is_default = models.BooleanField(
        default=False, help_text="Used where a tool's profile names none of this type."
    )

    title_field: ClassVar[str] = "adapter_name"

    class Meta:
        ordering = ["adapter_name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "adapter_type", "adapter_name"],
                name="adapter_name_unique",
                violation_error_message="An adapter of this type has this name already.",
            ),
            models.UniqueConstraint(
                fields=["organization", "adapter_type"],
                condition=models.Q(is_default=True),
                name="adapter_one_default",
                violation_error_message="Another adapter of this type is the default already.",
            ),
        ]


class AdapterMember(ResourceMember):
    resource = models.ForeignKey(Adapter, on_delete=models.CASCADE, related_name="members")


class AdapterGroup(ResourceGroup):
    resource = models.ForeignKey(Adapter, on_delete=models.CASCADE, related_name="group_shares")


class Connector(UUIDModel, ShareableModel, SealedMetadata, AuditedModel):
    """A connection to a file store or database; stored so that an organization moves through whole."""

    connector_name = models.CharField(max_length=128, validators=[no_html])
    connector_id = models.CharField(max_length=128, help_text="The kind of connector.")
    connector_mode = models.CharField(max_length=16, blank=True)
    connector_version = models.CharField(max_length=64, blank=True)
    needs_credentials = models.BooleanField(default=False)

    title_field: ClassVar[str] = "connector_name"

    class Meta:
        ordering = ["connector_name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "connector_name"],
                name="connector_name_unique",
                violation_error_message="A connector of this name exists already.",
            )
        ]


class ConnectorMember(ResourceMember):
    resource = models.ForeignKey(Connector, on_delete=models.CASCADE, related_name="members")


class ConnectorGroup(ResourceGroup):
    resource = models.ForeignKey(Connector, on_delete=models.CASCADE, related_name="group_shares")


class PromptStudioTool(UUIDModel, ShareableModel, AuditedModel):
    """What to take from a kind of document: named prompts, drafted here and published by export."""

    tool_name = models.CharField(max_length=128, validators=[no_html])
    description = models.CharField(max_length=490, blank=True, validators=[no_html])
    author = models.CharField(max_length=128, blank=True, validators=[no_html])
    icon = models.CharField(max_length=255, blank=True)
    preamble = models.TextField(blank=True, max_length=20_000)
    postamble = models.TextField(blank=True, max_length=20_000)

    title_field: ClassVar[str] = "tool_name"

    class Meta:
        ordering = ["-created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "tool_name"],
                name="tool_name_unique",
                violation_error_message="A tool of this name exists already.",
            )
        ]


class PromptStudioToolMember(ResourceMember):
    resource = models.ForeignKey(PromptStudioTool, on_delete=models.CASCADE, related_name="members")


class PromptStudioToolGroup(ResourceGroup):
    resource = models.ForeignKey(
        PromptStudioTool, on_delete=models.CASCADE, related_name="group_shares"
    )


class Prompt(UUIDModel, AuditedModel):
    """One value to extract, or a note to the tool's authors."""

    class EnforceType(models.TextChoices):
        TEXT = "text", "Text"
        NUMBER = "number", "Number"
        EMAIL = "email", "E-mail"
        DATE = "date", "Date"
        BOOLEAN = "boolean", "Boolean"
        JSON = "json", "JSON"
        TABLE = "table", "Table"
        LINE_ITEM = "line-item", "Line item"

    class PromptType(models.TextChoices):
        PROMPT = "PROMPT", "Prompt"
        NOTES = "NOTES", "Notes"

    tool = models.ForeignKey(PromptStudioTool, on_delete=models.CASCADE, related_name="prompts")
    prompt_key = models.CharField(max_length=128)
    prompt = models.TextField(blank=True, max_length=20_000)
    enforce_type = models.CharField(
        max_length=16, choices=EnforceType.choices, default=EnforceType.TEXT
    )
    sequence_number = models.PositiveIntegerField(default=0)
    prompt_type = models.CharField(
        max_length=8, choices=PromptType.choices, default=PromptType.PROMPT
    )
    active = models.BooleanField(default=True)
    required = models.BooleanField(default=False)

    class Meta:
        ordering = ["sequence_number", "created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["tool", "prompt_key"],
                name="prompt_key_unique",
                violation_error_message="The tool has a prompt with this key already.",
            )
        ]

    def __str__(self) -> str:
        return self.prompt_key


class LLMProfile(UUIDModel, AuditedModel):
    """Which adapters a tool runs with. Without a language model the embedded rules extract."""

    tool = models.ForeignKey(PromptStudioTool, on_delete=models.CASCADE, related_name="profiles")
    profile_name = models.CharField(max_length=128, validators=[no_html])
    is_default = models.BooleanField(default=False)
    llm = models.ForeignKey(
        Adapter, on_delete=models.PROTECT, null=True, blank=True, related_name="llm_profiles"
    )
    x2text = models.ForeignKey(
        Adapter, on_delete=models.PROTECT, null=True, blank=True, related_name="x2text_profiles"
    )

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["tool", "profile_name"],
                name="llm_profile_name_unique",
                violation_error_message="The tool has a profile of this name already.",
            ),
            models.UniqueConstraint(
                fields=["tool"],
                condition=models.Q(is_default=True),
                name="llm_profile_one_default",
                violation_error_message="The tool has a default profile already.",
            ),
        ]

    def __str__(self) -> str:
        return self.profile_name


class RegistryEntry(UUIDModel, AuditedModel):
    """A tool's place in the registry: one per tool, with an id that never changes."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    tool = models.OneToOneField(
        PromptStudioTool, on_delete=models.CASCADE, related_name="registry_entry"
    )
    shared_to_org = models.BooleanField(default=False)
    shared_users = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+", blank=True)

    objects = RegistryEntryQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        verbose_name_plural = "registry entries"

    def __str__(self) -> str:
        return str(self.tool)


class ToolExport(UUIDModel):
    """A published version of a tool: numbered, never changed; deployments run the newest.

    ``definition``: ``{"tool_name", "preamble", "postamble", "prompts": [{"prompt_key", "prompt",
    "enforce_type", "required"}]}``.
    """

    entry = models.ForeignKey(RegistryEntry, on_delete=models.CASCADE, related_name="exports")
    version = models.PositiveIntegerField()
    definition = models.JSONField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["entry", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "version"], name="tool_export_version_unique")
        ]

    def __str__(self) -> str:
        return f"version {self.version}"


class Workflow(UUIDModel, ShareableModel, AuditedModel):
    """A tool between a source and a destination; what a deployment deploys."""

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
            kind = self.get_connection_type_display().lower()  # type: ignore[no-untyped-call]  # made by Django
            return (
                f"The workflow's {side} is a {kind} without a connector; choose a connector for it."
            )
        return None


class ToolInstance(UUIDModel, AuditedModel):
    """The one tool of a workflow, by its place in the registry."""

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


class PipelineMember(ResourceMember):
    resource = models.ForeignKey(Pipeline, on_delete=models.CASCADE, related_name="members")


class PipelineGroup(ResourceGroup):
    resource = models.ForeignKey(Pipeline, on_delete=models.CASCADE, related_name="group_shares")


class Tag(UUIDModel, AuditedModel):
    """A word that executions are marked with."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="tags")
    name = models.CharField(max_length=50)
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
