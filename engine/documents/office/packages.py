"""Office Open XML packages: parts that name each other by relationships (ECMA-376, part 2)."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from functools import cached_property

from lxml import etree

from engine.documents.containers import DAMAGED
from engine.documents.text.plain import XML_DAMAGED
from engine.types import UnreadableDocument


def xml_root(data: bytes) -> etree._Element:
    """The root of an XML, entities left as they are.

    Raises:
        UnreadableDocument: it isn't well-formed.
    """
    try:
        return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    except (etree.XMLSyntaxError, ValueError):
        raise UnreadableDocument(XML_DAMAGED) from None


def local(element: etree._Element) -> str:
    """The element's name without its namespace, of which the strict format has other ones."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: etree._Element, name: str) -> str:
    """An attribute by its name without a namespace, empty where there is none."""
    for key, value in element.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return ""


class Package:
    """A container that is checked already."""

    def __init__(self, data: bytes) -> None:
        self._archive = zipfile.ZipFile(io.BytesIO(data))

    @cached_property
    def _names(self) -> dict[str, str]:
        """The members' names by how they are compared: without regard to upper case."""
        return {name.lower().lstrip("/"): name for name in self._archive.namelist()}

    def read(self, name: str) -> bytes | None:
        member = self._names.get(name.lower().lstrip("/"))
        try:
            return None if member is None else self._archive.read(member)
        except (zipfile.BadZipFile, ValueError, OSError, EOFError, RuntimeError, zlib.error):
            raise UnreadableDocument(DAMAGED) from None

    def root(self, name: str) -> etree._Element | None:
        data = self.read(name)
        return None if data is None else xml_root(data)

    def related(self, name: str) -> dict[str, tuple[str, str]]:
        """By their ids, the kinds and names of the parts that a part names."""
        folder, base = posixpath.split(name)
        root = self.root(posixpath.join(folder, "_rels", f"{base}.rels"))
        found = {}
        for element in root if root is not None else ():
            if element.get("TargetMode") == "External":
                continue
            target = posixpath.normpath(posixpath.join("/", folder, element.get("Target", "")))
            kind = element.get("Type", "").rpartition("/")[2]
            found[element.get("Id", "")] = kind, target.lstrip("/")
        return found

    def of_kind(self, name: str, kind: str) -> Iterator[str]:
        """The names of the parts of one kind that a part names."""
        for found, target in self.related(name).values():
            if found == kind:
                yield target
