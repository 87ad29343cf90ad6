from django.contrib import admin

from deployments.pipelines.models import Pipeline, PipelineGroup, PipelineMember
from organizations.rows.admin import AUDIT, RowAdmin
from organizations.sharing.admin import sharing_inlines


@admin.register(Pipeline)
class PipelineAdmin(RowAdmin):
    list_display = [
        "pipeline_name",
        "organization",
        "workflow",
        "pipeline_type",
        "is_active",
        "cron_string",
        "created_at",
    ]
    list_filter = ["is_active", "pipeline_type", "organization", "created_at"]
    search_fields = ["id", "pipeline_name", "workflow__workflow_name"]
    list_select_related = ["organization", "workflow"]
    readonly_fields = ["id", "organization", "workflow", "cron_string", "shared_to_org", *AUDIT]
    fields = ["pipeline_name", "pipeline_type", "is_active", *readonly_fields]
    inlines = sharing_inlines(PipelineMember, PipelineGroup)
