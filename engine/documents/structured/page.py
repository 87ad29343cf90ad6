"""A structured document as an HTML page for people: what its data state, and nothing else.

The page is whole by itself: no script, no style sheet and no picture from elsewhere. Everything
that stands in the data is escaped.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from html import escape
from typing import Any

from engine.concepts import is_numeric_column
from engine.data import StructuredDocument
from engine.documents.structured.whole import PARTIES, whole_document

_MAX_ROWS = 2_000
_STYLE = (
    "body{font:15px/1.4 sans-serif;max-width:60em;margin:2em auto;padding:0 1em}"
    "table{border-collapse:collapse;width:100%;margin:1em 0}"
    "td,th{border-bottom:1px solid #ccc;padding:.3em .6em;text-align:left;vertical-align:top}"
    "td.number{text-align:right}"
)
_TITLES = {"lines": "Lines", "tax_by_rate": "Tax by rate"}


def page_of(data: StructuredDocument) -> str:
    """The document with its parties, values and tables, as far as it states them."""
    document = whole_document(data)
    kind = _words(data.kind) if data.kind else "Document"
    values = {
        name: value
        for name, value in document.items()
        if value is not None and not isinstance(value, dict) and not _is_table(value)
    }
    tables = {name: value for name, value in document.items() if _is_table(value)}
    parts = [
        "<!doctype html>",
        f'<html lang="en"><head><meta charset="utf-8"><title>{escape(kind)}</title>',
        f"<style>{_STYLE}</style></head><body>",
        f"<h1>{escape(kind)}</h1>",
        _values(values),
        *(
            f"<h2>{escape(_words(party))}</h2>{_values(document[party])}"
            for party in PARTIES
            if any(document[party].values())
        ),
        *(
            f"<h2>{escape(_TITLES.get(name) or _words(name))}</h2>{_table(rows)}"
            for name, rows in tables.items()
            if rows
        ),
        *(f"<p>Check failed: {escape(check.text)}.</p>" for check in data.failed_checks),
        "</body></html>",
    ]
    return "\n".join(parts)


def _is_table(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(row, dict) for row in value)


def _values(values: Mapping[str, Any]) -> str:
    rows = (
        f"<tr><th>{escape(_words(name))}</th><td>{_shown(value)}</td></tr>"
        for name, value in values.items()
        if value is not None
    )
    return f"<table>{''.join(rows)}</table>"


def _table(rows: Sequence[Mapping[str, Any]]) -> str:
    shown = rows[:_MAX_ROWS]
    columns = [name for name in rows[0] if any(row[name] is not None for row in shown)]
    head = "".join(f"<th>{escape(_words(name))}</th>" for name in columns)
    body = "".join(f"<tr>{_cells(row, columns)}</tr>" for row in shown)
    left_out = len(rows) - len(shown)
    note = f"<p>{left_out} more rows are in the data.</p>" if left_out else ""
    return f"<table><tr>{head}</tr>{body}</table>{note}"


def _cells(row: Mapping[str, Any], columns: Iterable[str]) -> str:
    return "".join(
        f'<td class="number">{_shown(row[name])}</td>'
        if is_numeric_column(name)
        else f"<td>{_shown(row[name])}</td>"
        for name in columns
    )


def _shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return "<br>".join(map(_shown, value))
    if isinstance(value, float):
        return f"{Decimal(str(value)).normalize():f}"
    return escape(str(value))


def _words(name: str) -> str:
    return name.replace("_", " ").capitalize()
