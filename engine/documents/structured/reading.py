"""Finds structured data in a file, whatever it is packed in, and reads them by their standard."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import replace
from itertools import pairwise

from asn1crypto import cms, pem
from lxml import etree

from engine.data import StructuredDocument
from engine.documents.structured.edifact import edifact_tree
from engine.documents.structured.normalize import normalized
from engine.documents.structured.standards import Standard, known_roots, standards
from engine.documents.structured.tree import Element, json_tree, xml_tree
from engine.types import UnreadableDocument

# An element that holds a whole document as base64: in SOAP answers and national envelopes.
_PACKED = re.compile(r"[A-Za-z0-9+/=\s]{200,}\Z")
_LEAST_PACKED = 200
_XML_START = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:\?xml|[A-Za-z])")
_DECLARATION = re.compile(rb"<\?xml\s")
_MAX_IN_ONE_FILE = 1_000
_LAST_LINE = 2**31 - 1
_MAX_ENVELOPES = 4
_MAX_SIGNATURES = 4


def structured_xml(
    data: bytes, *, encoding: str | None = None, is_signed: bool = False
) -> StructuredDocument:
    """The document of a known standard that an XML file is, or has in it; else its own names.

    ``encoding`` is that of the bytes, where it is another than they declare.

    Raises:
        UnreadableDocument: the XML is damaged, too deep, or declares entities.
    """
    try:
        root = xml_tree(data, encoding)
    except UnreadableDocument:
        framed = _one_behind_another(data, encoding, is_signed=is_signed)
        if framed is None:
            raise
        return framed
    return _by_standard(root, is_signed=is_signed, depth=0) or own_data(root)


def _one_behind_another(
    data: bytes, encoding: str | None, *, is_signed: bool
) -> StructuredDocument | None:
    """The first of several XML texts in one file, as Finvoice stands behind its SOAP frame."""
    starts = [match.start() for match in _DECLARATION.finditer(data)][:_MAX_IN_ONE_FILE]
    if not starts or starts == [0]:
        return None
    found = []
    for start, end in pairwise(sorted({0, *starts, len(data)})):
        try:
            root = xml_tree(data[start:end], encoding)
        except UnreadableDocument:
            continue
        lines_before = data.count(b"\n", 0, start)
        for element in root.iter(etree.Element):
            element.sourceline = min((element.sourceline or 1) + lines_before, _LAST_LINE)
        document = _by_standard(root, is_signed=is_signed, depth=0)
        if document is not None:
            found.append(document)
    return replace(found[0], count=len(found)) if found else None


def structured_json(text: str) -> StructuredDocument:
    """The document of a known kind of JSON, such as a web shop's order; else its own members.

    Raises:
        UnreadableDocument: nested too deeply.
    """
    root = json_tree(text)
    return _by_standard(root, is_signed=False, depth=_MAX_ENVELOPES) or own_data(root)


def _by_standard(root: Element, *, is_signed: bool, depth: int) -> StructuredDocument | None:
    candidates = [root, *(element for element in root.iter(*known_roots()) if element is not root)]
    for element in candidates:
        for standard in standards():
            if standard.fits(element):
                count = _count_of(element, candidates, standard)
                signed = is_signed or next(root.iter("SignedInfo"), None) is not None
                return normalized(element, standard, count=count, is_signed=signed)
    if depth < _MAX_ENVELOPES:
        for element in root.iter():
            inner = _unpacked(element.text or "")
            if inner is not None:
                found = _by_standard(inner, is_signed=is_signed, depth=depth + 1)
                if found is not None:
                    return found
    return None


def _count_of(element: Element, candidates: list[Element], standard: Standard) -> int:
    """How many documents the file holds; those in the element after its first are taken out."""
    bodies = standard.several(element) if standard.several else []
    for body in bodies[1:]:
        body.getparent().remove(body)
    inside = set(element.iterdescendants())
    same = [each for each in candidates if each not in inside and standard.fits(each)]
    return max(len(same), len(bodies))


def _unpacked(text: str) -> Element | None:
    """The tree of an XML that another holds as its text, plain or in base64."""
    if len(text) < _LEAST_PACKED:
        return None
    content = text.strip().encode("utf-8", "replace")
    encoding: str | None = "utf-8"
    if _PACKED.match(text):
        encoding = None
        try:
            content = base64.b64decode(text, validate=False)
        except (binascii.Error, ValueError):
            return None
        content = signed_content(content) or content
    if not _XML_START.match(content[:200]):
        return None
    try:
        return xml_tree(content, encoding)
    except UnreadableDocument:
        return None


def structured_edifact(text: str) -> StructuredDocument | None:
    """The first message of an interchange; None where its kind has no table.

    Raises:
        UnreadableDocument: it has no message.
    """
    messages = edifact_tree(text).findall("message")
    for message in messages:
        for standard in standards():
            if standard.fits(message):
                same = [other for other in messages if standard.fits(other)]
                return normalized(message, standard, count=len(same))
    return None


def own_data(root: Element) -> StructuredDocument:
    """Data of no known standard: only their own names tell what they state."""
    return StructuredDocument(standard="", kind="", facts={}, items=[], root=root)


def signed_content(data: bytes) -> bytes | None:
    """What a CMS signature (.p7m: DER, PEM or base64) signs; None where ``data`` are no CMS.

    What is signed several times is taken out of all its signatures.
    """
    content = None
    for _ in range(_MAX_SIGNATURES):
        inner = _signed_once(data)
        if inner is None:
            break
        content = data = inner
    return content


def _signed_once(data: bytes) -> bytes | None:
    try:
        if pem.detect(data):
            _, _, data = pem.unarmor(data)
        elif data[:1] != b"0" and re.fullmatch(rb"[A-Za-z0-9+/=\s]+", data):
            data = base64.b64decode(data)
        if data[:1] != b"0":
            return None
        info = cms.ContentInfo.load(data)
        if info["content_type"].native != "signed_data":
            return None
        content = info["content"]["encap_content_info"]["content"]
        return bytes(content.native) if content.native is not None else None
    except (ValueError, TypeError, KeyError, binascii.Error):
        return None
