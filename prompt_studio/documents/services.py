"""The sample documents of a Prompt Studio tool: kept in storage, handed out as JSON."""

from __future__ import annotations

import base64
from pathlib import PurePosixPath
from typing import Any

import puremagic
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.crypto import get_random_string
from rest_framework.exceptions import NotFound

from common.file_names import clean_file_name
from common.locking import locked
from organizations.models import User
from prompt_studio.models import PromptStudioTool, SampleDocument

PDF = "application/pdf"
UNKNOWN = "application/octet-stream"

_SAMPLE_BYTES = 64 * 1024
_PDF_MARK_WITHIN = 1024
_UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_CONTROLS = frozenset(range(32)) - frozenset(b"\t\n\r\f")


def mime_type_of(start: bytes, file_name: str) -> str:
    """What a document is by its first bytes; the name settles what those leave open.

    Text is ``text/csv`` or ``text/plain``, whatever it is written in: clients hand these two
    from one organization to another without loss.
    """
    if b"%PDF-" in start[:_PDF_MARK_WITHIN]:
        return PDF
    if start.startswith(_UTF_16_MARKS) or not _CONTROLS.intersection(start):
        is_csv = PurePosixPath(file_name).suffix.lower() == ".csv"
        return "text/csv" if is_csv else "text/plain"
    try:
        guessed = str(puremagic.from_string(start, mime=True, filename=file_name))
    except (puremagic.PureError, ValueError):
        return UNKNOWN
    return guessed or UNKNOWN


def add_document(
    *, tool: PromptStudioTool, user: User, upload: UploadedFile[bytes]
) -> SampleDocument:
    """Keep an upload as a sample document of the tool.

    Raises:
        IntegrityError: the tool has a document of this name.
    """
    name = clean_file_name(upload.name)
    mime_type = mime_type_of(upload.read(_SAMPLE_BYTES), name)
    upload.seek(0)
    # the caller's name stays out of storage: it is shown, never opened
    folder = f"{tool.organization.organization_id}/samples"
    stored_as = default_storage.save(f"{folder}/{get_random_string(24)}", upload)
    try:
        with transaction.atomic():
            locked(tool)
            return SampleDocument.objects.create(
                tool=tool,
                document_name=name,
                mime_type=mime_type,
                size_bytes=upload.size or 0,
                stored_as=stored_as,
                created_by=user,
                modified_by=user,
            )
    except BaseException:
        default_storage.delete(stored_as)
        raise


def document_content(document: SampleDocument) -> dict[str, Any]:
    """``{"data", "mime_type"}``: text as it reads, everything else in base64.

    Raises:
        NotFound: storage has lost it.
    """
    try:
        with default_storage.open(document.stored_as) as stored:
            content = stored.read()
    except FileNotFoundError:
        raise NotFound("The document's content is gone from storage; upload it again.") from None
    is_text = document.mime_type.startswith("text/")
    data = _decode(content) if is_text else base64.b64encode(content).decode()
    return {"data": data, "mime_type": document.mime_type}


def _decode(content: bytes) -> str:
    encoding = "utf-16" if content.startswith(_UTF_16_MARKS) else "utf-8"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")
