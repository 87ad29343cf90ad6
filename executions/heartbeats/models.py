from django.db import models


class Heartbeat(models.Model):
    """The last sign of life of a worker or a scheduler, a row for each such process."""

    class Role(models.TextChoices):
        WORKER = "worker", "Worker"
        SCHEDULER = "scheduler", "Scheduler"

    role = models.CharField(max_length=16, choices=Role.choices)
    host = models.CharField(max_length=255)
    process_id = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        ordering = ["role", "host", "process_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["role", "host", "process_id"], name="heartbeat_once_a_process"
            )
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.host}:{self.process_id}"
