from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_view

from common.api.openapi import ErrorSerializer
from prompt_studio.documents.serializers import (
    AddedDocumentsSerializer,
    DocumentContentSerializer,
    DocumentReferenceSerializer,
)

_NO_ID = OpenApiResponse(ErrorSerializer, "`document_id` is missing or no id.")

documents = extend_schema_view(list=extend_schema(summary="List sample documents"))
files = extend_schema_view(
    create=extend_schema(
        summary="Add sample documents to a tool",
        description="All of them are added, or none.",
        responses={
            200: AddedDocumentsSerializer,
            413: OpenApiResponse(ErrorSerializer, "A file, or the whole form, is too large."),
        },
    ),
    retrieve=extend_schema(
        summary="A sample document's content",
        parameters=[DocumentReferenceSerializer],
        responses={200: DocumentContentSerializer, 400: _NO_ID},
    ),
    destroy=extend_schema(
        summary="Delete a sample document",
        description="`document_id` may also stand in a JSON body.",
        parameters=[DocumentReferenceSerializer],
        responses={204: None, 400: _NO_ID},
    ),
)
