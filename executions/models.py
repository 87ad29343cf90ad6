from django.db import models
from django.db.models import Q

from api_keys.models import APIKey
from common.models import UUIDModel
from deployments.models import APIDeployment
from deployments.pipelines.models import Pipeline
from deployments.targets import ExecutionTarget
from executions.heartbeats.models import Heartbeat
from executions.querysets import ExecutionQuerySet, FileExecutionQuerySet
from organizations.models import Organization
from prompt_studio.models import LLMProfile, ToolExport
from workflows.models import Tag, Workflow

__all__ = ["Execution", "FileExecution", "Heartbeat", "WebhookDelivery"]


class Execution(UUIDModel):
    """One request to process documents. The row decides its state, not the queue."""

    class Status(models.TextChoices):
        # stored and queued; no worker has started
        PENDING = "PENDING", "Pending"
        # a worker has started on at least one file
        EXECUTING = "EXECUTING", "Executing"
        # every file has ended, at least one of them with a result
        COMPLETED = "COMPLETED", "Completed"
        # every file failed, or the deadline passed
        ERROR = "ERROR", "Error"
        # ended on request
        STOPPED = "STOPPED", "Stopped"

    RUNNING = (Status.PENDING, Status.EXECUTING)

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="executions"
    )
    deployment = models.ForeignKey(
        APIDeployment, on_delete=models.SET_NULL, null=True, blank=True, related_name="executions"
    )
    pipeline = models.ForeignKey(
        Pipeline, on_delete=models.SET_NULL, null=True, blank=True, related_name="executions"
    )
    workflow = models.ForeignKey(
        Workflow, on_delete=models.SET_NULL, null=True, blank=True, related_name="executions"
    )
    tool_export = models.ForeignKey(
        ToolExport, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    llm_profile = models.ForeignKey(
        LLMProfile, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    api_key = models.ForeignKey(
        APIKey, on_delete=models.SET_NULL, null=True, blank=True, related_name="executions"
    )
    status = models.CharField(max_length=16, choices=Status.choices, default=Status.PENDING)
    total_files = models.PositiveIntegerField()
    successful_files = models.PositiveIntegerField(default=0)
    failed_files = models.PositiveIntegerField(default=0)
    # in the order they were sent; the labels are the same words as rows, which filters search
    tags = models.JSONField(default=list)
    labels = models.ManyToManyField(Tag, related_name="executions")
    custom_data = models.JSONField(null=True)
    use_file_history = models.BooleanField(default=False)
    # what the result carries where a poll doesn't say otherwise
    include_metadata = models.BooleanField(default=False)
    include_metrics = models.BooleanField(default=False)
    include_extracted_text = models.BooleanField(default=False)
    # told of the end of this execution, besides the deployment's own webhook
    webhook_url = models.CharField(max_length=2048, blank=True)
    error_message = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    deadline_at = models.DateTimeField()
    # when a poll of the execution endpoint read the result, which is possible once
    delivered_at = models.DateTimeField(null=True)
    # the caller's Idempotency-Key, and a digest of the request that came with it
    idempotency_key = models.CharField(max_length=255, null=True)  # noqa: DJ001  # unique where set
    fingerprint = models.CharField(max_length=64, blank=True)
    # when the documents, then the results, are removed; null before the end and after the removal
    documents_until = models.DateTimeField(null=True)
    results_until = models.DateTimeField(null=True)

    objects = ExecutionQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["deployment", "idempotency_key"], name="execution_idempotency_key_once"
            ),
            models.UniqueConstraint(
                fields=["pipeline", "idempotency_key"], name="execution_pipeline_key_once"
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "-created_at"], name="execution_newest"),
            models.Index(
                fields=["documents_until"],
                condition=Q(documents_until__isnull=False),
                name="execution_documents_until",
            ),
            models.Index(
                fields=["results_until"],
                condition=Q(results_until__isnull=False),
                name="execution_results_until",
            ),
            models.Index(
                fields=["deployment", "-created_at", "id"], name="execution_newest_of_api"
            ),
            models.Index(
                fields=["pipeline", "-created_at", "id"], name="execution_newest_of_pipeline"
            ),
            models.Index(
                fields=["organization", "status"],
                condition=Q(status__in=["PENDING", "EXECUTING"]),
                name="execution_running",
            ),
            models.Index(
                fields=["deadline_at"],
                condition=Q(status__in=["PENDING", "EXECUTING"]),
                name="execution_deadline",
            ),
        ]

    def __str__(self) -> str:
        return f"Execution {self.pk}"

    @property
    def target(self) -> ExecutionTarget | None:
        """What it ran on; None when that was deleted."""
        return self.deployment or self.pipeline

    @property
    def is_running(self) -> bool:
        return self.status in self.RUNNING

    @property
    def elapsed_seconds(self) -> float | None:
        """From submission to end; None while it runs."""
        return (self.finished_at - self.created_at).total_seconds() if self.finished_at else None


class FileExecution(UUIDModel):
    """One document of an execution. One worker at a time works on it, under a lease."""

    class Status(models.TextChoices):
        PENDING = "PENDING", "Pending"
        EXECUTING = "EXECUTING", "Executing"
        COMPLETED = "COMPLETED", "Completed"
        ERROR = "ERROR", "Error"
        STOPPED = "STOPPED", "Stopped"

    UNFINISHED = (Status.PENDING, Status.EXECUTING)
    # ended without a result; ``failed_files`` of the execution counts them
    FAILED = (Status.ERROR, Status.STOPPED)

    execution = models.ForeignKey(Execution, on_delete=models.CASCADE, related_name="files")
    position = models.PositiveSmallIntegerField()
    file_name = models.CharField(max_length=255)
    size_bytes = models.PositiveBigIntegerField()
    mime_type = models.CharField(max_length=128, blank=True)
    sha256 = models.CharField(max_length=64)
    stored_as = models.CharField(max_length=255, blank=True)
    status = models.CharField(max_length=16, choices=Status.choices, default=Status.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    # only the worker that holds this lease may end the file
    lease = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    # when the sweep sends the id to the queue again, unless a worker has claimed the file
    dispatch_again_at = models.DateTimeField()
    dispatches = models.PositiveSmallIntegerField(default=1)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    # an object of output and places by prompt key, usage by model, seconds by step
    result = models.JSONField(null=True)
    extracted_text = models.TextField(blank=True)
    # why there is no result, or which required values the result lacks
    error = models.TextField(blank=True)

    objects = FileExecutionQuerySet.as_manager()

    class Meta:
        ordering = ["execution", "position"]
        constraints = [
            models.UniqueConstraint(fields=["execution", "position"], name="file_position_once")
        ]
        indexes = [
            models.Index(
                fields=["dispatch_again_at"],
                condition=Q(status="PENDING"),
                name="file_waiting",
            ),
            models.Index(
                fields=["lease_until"],
                condition=Q(status="EXECUTING"),
                name="file_leased",
            ),
            models.Index(
                fields=["sha256", "-finished_at"],
                condition=Q(status="COMPLETED"),
                name="file_history",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name


class WebhookDelivery(UUIDModel):
    """The news of one execution's end to one address; its id is the ``webhook-id`` of each try."""

    class Status(models.TextChoices):
        # not delivered yet; the next try is at ``next_attempt_at``
        WAITING = "WAITING", "Waiting"
        DELIVERED = "DELIVERED", "Delivered"
        # the receiver refused it for good, or too many tries failed
        FAILED = "FAILED", "Failed"

    execution = models.ForeignKey(
        Execution, on_delete=models.CASCADE, related_name="webhook_deliveries"
    )
    url = models.CharField(max_length=2048)
    payload = models.JSONField()
    status = models.CharField(max_length=16, choices=Status.choices, default=Status.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True)
    # of the last try: the status of the answer, or why there was none
    response_status = models.PositiveSmallIntegerField(null=True)
    error = models.CharField(max_length=255, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "webhook deliveries"
        ordering = ["-created_at", "pk"]
        indexes = [
            models.Index(
                fields=["next_attempt_at"],
                condition=Q(status="WAITING"),
                name="webhook_waiting",
            )
        ]

    def __str__(self) -> str:
        return f"{self.payload['type']} ({self.status.lower()})"
