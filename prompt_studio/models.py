"""What to take from documents: tools with their prompts, drafted here and published by export."""

from typing import ClassVar

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver

from common.models import AuditedModel, UUIDModel
from common.validators import NoHTMLValidator
from connections.models import Adapter
from engine.types import ValueType
from organizations.models import Organization
from organizations.sharing.models import ResourceGroup, ResourceMember, ShareableModel
from prompt_studio.querysets import RegistryEntryQuerySet

no_html = NoHTMLValidator()

ENFORCE_TYPES = [(kind.value, kind.value) for kind in ValueType]


class PromptStudioTool(UUIDModel, ShareableModel, AuditedModel):
    """What to take from a kind of document: named prompts, drafted here and published by export."""

    tool_name = models.CharField(max_length=128, validators=[no_html])
    description = models.CharField(max_length=490, blank=True, validators=[no_html])
    author = models.CharField(max_length=128, blank=True, validators=[no_html])
    icon = models.CharField(max_length=255, blank=True, validators=[no_html])
    preamble = models.TextField(blank=True, max_length=20_000)
    postamble = models.TextField(blank=True, max_length=20_000)
    output = models.ForeignKey(
        "SampleDocument",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="The sample document that the tool is tried on now.",
    )

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
        indexes = [
            models.Index(fields=["organization", "-created_at"], name="studio_tool_newest"),
        ]


class PromptStudioToolMember(ResourceMember):
    resource = models.ForeignKey(PromptStudioTool, on_delete=models.CASCADE, related_name="members")


class PromptStudioToolGroup(ResourceGroup):
    resource = models.ForeignKey(
        PromptStudioTool, on_delete=models.CASCADE, related_name="group_shares"
    )


class Prompt(UUIDModel, AuditedModel):
    """One value to extract, or a note to the tool's authors."""

    class PromptType(models.TextChoices):
        PROMPT = "PROMPT", "Prompt"
        NOTES = "NOTES", "Notes"

    tool = models.ForeignKey(PromptStudioTool, on_delete=models.CASCADE, related_name="prompts")
    prompt_key = models.CharField(max_length=128, validators=[no_html])
    prompt = models.TextField(blank=True, max_length=20_000)
    enforce_type = models.CharField(
        max_length=16, choices=ENFORCE_TYPES, default=ValueType.TEXT.value
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


class SampleDocument(UUIDModel, AuditedModel):
    """A document that a tool's authors try its prompts on, kept in storage under a random name."""

    tool = models.ForeignKey(PromptStudioTool, on_delete=models.CASCADE, related_name="documents")
    document_name = models.CharField(max_length=255)
    mime_type = models.CharField(max_length=128)
    size_bytes = models.PositiveBigIntegerField()
    stored_as = models.CharField(max_length=255, editable=False)

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["tool", "document_name"],
                name="sample_document_name_unique",
                violation_error_message="The tool has a document of this name already.",
            )
        ]

    def __str__(self) -> str:
        return self.document_name


@receiver(post_delete, sender=SampleDocument)
def remove_from_storage(instance: SampleDocument, **kwargs: object) -> None:
    """Remove the content of a deleted row, also of one deleted with its tool or organization."""
    # robust: the row is deleted already, so a failing storage must not fail the request
    transaction.on_commit(lambda: default_storage.delete(instance.stored_as), robust=True)


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
