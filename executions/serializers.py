from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from executions import examples
from executions.models import Execution, FileExecution, WebhookDelivery
from executions.results import Include, file_results

FILE_RESULT_STATUSES = ["Success", "Failed"]


class FileOutputSerializer(serializers.Serializer[Any]):
    """The values by prompt key; on request, where each stands and the time of each step."""

    output = serializers.DictField()
    metadata = serializers.DictField()
    metrics = serializers.DictField(required=False)


class FileResultSerializer(serializers.Serializer[Any]):
    """How one document ended."""

    file = serializers.CharField()
    file_execution_id = serializers.UUIDField()
    status = serializers.ChoiceField(choices=FILE_RESULT_STATUSES)
    result = FileOutputSerializer(allow_null=True)
    error = serializers.CharField(
        allow_null=True,
        help_text="Why the document failed. Beside a result: the prompts whose value is required "
        "and was not found; `status` stays `Success`.",
    )
    metadata = serializers.DictField(allow_null=True)
    extracted_text = serializers.CharField(allow_null=True)


@examples.execution
class ExecutionSerializer(serializers.ModelSerializer[Execution]):
    """An execution, as a list shows it."""

    deployment = serializers.UUIDField(source="deployment_id", allow_null=True)
    api_name = serializers.CharField(source="deployment.api_name", allow_null=True, default=None)
    pipeline = serializers.UUIDField(source="pipeline_id", allow_null=True)
    pipeline_name = serializers.CharField(
        source="pipeline.pipeline_name", allow_null=True, default=None
    )
    workflow = serializers.UUIDField(source="workflow_id", allow_null=True)
    elapsed_seconds = serializers.FloatField(allow_null=True)

    class Meta:
        model = Execution
        fields = [
            "id",
            "deployment",
            "api_name",
            "pipeline",
            "pipeline_name",
            "workflow",
            "status",
            "total_files",
            "successful_files",
            "failed_files",
            "tags",
            "error_message",
            "created_at",
            "started_at",
            "finished_at",
            "elapsed_seconds",
        ]
        read_only_fields = fields


@examples.execution_detail
class ExecutionDetailSerializer(ExecutionSerializer):
    """An execution with its results, which stay readable until their retention ends."""

    results = serializers.SerializerMethodField()

    class Meta(ExecutionSerializer.Meta):
        fields = [*ExecutionSerializer.Meta.fields, "custom_data", "results_until", "results"]
        read_only_fields = fields

    @extend_schema_field(FileResultSerializer(many=True, allow_null=True))
    def get_results(self, execution: Execution) -> list[dict[str, Any]] | None:
        if execution.is_running or execution.results_until is None:
            return None
        files = execution.files.order_by("position")
        return file_results(execution, files, Include.everything())


@examples.file_execution
class FileExecutionSerializer(serializers.ModelSerializer[FileExecution]):
    """One document of an execution."""

    class Meta:
        model = FileExecution
        fields = [
            "id",
            "file_name",
            "size_bytes",
            "mime_type",
            "status",
            "attempts",
            "error",
            "started_at",
            "finished_at",
        ]
        read_only_fields = fields


@examples.webhook_delivery
class WebhookDeliverySerializer(serializers.ModelSerializer[WebhookDelivery]):
    """What was sent to one address about the end of an execution, and what it answered."""

    class Meta:
        model = WebhookDelivery
        fields = [
            "id",
            "url",
            "payload",
            "status",
            "attempts",
            "next_attempt_at",
            "response_status",
            "error",
            "created_at",
            "finished_at",
        ]
        read_only_fields = fields
