"""E-mail (RFC 5322 and MIME)."""

from __future__ import annotations

from collections.abc import Iterator
from email import policy
from email.errors import MessageError
from email.header import decode_header
from email.message import EmailMessage
from email.parser import BytesParser

from engine.documents.building import Budget, PageBuilder, ReadAttachment
from engine.documents.mail.message import (
    NESTED,
    Attachment,
    Body,
    Message,
    message_pages,
)
from engine.documents.text.decoding import decode
from engine.types import UnreadableDocument

_SHOWN_HEADERS = ("From", "To", "Cc", "Date", "Subject")
_MAX_PARTS = 1_000
_BODIES = frozenset(["text/plain", "text/html"])


def read_email(data: bytes, budget: Budget, read_attachment: ReadAttachment) -> list[PageBuilder]:
    """The message as one page, followed by the pages of its attachments.

    Raises:
        UnreadableDocument: parts are nested too deep, or the attachments go beyond the limits.
    """
    try:
        parsed = BytesParser(_class=EmailMessage, policy=policy.default).parsebytes(data)
        message = _Reader().message(parsed)
    except RecursionError:
        raise UnreadableDocument(NESTED) from None
    return message_pages(message, budget, read_attachment)


class _Reader:
    """Goes through a message's parts, of which there may be only so many."""

    def __init__(self) -> None:
        self._parts_left = _MAX_PARTS

    def message(self, parsed: EmailMessage) -> Message:
        message = Message(head=[(name, _header(parsed, name)) for name in _SHOWN_HEADERS])
        self._add(parsed, message)
        return message

    def _add(self, part: EmailMessage, message: Message) -> None:
        self._parts_left -= 1
        if self._parts_left < 0:
            return
        kind = part.get_content_type()
        if kind == "multipart/alternative":
            self._add_alternatives(part, message)
        elif part.get_content_maintype() == "message":
            message.attached += (self.message(inner) for inner in _children(part))
        elif part.is_multipart():
            for inner in _children(part):
                if kind != "multipart/related" or not _is_picture_of_text(inner):
                    self._add(inner, message)
        elif kind in _BODIES and not part.is_attachment():
            message.bodies.append(_body(part))
        elif _is_document(part):
            message.attached.append(_attachment(part))

    def _add_alternatives(self, part: EmailMessage, message: Message) -> None:
        """Of the same text in several forms a person reads one."""
        versions = Message()
        for inner in _children(part):
            self._add(inner, versions)
        plain = next((body.plain for body in versions.bodies if body.plain), "")
        html = next((body.html for body in versions.bodies if body.html), "")
        if plain or html:
            message.bodies.append(Body(plain, html))
        message.attached += versions.attached


def _children(part: EmailMessage) -> Iterator[EmailMessage]:
    payload = part.get_payload()
    for inner in payload if isinstance(payload, list) else ():
        if isinstance(inner, EmailMessage):
            yield inner


def _header(message: EmailMessage, name: str) -> str:
    raw = next(
        (str(value) for key, value in message.raw_items() if key.lower() == name.lower()), ""
    )
    # bytes that are no ASCII come as halves of surrogate pairs
    text = decode(raw.encode("utf-8", "surrogateescape"))
    try:
        parts = decode_header(text)
    except (MessageError, ValueError):
        return text
    return "".join(_header_part(part, charset) for part, charset in parts)


def _header_part(part: bytes | str, charset: str | None) -> str:
    if isinstance(part, str):
        return part
    # what stands between the encoded words comes in this encoding
    return part.decode("raw-unicode-escape") if charset is None else decode(part, charset)


def _is_picture_of_text(part: EmailMessage) -> bool:
    """Whether it belongs to the HTML beside it, as a logo does."""
    return part.get_content_maintype() == "image" and part["Content-ID"] is not None


def _is_document(part: EmailMessage) -> bool:
    """What is attached, and what some programs show inside the text."""
    is_named = part.is_attachment() or bool(part.get_filename())
    return is_named or part.get_content_maintype() == "text"


def _body(part: EmailMessage) -> Body:
    text = decode(_content(part), _charset(part))
    return Body(html=text) if part.get_content_type() == "text/html" else Body(plain=text)


def _attachment(part: EmailMessage) -> Attachment:
    content, charset = _content(part), _charset(part)
    if charset is not None and part.get_content_maintype() == "text":
        content = decode(content, charset).encode("utf-8", "replace")
    return Attachment(content, part.get_filename() or "")


def _content(part: EmailMessage) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _charset(part: EmailMessage) -> str | None:
    return part.get_content_charset()
