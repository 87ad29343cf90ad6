"""Plain text, JSON and XML: their lines."""

from __future__ import annotations

import json
import re

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser, ParseError

from engine.documents.building import Budget, PageBuilder
from engine.documents.structured.edifact import edifact_lines
from engine.documents.structured.reading import structured_edifact, structured_json, structured_xml
from engine.documents.structured.tree import XML_ENTITIES
from engine.documents.text.decoding import decode
from engine.types import UnreadableDocument

_CDATA = "<![CDATA["
XML_DAMAGED = "The XML is damaged and can't be read."

_JSON_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')
_MAX_INDENT = 20
_XML_ENCODING = re.compile(rb"^<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")


def read_text(data: bytes, budget: Budget) -> list[PageBuilder]:
    """One page, or several where form feeds divide them."""
    text = decode(data)
    budget.check_characters(len(text))
    pages = []
    for part in text.rstrip("\f\r\n \t").split("\f"):
        page = PageBuilder(budget)
        page.add_text(part)
        pages.append(page)
    return pages


def read_json(data: bytes, budget: Budget) -> list[PageBuilder]:
    """The JSON as it is, spread over lines if it came in a single one."""
    text = decode(data).strip()
    budget.check_characters(len(text))
    budget.take_data(structured_json(text))
    page = PageBuilder(budget)
    page.add_text(text if "\n" in text else _spread(text))
    return [page]


def _spread(text: str) -> str:
    """A JSON text over several lines, indented; its numbers stay as they are written."""
    shown: list[str] = []
    depth = 0
    for part in _JSON_TOKEN.findall(text):
        if part in "}]":
            depth -= 1
            shown.append(_new_line(depth) + part)
        elif part in "{[":
            depth += 1
            shown.append(part + _new_line(depth))
        elif part == ",":
            shown.append(part + _new_line(depth))
        elif part == ":":
            shown.append(": ")
        elif part.startswith('"'):
            shown.append(json.dumps(json.loads(part), ensure_ascii=False))
        else:
            shown.append(part)
    return "".join(shown)


def _new_line(depth: int) -> str:
    return "\n" + " " * min(depth, _MAX_INDENT)


def check_xml(data: bytes) -> None:
    """Go through an XML without keeping anything of it.

    Raises:
        UnreadableDocument: it declares entities, or isn't well-formed.
    """
    parser = DefusedXMLParser(target=_Nothing(), forbid_dtd=False)
    try:
        parser.feed(data)
        parser.close()
    except DefusedXmlException:
        raise UnreadableDocument(XML_ENTITIES) from None
    except (ParseError, LookupError, ValueError):
        raise UnreadableDocument(XML_DAMAGED) from None


def read_edifact(data: bytes, budget: Budget) -> list[PageBuilder]:
    """The segments of an interchange, a line each.

    Raises:
        UnreadableDocument: it has no message.
    """
    budget.check_characters(len(data))
    text = edifact_lines(data)
    budget.take_data(structured_edifact(text))
    page = PageBuilder(budget)
    page.add_text(text)
    return [page]


def read_xml(data: bytes, budget: Budget) -> list[PageBuilder]:
    """The XML as it is, spread over lines if it came in a single one.

    Raises:
        UnreadableDocument: it declares entities, or isn't well-formed.
    """
    declared = _XML_ENCODING.match(data)
    text = decode(data, declared[1].decode("ascii") if declared else None).strip()
    budget.check_characters(len(text))
    if "\n" in text.replace("?>\n", "?>", 1) or _CDATA in text:
        budget.take_data(structured_xml(data))
    else:
        text = text.replace("><", ">\n<")
        # read as it is shown, so that the lines are the same
        budget.take_data(structured_xml(text.encode("utf-8", "replace"), encoding="utf-8"))
    page = PageBuilder(budget)
    page.add_text(text)
    return [page]


class _Nothing:
    """An XML parser's target that keeps nothing."""

    def start(self, tag: str, attributes: dict[str, str]) -> None: ...

    def end(self, tag: str) -> None: ...

    def data(self, data: str) -> None: ...

    def close(self) -> None: ...
