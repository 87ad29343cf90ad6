"""EDIFACT (ISO 9735) as a tree: segments under the segment that begins their group.

A segment is an element; ``@e1.2`` is the second component of its first data element. ``UNA`` names
other separators; ``UNB`` the character set (UNOA to UNOY).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from engine.documents.structured.tree import NOT_IN_XML, Element
from engine.types import UnreadableDocument

_START = re.compile(rb"\s*(?:UNA.{6}\s*)?UN[BH].", re.DOTALL)
_CHARACTER_SETS = {
    "UNOA": "ascii",
    "UNOB": "ascii",
    "UNOC": "iso8859-1",
    "UNOD": "iso8859-2",
    "UNOE": "iso8859-5",
    "UNOF": "iso8859-7",
    "UNOG": "iso8859-3",
    "UNOH": "iso8859-4",
    "UNOI": "iso8859-6",
    "UNOJ": "iso8859-8",
    "UNOK": "iso8859-9",
    "UNOW": "utf-8",
    "UNOX": "iso2022_jp",
    "UNOY": "utf-8",
}
_CHARACTER_SET = re.compile(rb"UNB.(UNO[A-Z])")
_MAX_SEGMENTS = 500_000
_UNA_LENGTH = 9

# Which segments belong to the group that a segment begins; LIN takes whatever no other group takes.
_GROUPS = {
    "NAD": {"LOC", "FII", "RFF", "CTA", "COM", "DOC"},
    "CTA": {"COM"},
    "RFF": {"DTM"},
    "TAX": {"MOA", "LOC"},
    "CUX": {"DTM"},
    "PAT": {"DTM", "PCD", "MOA", "PAI", "FII"},
    "TDT": {"LOC", "RFF", "DTM"},
    "ALC": {"QTY", "PCD", "MOA", "RTE", "RNG", "TAX", "DTM", "ALI"},
    "PRI": {"CUX", "DTM", "APR", "RNG"},
    "PAC": {"MEA", "QTY", "PCI", "RFF", "DTM", "GIN"},
}
_ENDS_LINES = {"LIN", "UNS", "CNT", "UNT", "UNZ", "CPS"}


@dataclass(frozen=True, slots=True)
class _Signs:
    component: str = ":"
    element: str = "+"
    release: str = "?"
    segment: str = "'"


def is_edifact(data: bytes) -> bool:
    return _START.match(data[:200]) is not None


def edifact_lines(data: bytes) -> str:
    """The text of an interchange, a line for each segment if it came in a single one."""
    text = data.decode(_encoding(data), errors="replace").strip("\ufeff \r\n\t")
    if "\n" in text:
        return text
    signs, body = _signs(text)
    lines = [text[: len(text) - len(body)]] if len(body) < len(text) else []
    start = at = 0
    while at < len(body):
        if body[at] == signs.release:
            at += 1
        elif body[at] == signs.segment:
            lines.append(body[start : at + 1])
            start = at + 1
        at += 1
    return "\n".join([*lines, body[start:]]).rstrip("\n")


def _signs(text: str) -> tuple[_Signs, str]:
    """The separators that ``UNA`` names, and the text behind it."""
    if not text.startswith("UNA") or len(text) <= _UNA_LENGTH:
        return _Signs(), text
    # a space there says that nothing releases
    release = text[6].strip()
    signs = _Signs(component=text[3], element=text[4], release=release, segment=text[8])
    return signs, text[_UNA_LENGTH:]


def edifact_tree(text: str) -> Element:
    """An element ``interchange`` with an element ``message`` for each message.

    Raises:
        UnreadableDocument: it has no message, or too many segments.
    """
    signs, body = _signs(text)
    root = etree.Element("interchange")
    stack = [root]
    for count, (line, segment) in enumerate(_segments(body, signs)):
        if count > _MAX_SEGMENTS:
            raise UnreadableDocument(
                "The EDIFACT file has too many segments; send fewer at a time."
            )
        _place(root, stack, line, segment)
    if root.find("message") is None:
        raise UnreadableDocument("The EDIFACT file has no message (UNH) and can't be read.")
    return root


def _encoding(data: bytes) -> str:
    """UTF-8 where it fits, whatever is declared: nothing else looks like it by chance."""
    found = _CHARACTER_SET.search(data[:400])
    declared = _CHARACTER_SETS.get(found[1].decode(), "utf-8") if found else "utf-8"
    for encoding in ("utf-8", declared):
        try:
            data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    return "iso8859-1"


def _segments(text: str, signs: _Signs) -> Iterator[tuple[int, list[list[str]]]]:
    """Each segment with its line: its data elements, each a list of components."""
    line, first_line = 1, 1
    elements: list[list[str]] = [[]]
    part: list[str] = []
    characters = iter(text)
    for character in characters:
        if character == "\n":
            line += 1
        if character == signs.release:
            part.append(next(characters, ""))
        elif character == signs.component:
            elements[-1].append("".join(part))
            part = []
        elif character == signs.element:
            elements[-1].append("".join(part))
            elements.append([])
            part = []
        elif character == signs.segment:
            elements[-1].append("".join(part))
            yield first_line, elements
            elements, part, first_line = [[]], [], line
        elif character not in "\r\n":
            if not part and len(elements) == 1 and not elements[0]:
                first_line = line
            part.append(character)


def _place(root: Element, stack: list[Element], line: int, segment: list[list[str]]) -> None:
    tag = segment[0][0].strip()
    if not re.fullmatch(r"[A-Z]{3}", tag):
        return
    if tag == "UNH":
        stack[:] = [root, etree.SubElement(root, "message")]
    while len(stack) > 1 and not _belongs(tag, str(stack[-1].tag)):
        stack.pop()
    element = etree.SubElement(stack[-1], tag)
    element.sourceline = min(line, 2**31 - 1)
    for number, components in enumerate(segment[1:], 1):
        for place, value in enumerate(components, 1):
            if value.strip():
                element.set(f"e{number}.{place}", NOT_IN_XML.sub("", value.strip()))
    if tag in _GROUPS or tag in {"LIN", "CPS"}:
        stack.append(element)


def _belongs(tag: str, group: str) -> bool:
    match group:
        case "message":
            return tag not in {"UNB", "UNZ", "UNG", "UNE"}
        case "interchange":
            return True
        case "LIN":
            return tag not in _ENDS_LINES
        case "CPS":
            return tag not in _ENDS_LINES - {"LIN"}
    return tag in _GROUPS[group]
