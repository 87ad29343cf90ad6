"""The sample documents of a Prompt Studio tool: kept in storage, handed out as JSON."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.crypto import get_random_string
from rest_framework.exceptions import NotFound

from common.database import CONNECTION_FAILURES
from common.file_names import clean_file_name
from common.locking import locked
from engine.documents.detection import MimeType, detect, guess
from engine.documents.text.decoding import decode, is_text
from engine.types import UnreadableDocument
from organizations.models import User
from prompt_studio.models import PromptStudioTool, SampleDocument

UNKNOWN = "application/octet-stream"

# enough to tell the type; the rest of an untrusted file is read in the sandbox only
_START_BYTES = 64 * 1024


def mime_type_of(start: bytes, file_name: str) -> str:
    """The type of a document by its first bytes, and by its name where those leave it open.

    Text is ``text/csv`` or ``text/plain``, whatever it is written in: clients hand these two
    from one organization to another without loss.
    """
    try:
        detected = detect(start, file_name)
    except UnreadableDocument:
        detected = None
    if detected == MimeType.PDF or not is_text(decode(start)):
        return str(detected or guess(start) or UNKNOWN)
    return str(MimeType.CSV if detected == MimeType.CSV else MimeType.TEXT)


def add_documents(
    *, tool: PromptStudioTool, user: User, uploads: Sequence[UploadedFile[bytes]]
) -> list[SampleDocument]:
    """Keep uploads as sample documents of the tool: all of them or none.

    Raises:
        IntegrityError: two have one name, or the tool has a document of this name.
    """
    documents: list[SampleDocument] = []
    try:
        for upload in uploads:
            # one by one, to know what was stored when one fails
            documents.append(_stored(tool, user, upload))  # noqa: PERF401
        with transaction.atomic():
            locked(tool)
            return SampleDocument.objects.bulk_create(documents)
    except CONNECTION_FAILURES:
        # the rows may be committed all the same, and then they need their content
        raise
    except BaseException:
        for document in documents:
            default_storage.delete(document.stored_as)
        raise


def _stored(tool: PromptStudioTool, user: User, upload: UploadedFile[bytes]) -> SampleDocument:
    """Put an upload's content into storage; its row is not in the database yet."""
    name = clean_file_name(upload.name)
    mime_type = mime_type_of(upload.read(_START_BYTES), name)
    upload.seek(0)
    # the file's own name is only shown, never used as a path
    folder = f"{tool.organization.organization_id}/samples"
    return SampleDocument(
        tool=tool,
        document_name=name,
        mime_type=mime_type,
        size_bytes=upload.size or 0,
        stored_as=default_storage.save(f"{folder}/{get_random_string(24)}", upload),
        created_by=user,
        modified_by=user,
    )


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
    is_text_type = document.mime_type.startswith("text/")
    data = decode(content) if is_text_type else base64.b64encode(content).decode()
    return {"data": data, "mime_type": document.mime_type}
