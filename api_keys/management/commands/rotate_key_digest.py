from datetime import datetime
from typing import Any

from cryptography.fernet import InvalidToken
from django.core.management.base import BaseCommand, CommandError
from django.db.models import Max
from django.utils import timezone
from rich.console import Console
from rich.progress import track

from api_keys.models import APIKey
from common.crypto import digest, newest_pepper
from organizations.models import PlatformKey


class Command(BaseCommand):
    help = (
        "Digest all API keys again, under the first pepper of KEY_DIGEST_PEPPER, and list what "
        "still needs the former ones. Example: put a new pepper in front "
        "(KEY_DIGEST_PEPPER=new,old), restart, run this, and take the old one away once nothing "
        "needs it."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        console = Console(stderr=True)
        keys = list(APIKey.objects.exclude(digest__startswith=newest_pepper()).order_by("pk"))
        for key in track(keys, description="API keys", console=console):
            try:
                moved = digest(key.secret)
            except InvalidToken:
                raise CommandError(
                    f"No key of KEY_ENCRYPTION_KEYS opens API key {key.pk}; add the one that does."
                ) from None
            # unless it was rotated meanwhile
            APIKey.objects.filter(pk=key.pk, digest=key.digest).update(digest=moved)
        self.stdout.write(f"API keys digested again: {len(keys)}.")
        left = [*_former_secrets(timezone.now()), *_platform_keys()]
        for line in left or ["Nothing needs the former peppers any more."]:
            self.stdout.write(line)


def _former_secrets(now: datetime) -> list[str]:
    """Secrets that a rotation left working for a while: nothing but their digest is stored."""
    working = APIKey.objects.filter(former_until__gt=now).exclude(
        former_digest__startswith=newest_pepper()
    )
    until = working.aggregate(until=Max("former_until"))["until"]
    if until is None:
        return []
    return [
        f"Secrets from before a rotation: {working.count()}, working until {until.isoformat()}."
    ]


def _platform_keys() -> list[str]:
    """Nothing but their digest is stored either, so each moves when it is used."""
    keys = PlatformKey.objects.exclude(digest__startswith=newest_pepper())
    return [
        f"Platform key {key.name} of {key.organization.organization_id} moves when it is used or "
        f"rotated; last use: {key.last_used_at.isoformat() if key.last_used_at else 'never'}."
        for key in keys.select_related("organization").order_by("organization", "name")
    ]
