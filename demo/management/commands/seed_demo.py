import json
import os
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from rich.console import Console
from rich.table import Table

from demo.data import seed


class Command(BaseCommand):
    help = "Make the demo organizations, or issue fresh secrets for them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--json", action="store_true", help="Print everything as JSON, and nothing else."
        )
        parser.add_argument(
            "--base-url", default="", help="The service's address, as the output names it."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        port = os.environ.get("PORT", "8000")
        base_url = options["base_url"] or settings.PUBLIC_BASE_URL or f"http://localhost:{port}"
        seeded = seed(base_url.rstrip("/"))
        if options["json"]:
            self.stdout.write(json.dumps(seeded, indent=2))
            return
        console = Console()
        for organization in seeded["organizations"]:
            table = Table(title=organization["organization_id"], title_justify="left")
            table.add_column("what")
            table.add_column("value", overflow="fold")
            for name, user in organization["users"].items():
                table.add_row(f"user {name}", f"{user['email']}  {user['password']}")
            for tier, secret in organization["platform_keys"].items():
                table.add_row(f"platform key, {tier}", secret)
            deployment = organization["deployment"]
            table.add_row("deployment", f"{seeded['base_url']}/{deployment['api_endpoint']}")
            table.add_row("deployment key", deployment["api_key"])
            console.print(table)
