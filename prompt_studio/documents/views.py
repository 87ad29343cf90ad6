"""The sample documents of a Prompt Studio tool."""

from typing import Any

from django.conf import settings
from django.shortcuts import get_object_or_404
from rest_framework import status
from rest_framework.mixins import ListModelMixin
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response

from common.api.errors import BodyTooLarge
from common.api.parsers import JSONParser, UploadParser
from organizations.permissions import Need
from organizations.sharing.viewsets import PartViewSet
from prompt_studio.documents import schema
from prompt_studio.documents.filters import SampleDocumentFilter
from prompt_studio.documents.serializers import (
    DocumentContentSerializer,
    DocumentReferenceSerializer,
    NewDocumentsSerializer,
    SampleDocumentSerializer,
)
from prompt_studio.documents.services import add_documents, document_content
from prompt_studio.models import PromptStudioTool, SampleDocument
from prompt_studio.views import TAG, OfToolViewSet

# for what else is in a form
_FORM_ALLOWANCE_BYTES = 1024 * 1024


@schema.documents
class SampleDocumentViewSet(ListModelMixin, PartViewSet):
    """The sample documents of the tools that the caller sees."""

    needs = {"list": Need.MEMBER}
    operation_name = "prompt_studio_documents"
    tag = TAG
    queryset = SampleDocument.objects.order_by("tool_id", "created_at", "pk")
    resource_field = "tool"
    serializer_class = SampleDocumentSerializer
    filterset_class = SampleDocumentFilter


@schema.files
class ToolFilesViewSet(OfToolViewSet):
    needs = {"create": Need.OWNER, "retrieve": Need.MEMBER, "destroy": Need.OWNER}
    operation_name = "prompt_studio_files"
    parser_classes = [UploadParser]
    serializer_class = NewDocumentsSerializer
    serializer_classes = {"retrieve": DocumentContentSerializer}

    def get_parsers(self) -> list[BaseParser]:
        # there is no request while the OpenAPI description is made
        if getattr(self.request, "method", None) == "DELETE":
            return [JSONParser(), UploadParser()]
        return super().get_parsers()

    def create(self, request: Request, **kwargs: str) -> Response:
        tool = self.get_object()
        # by the Content-Length, before anything is read
        most = settings.MAX_FILES_PER_EXECUTION * settings.MAX_FILE_BYTES + _FORM_ALLOWANCE_BYTES
        if int(request.META.get("CONTENT_LENGTH") or 0) > most:
            raise BodyTooLarge(
                f"The form is larger than {most // 1024**2} MB; send fewer or smaller files."
            )
        uploads = self.checked_body().validated_data["file"]
        documents = add_documents(tool=tool, user=self.access.user, uploads=uploads)
        rows = SampleDocumentSerializer(documents, many=True).data
        return Response({**rows[0], "data": rows})

    def retrieve(self, request: Request, **kwargs: str) -> Response:
        document = self._document(self.get_object(), request.query_params)
        return Response(self.get_serializer(document_content(document)).data)

    def destroy(self, request: Request, **kwargs: str) -> Response:
        tool = self.get_object()
        in_query = "document_id" in request.query_params
        self._document(tool, request.query_params if in_query else request.data).delete()
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _document(self, tool: PromptStudioTool, reference: Any) -> SampleDocument:
        named = DocumentReferenceSerializer(data=reference)
        named.is_valid(raise_exception=True)
        document: SampleDocument = get_object_or_404(
            tool.documents, pk=named.validated_data["document_id"]
        )
        return document
