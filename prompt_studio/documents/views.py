"""The sample documents of a Prompt Studio tool."""

from django.conf import settings
from django.shortcuts import get_object_or_404
from rest_framework import status
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from common.errors import BodyTooLarge
from organizations.permissions import Need
from organizations.viewsets import ListMixin
from prompt_studio import schema
from prompt_studio.documents.serializers import (
    DocumentContentSerializer,
    DocumentQuerySerializer,
    NewDocumentSerializer,
    SampleDocumentSerializer,
)
from prompt_studio.documents.services import add_document, document_content
from prompt_studio.filters import SampleDocumentFilter
from prompt_studio.models import PromptStudioTool, SampleDocument
from prompt_studio.views import TAG, OfToolViewSet

# what a form may weigh beside its document
_FORM_ALLOWANCE_BYTES = 1024 * 1024


@schema.documents
class SampleDocumentViewSet(ListMixin):
    """The sample documents of the tools that the caller sees."""

    needs = {"list": Need.MEMBER}
    operation_name = "prompt_studio_documents"
    tag = TAG
    queryset = SampleDocument.objects.order_by("tool_id", "created_at", "pk")
    parent = ("tool", PromptStudioTool)
    serializer_class = SampleDocumentSerializer
    filterset_class = SampleDocumentFilter


@schema.files
class ToolFilesViewSet(OfToolViewSet):
    needs = {"create": Need.OWNER, "retrieve": Need.MEMBER, "destroy": Need.OWNER}
    operation_name = "prompt_studio_files"
    parser_classes = [MultiPartParser]
    serializer_class = NewDocumentSerializer

    def create(self, request: Request, **kwargs: str) -> Response:
        tool = self.get_object()
        # by the announced length, before anything is read
        limit = settings.MAX_FILE_BYTES
        announced = int(request.META.get("CONTENT_LENGTH") or 0)
        if announced > limit + _FORM_ALLOWANCE_BYTES:
            raise BodyTooLarge(
                f"The file is larger than {limit // 1024**2} MB; send a smaller one."
            )
        upload = self.validated(request)["file"]
        document = add_document(tool=tool, user=self.access.user, upload=upload)
        return Response(SampleDocumentSerializer(document).data, status=status.HTTP_201_CREATED)

    def retrieve(self, request: Request, **kwargs: str) -> Response:
        content = document_content(self._document(request))
        return Response(DocumentContentSerializer(content).data)

    def destroy(self, request: Request, **kwargs: str) -> Response:
        self._document(request).delete()
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _document(self, request: Request) -> SampleDocument:
        tool = self.get_object()
        query = DocumentQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        document: SampleDocument = get_object_or_404(
            tool.documents, pk=query.validated_data["document_id"]
        )
        return document
