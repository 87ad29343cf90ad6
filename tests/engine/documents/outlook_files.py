"""Outlook's two formats, and the old office container that one of them is in."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from typing import Any

_SECTOR = 512
_CUTOFF = 4096
_END, _TABLE, _NONE = 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
_STREAM, _STORAGE, _ROOT = 2, 1, 5

Tree = Mapping[str, Any]
"""By their names, streams as bytes and storages as trees."""


class _Sectors:
    """Sectors of one size in the making, and the table of what follows each."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.content = bytearray()
        self.following: list[int] = []

    def store(self, data: bytes) -> int:
        """The number of the first sector."""
        if not data:
            return _END
        start, count = len(self.following), -(-len(data) // self.size)
        self.content += data.ljust(count * self.size, b"\0")
        self.following += [*range(start + 1, start + count), _END]
        return start

    @property
    def table(self) -> bytes:
        return struct.pack(f"<{len(self.following)}I", *self.following)


def ole(tree: Tree) -> bytes:
    """A compound file ([MS-CFB])."""
    entries: list[list[Any]] = []
    sectors, small = _Sectors(_SECTOR), _Sectors(64)

    def add(name: str, kind: int, value: Any) -> int:
        number = len(entries)
        entry = [name, kind, _NONE, _NONE, _END, 0]
        entries.append(entry)
        if kind == _STREAM:
            entry[4:] = [(small if len(value) < _CUTOFF else sectors).store(value), len(value)]
            return number
        before = None
        for child, inner in value.items():
            added = add(child, _STREAM if isinstance(inner, bytes) else _STORAGE, inner)
            if before is None:
                entry[3] = added
            else:
                entries[before][2] = added
            before = added
        return number

    add("Root Entry", _ROOT, tree)
    entries[0][4:] = [sectors.store(bytes(small.content)), len(small.content)]
    small_table = sectors.store(small.table)
    directory = sectors.store(b"".join(_directory_entry(*entry) for entry in entries))
    first = len(sectors.following)
    tables = 1 + (first + 1) // (_SECTOR // 4)
    sectors.following += [_TABLE] * tables
    return (
        struct.pack(
            "<8s16xHHHHH6xIIIIIIIII109I",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            *(0x3E, 3, 0xFFFE, 9, 6),
            *(0, tables, directory, 0, _CUTOFF),
            *(small_table, -(-len(small.table) // _SECTOR), _END, 0),
            *range(first, first + tables),
            *[_NONE] * (109 - tables),
        )
        + bytes(sectors.content)
        + sectors.table.ljust(tables * _SECTOR, b"\xff")
    )


def _directory_entry(name: str, kind: int, right: int, child: int, start: int, size: int) -> bytes:
    encoded = name.encode("utf-16-le") + b"\0\0"
    return struct.pack(
        "<64sHBBIII16xI16xIQ", encoded, len(encoded), kind, 1, _NONE, right, child, 0, start, size
    )


def msg_properties(properties: Mapping[int, str | bytes], head: int = 32) -> dict[str, bytes]:
    """The streams of a message's or an attachment's properties."""
    streams = {"__properties_version1.0": b"\0" * head}
    for name, value in properties.items():
        kind, data = (0x1F, value.encode("utf-16-le")) if isinstance(value, str) else (0x102, value)
        streams[f"__substg1.0_{name:04X}{kind:04X}"] = data
    return streams


def msg(properties: Mapping[int, str | bytes], attached: Sequence[Mapping[int, Any]] = ()) -> bytes:
    """An Outlook message; an attachment whose content is a tree is a message inside."""
    return ole(msg_tree(properties, attached))


def msg_tree(
    properties: Mapping[int, str | bytes],
    attached: Sequence[Mapping[int, Any]] = (),
    head: int = 32,
) -> dict[str, Any]:
    tree: dict[str, Any] = dict(msg_properties(properties, head))
    for number, each in enumerate(attached):
        inner = each.get(0x3701)
        plain = {name: value for name, value in each.items() if not isinstance(value, dict)}
        folder: dict[str, Any] = dict(msg_properties(plain, 8))
        if isinstance(inner, dict):
            folder["__substg1.0_3701000D"] = inner
        tree[f"__attach_version1.0_#{number:08X}"] = folder
    return tree


def tnef(*attributes: tuple[int, bytes]) -> bytes:
    """winmail.dat of attributes: their ids and contents."""
    packed = b"".join(
        struct.pack("<BII", 1, name, len(content))
        + content
        + struct.pack("<H", sum(content) & 0xFFFF)
        for name, content in attributes
    )
    return struct.pack("<IH", 0x223E9F78, 1) + packed


def tnef_properties(properties: Mapping[int, str | bytes]) -> bytes:
    packed = struct.pack("<I", len(properties))
    for name, value in properties.items():
        kind, data = (
            (0x1F, value.encode("utf-16-le") + b"\0\0")
            if isinstance(value, str)
            else (0x102, value)
        )
        packed += struct.pack("<HHII", kind, name, 1, len(data)) + data + b"\0" * (-len(data) % 4)
    return packed
