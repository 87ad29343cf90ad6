"""Finds structured data in a file, whatever it is packed in, and reads them by their standard."""

from __future__ import annotations

import base64
import binascii
import re

from asn1crypto import cms, pem

from engine.data import StructuredDocument
from engine.documents.structured.edifact import edifact_tree
from engine.documents.structured.normalize import normalized
from engine.documents.structured.standards import standards
from engine.documents.structured.tree import Element, json_tree, xml_tree

# An element that holds a whole document as base64: in SOAP answers and national envelopes.
_PACKED = re.compile(r"[A-Za-z0-9+/=\s]{200,}\Z")
_XML_START = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:\?xml|[A-Za-z])")
_MAX_ENVELOPES = 4


def structured_xml(data: bytes, *, is_signed: bool = False) -> StructuredDocument:
    """The document of a known standard that an XML file is, or has in it; else its own names.

    Raises:
        UnreadableDocument: the XML is damaged, too deep, or declares entities.
    """
    root = xml_tree(data)
    return _by_standard(root, is_signed=is_signed, depth=0) or own_data(root)


def structured_json(text: str) -> StructuredDocument:
    """The members of a JSON text.

    Raises:
        UnreadableDocument: nested too deeply.
    """
    return own_data(json_tree(text))


def _by_standard(root: Element, *, is_signed: bool, depth: int) -> StructuredDocument | None:
    roots = {name for standard in standards() for name in standard.roots}
    candidates = [root, *(element for element in root.iter(*roots) if element is not root)]
    for element in candidates:
        for standard in standards():
            if standard.fits(element):
                inside = set(element.iterdescendants())
                same = [
                    other for other in candidates if other not in inside and standard.fits(other)
                ]
                signed = is_signed or next(root.iter("Signature"), None) is not None
                count = max(len(same), _bodies(element))
                return normalized(_first_body(element), standard, count=count, is_signed=signed)
    if depth < _MAX_ENVELOPES:
        for element in root.iter():
            packed = _unpacked(element.text or "")
            if packed is not None:
                inner = _by_standard(xml_tree(packed), is_signed=is_signed, depth=depth + 1)
                if inner is not None:
                    return inner
    return None


# What holds several invoices in one file, by root: FatturaPA's bodies, Facturae's invoices.
_BODIES = {"FatturaElettronica": "FatturaElettronicaBody", "Facturae": "Invoice", "enviNFe": "NFe"}


def _bodies(root: Element) -> int:
    name = _BODIES.get(str(root.tag))
    return len(list(root.iter(name))) if name else 1


def _first_body(root: Element) -> Element:
    """Without the further invoices of a batch: the first answers."""
    name = _BODIES.get(str(root.tag))
    for body in list(root.iter(name))[1:] if name else ():
        parent = body.getparent()
        if parent is not None:
            parent.remove(body)
    return root


def _unpacked(text: str) -> bytes | None:
    if len(text) < 200 or not _PACKED.match(text):
        return None
    try:
        content = base64.b64decode(text, validate=False)
    except (binascii.Error, ValueError):
        return None
    content = signed_content(content) or content
    return content if _XML_START.match(content[:200]) else None


def structured_edifact(data: bytes) -> StructuredDocument | None:
    """The first message of an interchange; None where its kind has no table.

    Raises:
        UnreadableDocument: it has no message.
    """
    messages = edifact_tree(data).findall("message")
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
    """What a CMS signature (.p7m: DER, PEM or base64) signs; None where ``data`` are no CMS."""
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
