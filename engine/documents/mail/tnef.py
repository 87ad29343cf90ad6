"""winmail.dat: what Outlook packs a message into for other mail programs ([MS-OXTNEF])."""

from __future__ import annotations

import datetime as dt
import struct
from collections.abc import Iterator

from engine.documents.building import Budget, PageBuilder, ReadAttachment
from engine.documents.mail.mapi import (
    ATTACHED,
    ATTACHED_SHORT_NAME,
    BODY,
    Properties,
    attachment_of,
    filetime,
    message_of,
)
from engine.documents.mail.message import Message, message_pages
from engine.types import UnreadableDocument

SIGNATURE = b"\x78\x9f\x3e\x22"
EMPTY = "This is an attachment of Outlook (winmail.dat) without anything in it that can be read."

_ATTRIBUTE = struct.Struct("<BII")
_WORD = struct.Struct("<I")
_CHECKSUM_BYTES = 2
_BODY, _RENDERED, _TITLE, _CONTENT = 0x800C, 0x9002, 0x8010, 0x800F
_MESSAGE_PROPERTIES, _ATTACHMENT_PROPERTIES = 0x9003, 0x9005
_MAX_ATTRIBUTES = 10_000
_MAX_VALUES = 10_000
_MAX_DEPTH = 4

_MULTIPLE = 0x1000
_UNICODE, _STRING, _BINARY, _OBJECT = 0x1F, 0x1E, 0x102, 0x0D
_VARIABLE = frozenset([_UNICODE, _STRING, _BINARY, _OBJECT])
_NAMED = 0x8000
_OBJECT_ID_BYTES = 16
# bytes that the values of the other types take, filled up to four
_SIZES = {0x02: 4, 0x03: 4, 0x04: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x0A: 4, 0x0B: 4, 0x14: 8, 0x40: 8}
_SIZES[0x48] = 16
_NUMBERS = frozenset([0x02, 0x03, 0x0B])
_TIME = 0x40

_Values = dict[int, str | bytes | int | dt.datetime]


def read_tnef(data: bytes, budget: Budget, read_attachment: ReadAttachment) -> list[PageBuilder]:
    """What is packed in it: a text, if it has one, and the attachments.

    Raises:
        UnreadableDocument: nothing in it can be read, or it goes beyond the limits.
    """
    message = _message(data, 0)
    pages = [page for page in message_pages(message, budget, read_attachment) if page.has_text]
    if not pages:
        raise UnreadableDocument(EMPTY)
    return pages


def _message(data: bytes, depth: int) -> Message:
    properties: _Values = {}
    attached: list[_Values] = []
    for name, content in _attributes(data):
        if name == _RENDERED:
            attached.append({})
        elif name == _BODY:
            properties.setdefault(BODY, content)
        elif name == _MESSAGE_PROPERTIES:
            properties.update(_properties(content))
        elif attached:
            _add_to_attachment(attached[-1], name, content)
    message = message_of(properties)
    for each in attached:
        inner = each.get(ATTACHED)
        if isinstance(inner, bytes) and inner[_OBJECT_ID_BYTES:].startswith(SIGNATURE):
            if depth < _MAX_DEPTH:
                message.attached.append(_message(inner[_OBJECT_ID_BYTES:], depth + 1))
        elif found := attachment_of(each):
            message.attached.append(found)
    return message


def _add_to_attachment(attached: _Values, name: int, content: bytes) -> None:
    if name == _CONTENT:
        attached.setdefault(ATTACHED, content)
    elif name == _TITLE:
        attached.setdefault(ATTACHED_SHORT_NAME, content)
    elif name == _ATTACHMENT_PROPERTIES:
        attached.update(_properties(content))


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The attributes up to the first that is cut off."""
    at = len(SIGNATURE) + 2
    for _ in range(_MAX_ATTRIBUTES):
        if at + _ATTRIBUTE.size > len(data):
            return
        _, name, length = _ATTRIBUTE.unpack_from(data, at)
        at += _ATTRIBUTE.size
        if at + length > len(data):
            return
        yield name & 0xFFFF, data[at : at + length]
        at += length + _CHECKSUM_BYTES


class _Cut(Exception):
    """The properties end in the middle of one."""


class _Bytes:
    """Bytes that are read from the front."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self, count: int) -> bytes:
        found = self._data[self._at : self._at + count]
        if len(found) < count:
            raise _Cut
        self._at += count
        return found

    def take_filled(self, count: int) -> bytes:
        """Bytes that are filled up to a multiple of four."""
        found = self.take(count)
        self._at += -count % 4
        return found

    def take_number(self, count: int = 4) -> int:
        return int.from_bytes(self.take(count), "little")


def _properties(data: bytes) -> Properties:
    values: _Values = {}
    rest = _Bytes(data)
    try:
        for _ in range(min(rest.take_number(), _MAX_VALUES)):
            kind, name = rest.take_number(2), rest.take_number(2)
            if name >= _NAMED:
                _skip_name(rest)
            value = _value(kind, rest)
            if value is not None and not kind & _MULTIPLE:
                values[name] = value
    except _Cut:
        pass  # what came before is whole
    return values


def _skip_name(rest: _Bytes) -> None:
    rest.take(16)
    if rest.take_number() == 0:
        rest.take(4)
    else:
        rest.take_filled(rest.take_number())


def _value(kind: int, rest: _Bytes) -> str | bytes | int | dt.datetime | None:
    """The last of a property's values, of which there is one in most; None of types not needed."""
    single = kind & ~_MULTIPLE
    has_count = kind & _MULTIPLE or single in _VARIABLE
    value: str | bytes | int | dt.datetime | None = None
    for _ in range(min(rest.take_number(), _MAX_VALUES) if has_count else 1):
        if single in _VARIABLE:
            content = rest.take_filled(rest.take_number())
            value = content.decode("utf-16-le", "replace") if single == _UNICODE else content
        elif single in _SIZES:
            number = int.from_bytes(rest.take(_SIZES[single]), "little")
            if single in _NUMBERS:
                value = number
            elif single == _TIME:
                value = filetime(number)
        else:
            raise _Cut
    return value
