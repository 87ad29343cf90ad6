from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from organizations.models import Organization


class Command(BaseCommand):
    help = "Set how many executions of an organization may run at one time."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("organization", help="The organization's public id, such as org_acme.")
        parser.add_argument("limit", help="A whole number, or 'default' for the service's own.")

    def handle(self, *args: Any, **options: Any) -> None:
        raw: str = options["limit"]
        limit = None if raw == "default" else _number(raw)
        rows = Organization.objects.filter(organization_id=options["organization"])
        if not rows.update(max_running_executions=limit):
            raise CommandError(f"There is no organization {options['organization']}.")
        self.stdout.write(f"{options['organization']}: {raw} executions at one time.")


def _number(raw: str) -> int:
    # what a database's positive integer holds
    if not (raw.isascii() and raw.isdecimal() and int(raw) < 2**31):
        raise CommandError("The limit is a whole number, or 'default'.")
    return int(raw)
