"""Connections to other systems: language models, text extractors, file stores, databases."""

from typing import ClassVar

from django.db import models

from common.models import AuditedModel, UUIDModel
from common.validators import NoHTMLValidator
from connections.sealed import SealedMetadata
from organizations.sharing.models import ResourceGroup, ResourceMember, ShareableModel

no_html = NoHTMLValidator()

# kinds of LLM adapters that speak OpenAI's protocol
OPENAI_COMPATIBLE = {"openai", "openai_compatible", "custom_openai", "custom-openai"}


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
    adapter_id = models.CharField(
        max_length=128, validators=[no_html], help_text="The kind of adapter, such as openai."
    )
    description = models.CharField(max_length=255, blank=True, validators=[no_html])
    is_default = models.BooleanField(
        default=False, help_text="Used where a tool's profile names none of this type."
    )

    title_field: ClassVar[str] = "adapter_name"
    kind_field: ClassVar[str] = "adapter_id"

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

    @property
    def speaks_openai(self) -> bool:
        """Whether this service can use it: a language model behind OpenAI's protocol."""
        return self.adapter_type == self.Type.LLM and self.kind in OPENAI_COMPATIBLE


class AdapterMember(ResourceMember):
    resource = models.ForeignKey(Adapter, on_delete=models.CASCADE, related_name="members")


class AdapterGroup(ResourceGroup):
    resource = models.ForeignKey(Adapter, on_delete=models.CASCADE, related_name="group_shares")


class Connector(UUIDModel, ShareableModel, SealedMetadata, AuditedModel):
    """A connection to a file store or database: only stored, to be copied with its organization."""

    connector_name = models.CharField(max_length=128, validators=[no_html])
    connector_id = models.CharField(
        max_length=128, validators=[no_html], help_text="The kind of connector."
    )
    connector_mode = models.CharField(max_length=16, blank=True, validators=[no_html])
    connector_version = models.CharField(max_length=64, blank=True, validators=[no_html])

    title_field: ClassVar[str] = "connector_name"
    kind_field: ClassVar[str] = "connector_id"

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
