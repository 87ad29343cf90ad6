"""HTML: the text that a browser would show, tables as tables."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from engine.documents.building import TICKED, UNTICKED, Budget, PageBuilder, Rows
from engine.documents.text.decoding import decode

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
_HIDDEN_STYLE = re.compile(
    r"(?:display\s{0,9}:\s{0,9}none|visibility\s{0,9}:\s{0,9}hidden|mso-hide\s{0,9}:\s{0,9}all"
    r"|(?:font-size|max-height|opacity)\s{0,9}:\s{0,9}0(?:px|pt|em|%)?\s{0,9}(?:;|!|$))",
    re.IGNORECASE,
)
_SHOWN_INPUTS = frozenset(
    ["date", "email", "month", "number", "search", "tel", "text", "time", "url", "week"]
)
_BOXES = frozenset(["checkbox", "radio"])
_MAX_COLUMN_SPAN = 100
_MAX_ROW_SPAN = 10_000
_SPACE = re.compile(r"[ \t\n\r\f]+")

_Event = str | LexborNode | None
"""A run of text, a table of values, or None: a line ends here."""


def read_html(data: bytes, budget: Budget) -> list[PageBuilder]:
    """The visible text, a block a line."""
    found = _DECLARED.search(data, 0, _DECLARED_WITHIN_BYTES)
    page = PageBuilder(budget)
    add_html(decode(data, found[1].decode("ascii") if found else None), page)
    return [page]


def add_html(text: str, page: PageBuilder) -> None:
    """Add what a browser shows of an HTML."""
    page.budget.take_bytes(len(text))
    body = LexborHTMLParser(text).body
    line: list[str] = []
    for event in _events(body) if body is not None else ():
        if isinstance(event, str):
            line.append(event)
            continue
        _end_line(page, line)
        if event is not None:
            page.add_table(_rows(event))
    _end_line(page, line)


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
        elif tag in _CONTROLS:
            yield _CONTROLS[tag](node)
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
    if kind in _BOXES:
        return f" {TICKED if 'checked' in attributes else UNTICKED} "
    return f" {attributes.get('value') or ''} " if kind in _SHOWN_INPUTS else ""


def _chosen(node: LexborNode) -> str:
    """What a list of choices shows: those that are chosen, else the first."""
    options = node.css("option")
    chosen = [option for option in options if "selected" in option.attributes]
    return f" {', '.join(option.text(strip=True) for option in chosen or options[:1])} "


_CONTROLS = {"input": _typed_in, "select": _chosen}


def _holds_values(table: LexborNode) -> bool:
    """Whether a table is one: mail programs lay out whole pages with tables inside tables."""
    if any(inner.mem_id != table.mem_id for inner in table.css("table")):
        return False
    rows = [row for row in table.css("tr") if len(_cells(row)) > 1]
    return len(rows) > 1


def _rows(table: LexborNode) -> list[list[str]]:
    rows = Rows()
    found = [row for row in table.css("tr") if not _is_unseen(row, "tr")]
    # the foot may be written before the body
    found.sort(key=lambda row: row.parent is not None and row.parent.tag == "tfoot")
    for row in found:
        rows.start()
        for cell in _cells(row):
            rows.add(
                _cell_text(cell),
                _span(cell, "colspan") or 1,
                min(_span(cell, "rowspan"), len(found)) or len(found),
            )
    return rows.taken()


def _span(cell: LexborNode, name: str) -> int:
    value = cell.attributes.get(name) or ""
    if not (value.isascii() and value.isdigit()):
        return 1
    return min(int(value[:5]), _MAX_COLUMN_SPAN if name == "colspan" else _MAX_ROW_SPAN)


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
