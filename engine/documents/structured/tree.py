"""XML and JSON as one kind of tree, so that one language, XPath, finds values in both.

Elements carry local names only: prefixes and name spaces differ between senders of one standard.
"""

from __future__ import annotations

import json
import re
from typing import Any, TypeAlias

from lxml import etree

from engine.types import UnreadableDocument

Element: TypeAlias = Any
"""An element of lxml, which has no types of its own."""

XML_ENTITIES = "The XML declares entities, which are not read."
TOO_DEEP = "The data are nested too deeply; send a flatter file."

MAX_DEPTH = 200
"""More than any standard nests; what is deeper is made to do harm."""

# The original name of a member whose name is none in XML.
ORIGINAL_NAME = "member"
# Set where JSON writes a number.
NUMBER = "number"
# Characters that XML has no place for.
NOT_IN_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# The characters of names are fewer than those of words: "½" is none (XML 1.0, section 2.3).
_NOT_IN_NAMES = re.compile(
    "[^-.0-9A-Z_a-z\xb7\xc0-\xd6\xd8-\xf6\xf8-\u037d\u037f-\u1fff\u200c\u200d\u203f\u2040"
    "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd]"
)
_NOT_AT_START = re.compile("[-.0-9\xb7\u0300-\u036f\u203f\u2040]")


def xml_tree(data: bytes, encoding: str | None = None) -> Element:
    """The root of an XML file, in the encoding that it declares if no other is given.

    Raises:
        UnreadableDocument: it declares entities, isn't well-formed (with the line), or is too deep.
    """
    parser = etree.XMLParser(
        encoding=encoding,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data.lstrip(b" \t\r\n"), parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableDocument(
            f"The XML is damaged in line {error.lineno or 1} and can't be read."
        ) from None
    except (ValueError, LookupError):
        raise UnreadableDocument("The XML is damaged and can't be read.") from None
    dtd = root.getroottree().docinfo.internalDTD
    if dtd is not None and next(iter(dtd.iterentities()), None) is not None:
        raise UnreadableDocument(XML_ENTITIES)
    _check_depth(root)
    for element in root.iter(etree.Element):
        _strip_name_spaces(element)
    return root


def _strip_name_spaces(element: Element) -> None:
    tag = str(element.tag)
    if tag.startswith("{"):
        element.tag = tag.rpartition("}")[2]
    for name, value in element.attrib.items():
        if str(name).startswith("{"):
            del element.attrib[name]
            local = str(name).rpartition("}")[2]
            if local not in element.attrib:
                element.set(local, value)


def _check_depth(root: Element) -> None:
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > MAX_DEPTH:
            raise UnreadableDocument(TOO_DEEP)


def json_tree(text: str) -> Element:
    """The members of a JSON text as elements; a list is the same element several times.

    Numbers and truth values stand as JSON writes them; null is an empty element.

    Raises:
        UnreadableDocument: nested too deeply.
        ValueError: it is no JSON.
    """
    root = etree.Element("json")
    try:
        value = json.loads(
            text, parse_int=_Number, parse_float=_Number, parse_constant=lambda name: name
        )
    except RecursionError:
        raise UnreadableDocument(TOO_DEEP) from None
    _add_members(root, value, "item", depth=0)
    return root


class _Number(str):
    """A number as the text writes it: with its zeros, whatever its size."""

    __slots__ = ()


def _add_members(parent: Element, value: Any, name: str, *, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise UnreadableDocument(TOO_DEEP)
    if isinstance(value, dict):
        for member, content in value.items():
            if isinstance(content, list):
                for entry in content:
                    _add_member(parent, member, entry, depth=depth)
            else:
                _add_member(parent, member, content, depth=depth)
    elif isinstance(value, list):
        for entry in value:
            _add_member(parent, name, entry, depth=depth)
    else:
        parent.text = _shown(value)
        if isinstance(value, _Number):
            parent.set(NUMBER, "")


def _add_member(parent: Element, name: str, value: Any, *, depth: int) -> None:
    child = etree.SubElement(parent, _element_name(name))
    if child.tag != name:
        child.set(ORIGINAL_NAME, _storable(name))
    _add_members(child, value, name, depth=depth + 1)


def _element_name(name: str) -> str:
    plain = _NOT_IN_NAMES.sub("_", name) or "_"
    return f"_{plain}" if _NOT_AT_START.match(plain) else plain


def _shown(value: Any) -> str:
    if value is None:
        return ""
    return _storable(value) if isinstance(value, str) else str(value).lower()


def _storable(text: str) -> str:
    return NOT_IN_XML.sub("", text)
