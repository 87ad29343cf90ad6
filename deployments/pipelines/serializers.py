from celery.schedules import ParseException, crontab
from rest_framework import serializers

from deployments.pipelines import examples
from deployments.pipelines.models import Pipeline
from deployments.serializers import DeployableWorkflowField, FirstKeySerializer
from organizations.sharing.serializers import (
    RESOURCE_FIELDS,
    RESOURCE_READ_ONLY,
    ShareableSerializer,
)
from workflows.models import Workflow


@examples.pipeline
class PipelineSerializer(ShareableSerializer):
    workflow = DeployableWorkflowField(
        queryset=Workflow.objects.all(), noun="workflow", pk_field=serializers.UUIDField()
    )
    workflow_name = serializers.CharField(source="workflow.workflow_name", read_only=True)
    active = serializers.BooleanField(source="is_active", required=False)
    api_endpoint = serializers.CharField(read_only=True)

    class Meta:
        model = Pipeline
        fields = [
            "id",
            "pipeline_name",
            "workflow",
            "workflow_name",
            "pipeline_type",
            "active",
            "cron_string",
            "api_endpoint",
            *RESOURCE_FIELDS,
        ]
        read_only_fields = RESOURCE_READ_ONLY

    def validate_cron_string(self, cron_string: str) -> str:
        if cron_string:
            try:
                crontab.from_string(cron_string)
            except (ParseException, ValueError):
                raise serializers.ValidationError(
                    "Give minute, hour, day of month, month and day of week, such as 0 6 * * 1-5."
                ) from None
        return cron_string


@examples.new_pipeline
class NewPipelineSerializer(FirstKeySerializer, PipelineSerializer):
    """A created pipeline with the secret of its first key."""

    class Meta(PipelineSerializer.Meta):
        fields = [*PipelineSerializer.Meta.fields, "api_key"]
