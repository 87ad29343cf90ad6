"""ZIP containers (office formats, EPUB, archives), unpacked only as far as the limits allow."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator

from engine.documents.building import Budget
from engine.types import UnreadableDocument

DAMAGED = "The file is a damaged ZIP container and can't be read."
PROTECTED = "The file is protected by a password; send it without one."
ENTITIES = "The file declares XML entities, which are not read."

_MAX_MEMBERS = 10_000
_CHUNK_BYTES = 1024 * 1024
# local file header of the ZIP format: signature, then the lengths of name and extra field at 26
_LOCAL_HEADER = struct.Struct("<4s22xHH")
_LOCAL_SIGNATURE = b"PK\x03\x04"
_ENCRYPTED_FLAG = 0x1
_ENTITY_MARKS = (b"<!ENTITY", "<!ENTITY".encode("utf-16-le"))
_DAMAGES = (zipfile.BadZipFile, ValueError, OSError, struct.error)
_XML_SUFFIXES = (".xml", ".rels", ".vml")


def member_names(data: bytes) -> list[str]:
    """The names in the container's directory.

    Raises:
        UnreadableDocument: the directory is damaged.
    """
    with _opened(data) as archive:
        return archive.namelist()


def member_start(data: bytes, name: str, size: int) -> bytes | None:
    """The first bytes of one member, None if it isn't there; nothing else is unpacked.

    Raises:
        UnreadableDocument: the member is damaged or encrypted.
    """
    with _opened(data) as archive:
        if name not in archive.namelist():
            return None
        try:
            with archive.open(name) as member:
                return member.read(size)
        except NotImplementedError:
            raise UnreadableDocument(DAMAGED) from None
        except RuntimeError:
            raise UnreadableDocument(PROTECTED) from None
        # ValueError: it starts before the file does
        except (*_DAMAGES, zlib.error, EOFError):
            raise UnreadableDocument(DAMAGED) from None


def check_container(data: bytes, budget: Budget) -> None:
    """Unpack everything once without keeping it, because parsers trust the declared sizes.

    Raises:
        UnreadableDocument: too much in it, another size than declared, encrypted, or with
            XML entities, which no office format has a use for.
    """
    with _opened(data) as archive:
        members = archive.infolist()
    if len(members) > _MAX_MEMBERS:
        raise UnreadableDocument(f"The file packs more than {_MAX_MEMBERS} parts; send less.")
    if any(member.flag_bits & _ENCRYPTED_FLAG for member in members):
        raise UnreadableDocument(PROTECTED)
    budget.check_bytes(sum(member.file_size for member in members))
    for member in members:
        _check_member(data, member, budget)


def _check_member(data: bytes, member: zipfile.ZipInfo, budget: Budget) -> None:
    is_xml = member.filename.lower().endswith(_XML_SUFFIXES)
    tail = b""
    size = 0
    for chunk in _unpacked(data, member):
        size += len(chunk)
        budget.take_bytes(len(chunk))
        if is_xml:
            window = tail + chunk
            if any(mark in window for mark in _ENTITY_MARKS):
                raise UnreadableDocument(ENTITIES)
            tail = window[-2 * len("<!ENTITY") :]
    if size != member.file_size:
        raise UnreadableDocument(DAMAGED)


def _unpacked(data: bytes, member: zipfile.ZipInfo) -> Iterator[bytes]:
    offset = member.header_offset
    try:
        signature, name_length, extra_length = _LOCAL_HEADER.unpack_from(data, offset)
    except struct.error:
        raise UnreadableDocument(DAMAGED) from None
    start = offset + _LOCAL_HEADER.size + name_length + extra_length
    packed = memoryview(data)[start : start + member.compress_size]
    if signature != _LOCAL_SIGNATURE or len(packed) != member.compress_size:
        raise UnreadableDocument(DAMAGED)
    if member.compress_type == zipfile.ZIP_STORED:
        yield bytes(packed)
    elif member.compress_type == zipfile.ZIP_DEFLATED:
        yield from _inflated(packed)
    else:
        raise UnreadableDocument(DAMAGED)


def _inflated(packed: memoryview) -> Iterator[bytes]:
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    rest: bytes | memoryview = packed
    try:
        while not inflater.eof:
            chunk = inflater.decompress(rest, _CHUNK_BYTES)
            rest = inflater.unconsumed_tail
            if not chunk and not rest:
                break
            yield chunk
    except zlib.error:
        raise UnreadableDocument(DAMAGED) from None


def _opened(data: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except (*_DAMAGES, NotImplementedError):
        raise UnreadableDocument(DAMAGED) from None
