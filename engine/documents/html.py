"""HTML: the text that a browser would show, tables as tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from selectolax.lexbor import LexborHTMLParser, LexborNode

from engine.documents.building import Budget, PageBuilder
from engine.documents.decoding import decode

_DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9._-]+)", re.IGNORECASE)
_DECLARED_WITHIN_BYTES = 4096
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "legend",
        "li",
        "main",
        "nav",
        "ol",
        "option",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "title",
        "tr",
        "ul",
    ]
)
_UNSEEN = frozenset(
    [
        "audio",
        "canvas",
        "datalist",
        "embed",
        "head",
        "iframe",
        "math",
        "noembed",
        "noframes",
        "object",
        "script",
        "style",
        "svg",
        "template",
        "video",
    ]
)
_HIDDEN_STYLE = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_SHOWN_INPUTS = frozenset(
    ["date", "email", "month", "number", "search", "tel", "text", "time", "url", "week"]
)
_MAX_COLUMN_SPAN = 100
_SPACE = re.compile(r"[ \t\n\r\f]+")

_Event = str | LexborNode | None
"""A run of text, a table of values, or None: a line ends here."""


def read_html(data: bytes, budget: Budget, declared: str | None = None) -> list[PageBuilder]:
    """The visible text, a block a line; ``declared`` is the encoding that an envelope names."""
    if declared is None and (found := _DECLARED.search(data, 0, _DECLARED_WITHIN_BYTES)):
        declared = found[1].decode("ascii")
    budget.take_bytes(len(data))
    page = PageBuilder(budget)
    body = LexborHTMLParser(decode(data, declared)).body
    line: list[str] = []
    for event in _events(body) if body is not None else ():
        if isinstance(event, str):
            line.append(event)
            continue
        _end_line(page, line)
        if event is not None:
            page.add_table(_rows(event))
    _end_line(page, line)
    return [page]


def has_table(data: bytes, declared: str | None = None) -> bool:
    """Whether the HTML shows values in a table."""
    body = LexborHTMLParser(decode(data, declared)).body
    return body is not None and any(_holds_values(table) for table in body.css("table"))


def _end_line(page: PageBuilder, line: list[str]) -> None:
    page.add_text(_collapsed("".join(line)))
    line.clear()


def _collapsed(text: str) -> str:
    """The text with white space as a browser shows it; what ``pre`` kept is marked by CR LF."""
    return "\n".join(_SPACE.sub(" ", part).strip(" ") for part in text.split("\r\n"))


def _events(root: LexborNode) -> Iterator[_Event]:
    """What is seen inside ``root``, in order; without recursion, since nesting has no limit."""
    # the tags that are open, and whether text in them keeps its white space
    opened: list[tuple[LexborNode, bool]] = []
    node, keeps = root.child, False
    while node is not None or opened:
        if node is None:
            node, keeps = opened.pop()
            if node.tag in _BLOCKS:
                yield None
            node = node.next
            continue
        tag = node.tag or ""
        if tag == "-text":
            text = node.text_content or ""
            yield text.replace("\r", "").replace("\n", "\r\n") if keeps else text
        elif tag == "br":
            yield None
        elif tag == "input":
            yield _typed_in(node)
        elif tag == "table" and _holds_values(node):
            yield node
        elif tag and tag[0] not in "-!_" and not _is_unseen(node, tag):
            if tag in _BLOCKS:
                yield None
            opened.append((node, keeps))
            node, keeps = node.child, keeps or tag in {"pre", "textarea"}
            continue
        node = node.next


def _is_unseen(node: LexborNode, tag: str) -> bool:
    attributes = node.attributes
    return (
        tag in _UNSEEN
        or "hidden" in attributes
        or bool(_HIDDEN_STYLE.search(attributes.get("style") or ""))
    )


def _typed_in(node: LexborNode) -> str:
    attributes = node.attributes
    kind = (attributes.get("type") or "text").lower()
    return f" {attributes.get('value') or ''} " if kind in _SHOWN_INPUTS else ""


def _holds_values(table: LexborNode) -> bool:
    """Whether a table is one: mail programs lay out whole pages with tables inside tables."""
    if any(inner.mem_id != table.mem_id for inner in table.css("table")):
        return False
    rows = [row for row in table.css("tr") if len(_cells(row)) > 1]
    return len(rows) > 1


def _rows(table: LexborNode) -> Iterator[Sequence[str]]:
    for row in table.css("tr"):
        texts: list[str] = []
        for cell in _cells(row):
            texts.append(_cell_text(cell))
            span = cell.attributes.get("colspan") or ""
            if span.isascii() and span.isdigit():
                texts.extend([""] * (min(int(span[:4]), _MAX_COLUMN_SPAN) - 1))
        if any(texts):
            yield texts


def _cells(row: LexborNode) -> list[LexborNode]:
    cells = []
    node = row.child
    while node is not None:
        if node.tag in {"td", "th"} and not _is_unseen(node, node.tag):
            cells.append(node)
        node = node.next
    return cells


def _cell_text(cell: LexborNode) -> str:
    lines = ["\r\n" if event is None else event for event in _events(cell) if event != ""]
    text = _collapsed("".join(line for line in lines if isinstance(line, str)))
    return "\n".join(line for line in text.split("\n") if line)
