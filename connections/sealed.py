from typing import Any, ClassVar

from django.db import models

from common.crypto import decrypt_json, encrypt_json
from connections.credentials import lacks_credentials


class SealedMetadata(models.Model):
    """The settings of a connection, credentials among them: encrypted as a whole."""

    sealed_metadata = models.TextField(blank=True, editable=False)
    needs_credentials = models.BooleanField(
        default=False, editable=False, help_text="Unusable until its credentials are entered."
    )

    # the field that says what kind of system it is, as ``openai|<any id>``
    kind_field: ClassVar[str]

    class Meta:
        abstract = True

    @property
    def kind(self) -> str:
        """The kind of system, as ``openai``."""
        return str(getattr(self, self.kind_field)).partition("|")[0].lower()

    @property
    def metadata(self) -> dict[str, Any]:
        return decrypt_json(self.sealed_metadata) if self.sealed_metadata else {}

    @metadata.setter
    def metadata(self, value: dict[str, Any]) -> None:
        self.sealed_metadata = encrypt_json(value)
        self.needs_credentials = lacks_credentials(value)
