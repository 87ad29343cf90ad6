"""The properties that Outlook stores a message as ([MS-OXPROPS]), the same in both its formats."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

import compressed_rtf

from engine.documents.mail.message import Attachment, Body, Message
from engine.documents.text.decoding import decode

SUBJECT = 0x0037
SENT = 0x0039
HEADERS = 0x007D
SENDER_NAME = 0x0C1A
SENDER_ADDRESS = 0x0C1F
SENDER_SMTP_ADDRESS = 0x5D01
SHOWN_CC = 0x0E03
SHOWN_TO = 0x0E04
RECEIVED = 0x0E06
BODY = 0x1000
COMPRESSED_RTF = 0x1009
HTML = 0x1013
ATTACHED = 0x3701
ATTACHED_SHORT_NAME = 0x3704
ATTACHED_NAME = 0x3707
ATTACHED_CONTENT_ID = 0x3712
ATTACHED_IS_HIDDEN = 0x7FFE
CODE_PAGE = 0x3FDE
STRING_CODE_PAGE = 0x3FFD

Properties = Mapping[int, str | bytes | int | dt.datetime]
"""By their ids: texts, bytes, numbers and times."""

_EPOCH = dt.datetime(1601, 1, 1, tzinfo=dt.UTC)
_ADDRESS = re.compile(r"[^@\s<>]{1,200}@[^@\s<>]{1,200}")


def filetime(ticks: int) -> dt.datetime | None:
    """A time that is counted in tenths of microseconds."""
    try:
        return _EPOCH + dt.timedelta(microseconds=ticks // 10)
    except OverflowError:
        return None


def text_of(properties: Properties, name: int) -> str:
    """A text, whose encoding the message names where it is no Unicode."""
    value = properties.get(name)
    if isinstance(value, bytes):
        return decode(value, _charset(properties, STRING_CODE_PAGE)).rstrip("\0")
    return value.rstrip("\0") if isinstance(value, str) else ""


def message_of(properties: Properties) -> Message:
    """The head and the body; what is attached is known by the format."""
    sender = text_of(properties, SENDER_NAME)
    address = text_of(properties, SENDER_SMTP_ADDRESS) or text_of(properties, SENDER_ADDRESS)
    if _ADDRESS.fullmatch(address) and address != sender:
        sender = f"{sender} <{address}>".strip()
    sent = properties.get(SENT) or properties.get(RECEIVED)
    message = Message(
        head=[
            ("From", sender),
            ("To", text_of(properties, SHOWN_TO)),
            ("Cc", text_of(properties, SHOWN_CC)),
            ("Date", f"{sent:%a, %d %b %Y %H:%M:%S %z}" if isinstance(sent, dt.datetime) else ""),
            ("Subject", text_of(properties, SUBJECT)),
        ]
    )
    html = properties.get(HTML)
    if isinstance(html, bytes):
        html = decode(html, _charset(properties, CODE_PAGE))
    rtf = properties.get(COMPRESSED_RTF)
    message.bodies.append(
        Body(
            plain=text_of(properties, BODY),
            html=html if isinstance(html, str) else "",
            rtf=_unpacked(rtf) if isinstance(rtf, bytes) else b"",
        )
    )
    return message


def attachment_of(properties: Properties) -> Attachment | None:
    """A file that is attached, None where it is a picture of the body."""
    content = properties.get(ATTACHED)
    if not isinstance(content, bytes) or properties.get(ATTACHED_IS_HIDDEN):
        return None
    name = text_of(properties, ATTACHED_NAME) or text_of(properties, ATTACHED_SHORT_NAME)
    return Attachment(content, name)


def _charset(properties: Properties, name: int) -> str | None:
    code_page = properties.get(name)
    if not isinstance(code_page, int):
        return None
    return {65001: "utf-8", 20127: "us-ascii", 28591: "iso-8859-1"}.get(code_page, f"cp{code_page}")


def _unpacked(rtf: bytes) -> bytes:
    try:
        return bytes(compressed_rtf.decompress(rtf))
    except (ValueError, LookupError, TypeError, ArithmeticError, EOFError):
        return b""
