"""The tables of ``standards/``: which values a standard states, and where.

A table is TOML::

    name = "UBL"
    include = ["_ubl"]                     # other tables whose entries are taken over
    kind = "invoice"                       # of concepts.DOCUMENT_TYPES, or a table:

    [kind]
    at = ["InvoiceTypeCode", "name()"]     # XPaths; the first whose value is listed decides
    381 = "credit_note"
    else = "invoice"                       # where none is listed; without it the kind is unknown

    [when]
    root = ["Invoice"]                     # names of the root element
    has = "AccountingSupplierParty"        # an XPath that finds something, optional
    version = ["CustomizationID"]          # XPaths; the first that finds something
    profiles = {"xrechnung" = "XRechnung"} # what versions are called; the longest part that fits
    several = "Batch/Invoice"              # further documents in one root; the first answers

    [shapes.address]                       # values that are put together of parts
    parts = ["StreetName", "concat(PostalZone, ' ', CityName)"]

    [values]
    invoice_number = {at = ["ID"], term = "BT-1", names = ["numero fattura"]}

    [items]
    at = ["InvoiceLine"]
    [items.columns]
    amount = {at = ["LineExtensionAmount"], term = "BT-131"}

    [tables.tax_by_rate]                   # other tables, by concept
    at = ["TaxTotal/TaxSubtotal"]
    columns = {tax_rate = {at = ["TaxCategory/Percent"]}}

    [sums]                                 # what must add up: "-" takes away, "?" may be missing
    subtotal = ["lines_total", "-allowances?", "charges?"]

Paths are XPath 1.0 without prefixes (``tree.py`` strips them); of several the first that finds
something answers. ``names`` are the words that a question may use beside those of the languages.
Keys are names of ``concepts.py``; another key is an error when the tables are loaded.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from lxml import etree

from engine.concepts import COLUMNS, DOCUMENT_TYPES, TABLES, check_names, without_party
from engine.documents.structured.tree import Element
from engine.values.words import Phrase, folded, phrase

FOLDER = Path(__file__).parent / "standards"
ITEMS = "line_items"
"""In ``sums``: the amounts of all lines, added up. A table's name is its tax amounts' sum."""


@dataclass(frozen=True, slots=True)
class Shape:
    """How the parts below an element make one value, such as an address or a period."""

    parts: tuple[etree.XPath, ...]
    separator: str = ", "
    of_dates: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """Where one value stands.

    Args:
        term: the standard's own name of it.
        names: words of questions that ask for it.
        codes: the list that says what a code means.
        shape: how the parts below the element make the value.
        sums: several found are added up.
        is_ratio: 0.16 stands for 16 %.
        any_currency: an amount that may be in another currency than the document's.
    """

    paths: tuple[etree.XPath, ...]
    term: str = ""
    names: tuple[str, ...] = ()
    codes: str = ""
    shape: Shape | None = None
    sums: bool = False
    is_ratio: bool = False
    any_currency: bool = False


@dataclass(frozen=True, slots=True)
class TableEntry:
    """Where the rows of a table stand, and their columns in them."""

    paths: tuple[etree.XPath, ...]
    columns: Mapping[str, Entry]


@dataclass(frozen=True, slots=True)
class Term:
    """One part of a sum; where it need not be stated it counts as nothing."""

    concept: str
    sign: int
    is_optional: bool


@dataclass(frozen=True, slots=True)
class Sum:
    """What adds up to a value."""

    of: str
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Standard:
    """One kind of document of one standard."""

    name: str
    kinds: Mapping[str, str]
    kind_at: tuple[etree.XPath, ...]
    roots: frozenset[str]
    has: etree.XPath | None
    version: tuple[etree.XPath, ...]
    profiles: Mapping[str, str]
    several: etree.XPath | None
    values: Mapping[str, tuple[Entry, ...]]
    items: TableEntry
    tables: Mapping[str, TableEntry]
    sums: tuple[Sum, ...]

    def fits(self, root: Element) -> bool:
        return root.tag in self.roots and (self.has is None or bool(self.has(root)))


@cache
def standards() -> tuple[Standard, ...]:
    """All tables, the most particular first: by the name of the file."""
    paths = sorted(path for path in FOLDER.glob("*.toml") if not path.stem.startswith("_"))
    return tuple(_standard(path) for path in paths)


@cache
def known_roots() -> frozenset[str]:
    """The names of the root elements of all standards."""
    return frozenset(name for standard in standards() for name in standard.roots)


@cache
def code_lists() -> Mapping[str, Mapping[str, str]]:
    """What codes mean, by the name of their list: units, payment means, document types."""
    tables: dict[str, dict[str, str]] = tomllib.loads(
        (FOLDER / "_codes.toml").read_text(encoding="utf-8")
    )
    return tables


@cache
def en16931_terms() -> Mapping[str, str]:
    """Concepts by the terms of EN 16931, such as BT-112, in lower case."""
    values: dict[str, Any] = _with_included(FOLDER / "ubl_invoice.toml")["values"]
    return {
        entry["term"].lower(): concept
        for concept, entry in values.items()
        if isinstance(entry, dict) and "term" in entry
    }


@dataclass(frozen=True, slots=True)
class QuestionWords:
    """What questions call values and columns of data, beside the words of the languages."""

    values: Mapping[Phrase, str]
    columns: Mapping[Phrase, str]
    table_columns: Mapping[Phrase, str]
    whole: frozenset[str]


@cache
def question_words() -> QuestionWords:
    path = FOLDER / "_names.toml"
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    for concept in table["values"]:
        without_party(concept)
    check_names(table["columns"], COLUMNS, path.name)
    of_tables = {column for columns in TABLES.values() for column in columns}
    check_names(table["table_columns"], of_tables, path.name)
    return QuestionWords(
        values=_by_phrase(table["values"]),
        columns=_by_phrase(table["columns"]),
        table_columns=_by_phrase(table["table_columns"]),
        whole=frozenset(map(folded, table["words"]["whole"])),
    )


def _by_phrase(table: Mapping[str, Sequence[str]]) -> dict[Phrase, str]:
    return {phrase(name): meant for meant, names in table.items() for name in names}


_PARTS = ("name", "kind", "include", "when", "shapes", "values", "items", "tables", "sums")
_CONDITIONS = ("root", "has", "version", "profiles", "several")


def _standard(path: Path) -> Standard:
    table = _with_included(path)
    where, when = path.name, table["when"]
    check_names(table, _PARTS, where)
    check_names(when, _CONDITIONS, f"{where}: [when]")
    values = table.get("values", {})
    for concept in values:
        without_party(concept)
    check_names(table.get("tables", {}), TABLES, f"{where}: [tables]")
    shapes = {name: _shape(shape) for name, shape in table.get("shapes", {}).items()}
    kinds = table["kind"] if isinstance(table["kind"], dict) else {"else": table["kind"]}
    kind_at = _paths(kinds.pop("at", []))
    check_names(kinds.values(), DOCUMENT_TYPES, f"{where}: [kind]")
    return Standard(
        name=table["name"],
        kinds=kinds,
        kind_at=kind_at,
        roots=frozenset(when["root"]),
        has=etree.XPath(when["has"]) if "has" in when else None,
        version=_paths(when.get("version", [])),
        profiles=when.get("profiles", {}),
        several=etree.XPath(when["several"]) if "several" in when else None,
        values={name: _entries(entry, shapes) for name, entry in values.items()},
        items=_table(table.get("items", {}), shapes, COLUMNS, where),
        tables={
            name: _table(each, shapes, TABLES[name], where)
            for name, each in table.get("tables", {}).items()
        },
        sums=tuple(_sum(name, texts) for name, texts in table.get("sums", {}).items()),
    )


def _with_included(path: Path) -> dict[str, Any]:
    """The table of a file, and what the tables that it includes say beside it."""
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    for name in table.pop("include", []):
        included = _with_included(FOLDER / f"{name}.toml")
        for section in ("shapes", "values", "tables", "sums"):
            table[section] = {**included.get(section, {}), **table.get(section, {})}
        theirs, own = included.get("items", {}), table.get("items", {})
        columns = {**theirs.get("columns", {}), **own.get("columns", {})}
        table["items"] = {**theirs, **own, "columns": columns}
    return table


def _table(
    table: Mapping[str, Any], shapes: Mapping[str, Shape], known: Iterable[str], where: str
) -> TableEntry:
    columns = table.get("columns", {})
    check_names(columns, known, where)
    return TableEntry(
        paths=_paths(table.get("at", [])),
        columns={name: _entry(entry, shapes) for name, entry in columns.items()},
    )


def _sum(of: str, texts: Sequence[str]) -> Sum:
    terms = tuple(
        Term(text.strip("-?"), -1 if text.startswith("-") else 1, text.endswith("?"))
        for text in texts
    )
    for concept in (of, *(term.concept for term in terms)):
        if concept not in {ITEMS, *TABLES}:
            without_party(concept)
    return Sum(of, terms)


def _shape(table: Mapping[str, Any]) -> Shape:
    return Shape(
        _paths(table["parts"]), table.get("separator", ", "), of_dates=table.get("of_dates", False)
    )


def _entries(entry: Any, shapes: Mapping[str, Shape]) -> tuple[Entry, ...]:
    entries = entry if isinstance(entry, list) else [entry]
    return tuple(_entry(each, shapes) for each in entries)


def _entry(entry: Mapping[str, Any], shapes: Mapping[str, Shape]) -> Entry:
    return Entry(
        paths=_paths(entry["at"]),
        term=entry.get("term", ""),
        names=tuple(entry.get("names", ())),
        codes=entry.get("codes", ""),
        shape=shapes[entry["shape"]] if "shape" in entry else None,
        sums=entry.get("sums", False),
        is_ratio=entry.get("is_ratio", False),
        any_currency=entry.get("any_currency", False),
    )


def _paths(expressions: Sequence[str]) -> tuple[etree.XPath, ...]:
    return tuple(map(etree.XPath, expressions))
