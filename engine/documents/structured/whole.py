"""A structured document as one JSON object, the same shape for every standard.

``{"standard", "document_type", <value>: …, "vendor": {…}, "customer": {…}, "ship_to": {…},
"lines": [{…}], "tax_by_rate": [{…}], "allowances_and_charges": [{…}]}``: values and columns by the
names of ``concepts.py``, amounts as numbers, dates in ISO 8601, null where the document doesn't
say. ``document.schema.json`` is its JSON Schema.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from engine.concepts import COLUMNS, CONCEPTS, TABLES, Cell, Finder, is_numeric_column
from engine.data import Row, StructuredDocument

PARTIES = ("vendor", "customer", "ship_to")
_OF_PARTIES = (
    "name",
    "address",
    *(name for name, concept in CONCEPTS.items() if concept.is_of_either_party),
)
_VALUES = tuple(
    name
    for name, concept in CONCEPTS.items()
    if concept.is_of_data
    and concept.finder is not Finder.ROWS
    and name != "document_type"
    and not concept.is_of_either_party
    and not name.startswith(tuple(f"{party}_" for party in PARTIES))
)
_TABLES: Mapping[str, Iterable[str]] = {"lines": COLUMNS, **TABLES}
_NUMERIC = {Finder.AMOUNT, Finder.RATE}


def whole_document(data: StructuredDocument) -> dict[str, Any]:
    """The document with all that its standard's table knows of it."""
    return {
        "standard": data.standard,
        "document_type": data.kind or None,
        **{name: _value(data, name) for name in _VALUES},
        "iban": _value(data, "iban"),
        "bic": _value(data, "bic"),
        **{
            party: {name: _value(data, f"{party}_{name}") for name in _OF_PARTIES}
            for party in PARTIES
        },
        "lines": _rows(data.items, COLUMNS),
        **{name: _rows(data.tables.get(name, ()), columns) for name, columns in TABLES.items()},
    }


def _rows(rows: Sequence[Row], columns: Iterable[str]) -> list[dict[str, Any]]:
    names = tuple(columns)
    return [{name: row[name].value if name in row else None for name in names} for row in rows]


def _value(data: StructuredDocument, concept: str) -> Any:
    """The value, or all of them in a list where the document states several."""
    values = list(dict.fromkeys(fact.value for fact in data.facts.get(concept, ())))
    return values[0] if len(values) == 1 else values or None


def document_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of ``whole_document``."""
    values = {
        "standard": {"type": "string"},
        "document_type": {"type": ["string", "null"]},
        **{name: _reference(CONCEPTS[name].finder) for name in (*_VALUES, "iban", "bic")},
        **{party: {"$ref": "#/$defs/party"} for party in PARTIES},
        **{name: {"type": "array", "items": {"$ref": f"#/$defs/{name}"}} for name in _TABLES},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Document",
        **_object(values),
        "$defs": {
            "amount": _one_or_more({"type": "number"}),
            "date": _one_or_more({"type": "string", "format": "date"}),
            "text": _one_or_more({"type": "string"}),
            "party": _object({name: _reference(Finder.TEXT) for name in _OF_PARTIES}),
            **{name: _object(_cells(columns)) for name, columns in _TABLES.items()},
        },
    }


def _cells(columns: Iterable[str]) -> dict[str, Any]:
    return {
        name: {"type": ["number" if is_numeric_column(name) else "string", "null"]}
        | ({"format": "date"} if name in COLUMNS and COLUMNS[name].cell is Cell.DATE else {})
        for name in columns
    }


def _reference(finder: Finder) -> dict[str, Any]:
    kind = "amount" if finder in _NUMERIC else "date" if finder is Finder.DATE else "text"
    return {"$ref": f"#/$defs/{kind}"}


def _one_or_more(one: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [one, {"type": "array", "items": one}, {"type": "null"}]}


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
