"""Outlook messages (.msg, [MS-OXMSG]): streams named by properties, in an OLE container."""

from __future__ import annotations

import datetime as dt
import io
import re
import struct
from collections.abc import Iterator

import olefile

from engine.documents.building import Budget, PageBuilder, ReadAttachment
from engine.documents.mail.mapi import ATTACHED, Properties, attachment_of, filetime, message_of
from engine.documents.mail.message import Message, message_pages
from engine.types import UnreadableDocument

DAMAGED = "This is an Outlook message, but a part of it is missing, so that it can't be read."
EMPTY = "This is an Outlook message, but without any text that can be read."

_Path = tuple[str, ...]
_NAME = re.compile(r"__substg1\.0_([0-9A-F]{4})([0-9A-F]{4})", re.IGNORECASE)
_FIXED = "__properties_version1.0"
_EMBEDDED = f"__substg1.0_{ATTACHED:04X}000D"
# bytes before the properties of fixed length: of a message, of one inside it, and of the rest
_TOP_HEAD, _EMBEDDED_HEAD, _HEAD = 32, 24, 8
_ENTRY = struct.Struct("<HHI8s")
_INTEGER, _BOOLEAN, _STRING, _UNICODE, _TIME, _BINARY = 0x03, 0x0B, 0x1E, 0x1F, 0x40, 0x102
_MAX_DEPTH = 4
_MAX_STREAMS = 20_000
OLE_FAULTS = (
    *(OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError, struct.error),
)
"""How olefile fails on a container that is cut off or changed."""


def read_outlook(data: bytes, budget: Budget, read_attachment: ReadAttachment) -> list[PageBuilder]:
    """The message as one page, followed by the pages of its attachments.

    Raises:
        UnreadableDocument: damaged, without text, or beyond the limits.
    """
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as container:
            message = _Reader(container, budget).message((), _TOP_HEAD)
    except OLE_FAULTS:
        raise UnreadableDocument(DAMAGED) from None
    pages = message_pages(message, budget, read_attachment)
    if not any(page.has_text for page in pages):
        raise UnreadableDocument(EMPTY)
    return pages


class _Reader:
    def __init__(self, container: olefile.OleFileIO, budget: Budget) -> None:
        self._container = container
        self._budget = budget
        paths = container.listdir()
        if len(paths) > _MAX_STREAMS:
            raise ValueError(len(paths))
        self._streams: dict[_Path, list[str]] = {}
        for path in paths:
            self._streams.setdefault(tuple(path[:-1]), []).append(path[-1])

    def message(self, folder: _Path, head: int, depth: int = 0) -> Message:
        message = message_of(self._properties(folder, head))
        for name in self._folders(folder, "__attach_version1.0_"):
            inner = (*folder, name)
            if (*inner, _EMBEDDED) in self._streams:
                if depth < _MAX_DEPTH:
                    embedded = self.message((*inner, _EMBEDDED), _EMBEDDED_HEAD, depth + 1)
                    message.attached.append(embedded)
            elif attached := attachment_of(self._properties(inner, _HEAD)):
                message.attached.append(attached)
        return message

    def _folders(self, folder: _Path, start: str) -> list[str]:
        depth = len(folder)
        found = {
            path[depth]
            for path in self._streams
            if len(path) > depth and path[:depth] == folder and path[depth].startswith(start)
        }
        return sorted(found)

    def _properties(self, folder: _Path, head: int) -> Properties:
        properties: dict[int, str | bytes | int | dt.datetime] = {}
        for name in self._streams.get(folder, ()):
            found = _NAME.fullmatch(name)
            if found is None:
                continue
            match int(found[2], 16):
                case 0x1F:
                    content = self._read((*folder, name))
                    properties[int(found[1], 16)] = content.decode("utf-16-le", "replace")
                case 0x1E | 0x102:
                    properties[int(found[1], 16)] = self._read((*folder, name))
        properties.update(self._fixed(folder, head))
        return properties

    def _fixed(self, folder: _Path, head: int) -> Iterator[tuple[int, int | dt.datetime]]:
        if _FIXED not in self._streams.get(folder, ()):
            return
        entries = self._read((*folder, _FIXED))[head:]
        whole = len(entries) // _ENTRY.size * _ENTRY.size
        for kind, name, _, value in _ENTRY.iter_unpack(entries[:whole]):
            number = int.from_bytes(value, "little")
            if kind in {_INTEGER, _BOOLEAN}:
                yield name, number & 0xFFFFFFFF
            elif kind == _TIME and (time := filetime(number)):
                yield name, time

    def _read(self, path: _Path) -> bytes:
        self._budget.take_bytes(self._container.get_size(list(path)))
        with self._container.openstream(list(path)) as stream:
            return bytes(stream.read())
