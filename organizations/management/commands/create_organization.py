import json
import secrets
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from rich.console import Console
from rich.table import Table

from organizations.models import Membership, Organization, Tier, User
from organizations.platform_keys.services import create_platform_key


class Command(BaseCommand):
    help = "Make an organization with its first admin and a full_access platform key."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("organization_id", help="Its public name, which stands in addresses.")
        parser.add_argument("--name", default="", help="How people call it.")
        parser.add_argument(
            "--admin", default="", metavar="E-MAIL", help="The admin; made when there is none."
        )
        parser.add_argument(
            "--json", action="store_true", help="Print everything as JSON, and nothing else."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        made = self._make(options)
        if options["json"]:
            self.stdout.write(json.dumps(made))
            return
        table = Table(title=made["organization_id"], title_justify="left")
        table.add_column("what")
        table.add_column("value, shown once", overflow="fold")
        for name in ("admin", "password", "platform_key"):
            table.add_row(name.replace("_", " "), made[name] or "unchanged")
        Console().print(table)

    @transaction.atomic
    def _make(self, options: dict[str, Any]) -> dict[str, Any]:
        organization_id = options["organization_id"]
        email = options["admin"] or f"admin@{organization_id.replace('_', '-').lower()}.invalid"
        organization = Organization(
            organization_id=organization_id, name=options["name"] or organization_id
        )
        try:
            organization.full_clean()
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        organization.save()
        admin, password = self._admin(email)
        Membership.objects.create(organization=organization, user=admin, role=Membership.Role.ADMIN)
        _, secret = create_platform_key(
            organization=organization, user=admin, name="First key", permission=Tier.FULL_ACCESS
        )
        return {
            "organization_id": organization_id,
            "admin": admin.email,
            "password": password,
            "platform_key": secret,
        }

    def _admin(self, email: str) -> tuple[User, str | None]:
        """The person with that address, and the password if the person was created here."""
        known = User.objects.filter(email__iexact=email).first()
        if known is not None:
            if known.is_service_account:
                raise CommandError(f"{email} is a service account; name a person.")
            return known, None
        password = secrets.token_urlsafe(12)
        user = User(email=User.objects.normalize_email(email))
        user.set_password(password)
        try:
            user.full_clean()
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        user.save()
        return user, password
