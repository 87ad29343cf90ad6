from typing import Any

from cryptography.fernet import InvalidToken
from django.core.management.base import BaseCommand, CommandError
from django.db import models, transaction
from rich.console import Console
from rich.progress import track

from api_keys.models import APIKey
from common.crypto import reencrypt
from connections.models import Adapter, Connector
from deployments.models import APIDeployment

_SEALED: dict[type[models.Model], str] = {
    APIKey: "sealed_secret",
    APIDeployment: "sealed_webhook_secret",
    Adapter: "sealed_metadata",
    Connector: "sealed_metadata",
}


class Command(BaseCommand):
    help = (
        "Encrypt every stored secret again, under the first key of KEY_ENCRYPTION_KEYS. Example: "
        "put a new key in front (KEY_ENCRYPTION_KEYS=new,old), restart, run this, and take the old "
        "one away."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        console = Console(stderr=True)
        for model, field in _SEALED.items():
            rows = model._default_manager.exclude(**{field: ""}).order_by("pk")
            ids = list(rows.values_list("pk", flat=True))
            for pk in track(ids, description=str(model._meta.verbose_name_plural), console=console):
                self._reseal(model, field, pk)
            console.print(f"{len(ids)} {model._meta.verbose_name_plural} encrypted again.")

    @transaction.atomic
    def _reseal(self, model: type[models.Model], field: str, pk: Any) -> None:
        row = model._default_manager.select_for_update().filter(pk=pk).first()
        if row is None:
            return
        try:
            token = reencrypt(getattr(row, field))
        except InvalidToken:
            raise CommandError(
                f"No key of KEY_ENCRYPTION_KEYS opens {model._meta.verbose_name} {pk}; "
                "add the one that does."
            ) from None
        # not save(), which would set modified_at: nobody changed the row
        model._default_manager.filter(pk=pk).update(**{field: token})
