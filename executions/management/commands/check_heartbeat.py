import socket
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from executions.heartbeats.models import Heartbeat
from executions.heartbeats.services import is_alive


class Command(BaseCommand):
    help = (
        "Check that a worker or scheduler of this host gave a sign of life lately; exit status 1 "
        "when none did. Example: manage.py check_heartbeat worker"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("role", choices=Heartbeat.Role.values)
        parser.add_argument("--host", default=socket.gethostname(), help="Default: this host.")

    def handle(self, *args: Any, **options: Any) -> None:
        role, host = Heartbeat.Role(options["role"]), options["host"]
        if not is_alive(role, host, timezone.now()):
            raise CommandError(f"No {role} on {host} gave a sign of life lately.")
        self.stdout.write(f"A {role} on {host} is alive.")
