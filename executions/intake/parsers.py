"""Reading the form of the execution endpoints: to disk, within limits, and whole or not at all."""

import io
from collections.abc import Mapping
from typing import IO, Any, cast

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler
from django.http import UnreadablePostError
from django.utils.http import parse_header_parameters
from rest_framework.exceptions import ParseError
from rest_framework.parsers import DataAndFiles, FormParser

from common.api.parsers import UploadParser, read_bounded
from executions.intake.limits import FileTooLarge, size_refusal

# for the fields of a form that are no documents
_FORM_ALLOWANCE_BYTES = 5 * 1024 * 1024
# enough for the last boundary, which has at most 200 characters
_TAIL_BYTES = 256


class _FileLimit(FileUploadHandler):
    """Refuses a file that is too large before the rest of it is stored."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        if start + len(raw_data) > settings.MAX_FILE_BYTES:
            raise size_refusal(self.file_name)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None


class _Body:
    """A request's body, with its length, its end and the number of its parts remembered."""

    def __init__(self, stream: IO[bytes], boundary: bytes) -> None:
        self._stream = stream
        self._opening = b"--" + boundary + b"\r\n"
        self.length = 0
        self.parts = 0
        self.tail = b""

    def read(self, size: int = -1) -> bytes:
        chunk = self._stream.read(size)
        self.length += len(chunk)
        # an opening may begin in one chunk and end in the next
        reach = len(self._opening) - 1
        self.parts += (self.tail[-reach:] + chunk).count(self._opening)
        self.tail = (self.tail + chunk)[-_TAIL_BYTES:]
        return chunk


class DocumentsParser(UploadParser):
    """multipart/form-data that is complete: half a document is never taken for a whole one."""

    def parse(
        self,
        stream: Any,
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> "DataAndFiles[Any, Any]":
        context = parser_context or {}
        request = context["request"]
        announced = int(request.META["CONTENT_LENGTH"])
        most = settings.MAX_FILES_PER_EXECUTION * settings.MAX_FILE_BYTES + _FORM_ALLOWANCE_BYTES
        if announced > most:
            raise FileTooLarge(
                f"The request is larger than {most // 1024**2} MB; send fewer or smaller documents."
            )
        request.upload_handlers.insert(0, _FileLimit(request))
        boundary = parse_header_parameters(media_type or "")[1].get("boundary", "").encode()
        body = _Body(stream, boundary)
        try:
            parsed = super().parse(cast("IO[bytes]", body), media_type, context)
        except Exception as error:
            # the handlers still hold the file that was being received
            for handler in request.upload_handlers:
                handler.upload_interrupted()
            if isinstance(error, UnreadablePostError):
                raise _broken_off() from None
            raise
        files = [file for _, sent in parsed.files.lists() for file in sent]
        refusal = None
        if body.length != announced or b"--" + boundary + b"--" not in body.tail:
            refusal = _broken_off()
        elif len(files) + sum(len(values) for _, values in parsed.data.lists()) < body.parts:
            # Django's parser skips a part that it can't read
            refusal = ParseError(
                "A part of the form can't be read; send each with a Content-Disposition in UTF-8 "
                "that names its field."
            )
        if refusal:
            for file in files:
                file.close()
            raise refusal
        return parsed


def _broken_off() -> ParseError:
    return ParseError("The request broke off before its end; send it again.")


class FieldsParser(FormParser):
    """application/x-www-form-urlencoded, for presigned URLs: bounded like other bodies."""

    def parse(
        self,
        stream: Any,
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        return super().parse(io.BytesIO(read_bounded(stream)), media_type, parser_context)
