import json
from collections.abc import Mapping
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import multipartparser
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser, DataAndFiles, MultiPartParser

from common.file_names import clean_file_name


def read_bounded(stream: IO[bytes]) -> bytes:
    """The whole body; ``RequestDataTooBig`` above ``DATA_UPLOAD_MAX_MEMORY_SIZE`` bytes."""
    limit: int = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    # a body is in memory as a whole before anything looks at it
    content = stream.read(limit + 1)
    if len(content) > limit:
        raise RequestDataTooBig
    return content


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is no JSON number")


class JSONParser(BaseParser):
    """JSON as UTF-8, with or without a byte order mark, up to ``DATA_UPLOAD_MAX_MEMORY_SIZE``."""

    media_type = "application/json"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        content = read_bounded(stream)
        try:
            return json.loads(content.decode("utf-8-sig"), parse_constant=_refuse_constant)
        except RecursionError:
            raise ParseError("The JSON is nested too deep.") from None
        except ValueError as error:
            raise ParseError(f"The body is no JSON: {error}.") from None


class _Form(multipartparser.MultiPartParser):
    def sanitize_file_name(self, file_name: str) -> str:
        # Django's own unescapes HTML, which no client escapes, and drops a file named ".."
        return clean_file_name(file_name)


class UploadParser(MultiPartParser):
    """multipart/form-data whose files keep the names that they were sent under."""

    def parse(
        self,
        stream: Any,
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> "DataAndFiles[Any, Any]":
        context = parser_context or {}
        request = context["request"]
        meta = {**request.META, "CONTENT_TYPE": media_type}
        encoding = context.get("encoding", settings.DEFAULT_CHARSET)
        try:
            data, files = _Form(meta, stream, request.upload_handlers, encoding).parse()
        except multipartparser.MultiPartParserError as error:
            raise ParseError(f"The form can't be read: {error}") from None
        return DataAndFiles(data, files)
