"""Moving Prompt Studio tools between organizations and installations."""

from typing import Any

from django.utils.http import content_disposition_header
from rest_framework.mixins import CreateModelMixin
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from common.file_names import clean_file_name
from organizations.permissions import Need
from organizations.viewsets import OrganizationViewSet
from prompt_studio.models import PromptStudioTool
from prompt_studio.transfer import schema
from prompt_studio.transfer.serializers import (
    ExportedProjectSerializer,
    ImportSerializer,
    SyncSerializer,
)
from prompt_studio.transfer.services import exported_project, import_project, sync_prompts
from prompt_studio.views import TAG, OfToolViewSet


@schema.project_export
class ProjectExportViewSet(OfToolViewSet):
    needs = {"retrieve": Need.MEMBER}
    operation_name = "prompt_studio_projects"
    serializer_class = ExportedProjectSerializer

    def retrieve(self, request: Request, **kwargs: str) -> Response:
        tool = self.get_object()
        name = clean_file_name(f"{tool.tool_name}.json")
        disposition = content_disposition_header(as_attachment=True, filename=name)
        return Response(exported_project(tool), headers={"Content-Disposition": disposition})


@schema.project_import
class ProjectImportViewSet(CreateModelMixin, OrganizationViewSet):
    needs = {"create": Need.MEMBER}
    operation_name = "prompt_studio_projects"
    tag = TAG
    parser_classes = [MultiPartParser]
    queryset = PromptStudioTool.objects.all()
    serializer_class = ImportSerializer

    def perform_create(self, serializer: BaseSerializer[Any]) -> None:
        form = serializer.validated_data
        serializer.instance = import_project(
            organization=self.access.organization,
            user=self.access.user,
            project=form["file"],
            llm=form.get("llm_adapter_id"),
            x2text=form.get("x2text_adapter_id"),
        )


@schema.sync
class SyncPromptsViewSet(OfToolViewSet):
    needs = {"create": Need.OWNER}
    operation_name = "prompt_studio_sync"
    serializer_class = SyncSerializer

    def create(self, request: Request, **kwargs: str) -> Response:
        tool = self.get_object()
        body = self.checked_body()
        synced = sync_prompts(
            tool=tool,
            user=self.access.user,
            project=body.validated_data["data"],
            create_copy=body.validated_data["create_copy"],
        )
        body.instance = {
            "tool_id": tool.pk,
            "prompt_count": synced.prompt_count,
            "copy_tool_id": synced.copy and synced.copy.pk,
        }
        return Response(body.data)
