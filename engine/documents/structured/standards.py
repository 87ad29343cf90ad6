"""The tables of ``standards/``: which values a standard states, and where.

A table is TOML::

    name = "UBL Invoice"
    kind = "invoice"                       # of concepts.DOCUMENT_TYPES, or a table: value → kind
    include = ["ubl_parties"]              # other tables whose entries are taken over

    [when]
    root = ["Invoice"]                     # names of the root element
    has = "cbc"                            # an XPath that finds something, optional
    version = ["CustomizationID"]          # XPaths; the first that finds something

    [values]
    invoice_number = {at = ["ID"], term = "BT-1", names = ["numero fattura"]}

    [items]
    at = ["InvoiceLine"]
    [items.columns]
    amount = {at = ["LineExtensionAmount"], term = "BT-131"}

Paths are XPath 1.0 without prefixes (``tree.py`` strips them); of several the first that finds
something answers. ``names`` are the words that a question may use beside those of the languages.
Keys are names of ``concepts.py``; another key is an error when the tables are loaded.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from lxml import etree

from engine.concepts import COLUMNS, DOCUMENT_TYPES, check_names, without_party
from engine.documents.structured.tree import Element
from engine.values.words import Phrase, phrase

FOLDER = Path(__file__).parent / "standards"


@dataclass(frozen=True, slots=True)
class Entry:
    """Where one value stands.

    Args:
        term: the standard's own name of it.
        names: words of questions that ask for it.
        codes: the list that says what a code means.
        joins: the leaves below the element make the value, as those of an address do.
        sums: several found are added up.
    """

    paths: tuple[etree.XPath, ...]
    term: str = ""
    names: tuple[str, ...] = ()
    codes: str = ""
    joins: bool = False
    sums: bool = False


@dataclass(frozen=True, slots=True)
class Standard:
    """One kind of document of one standard."""

    name: str
    kinds: Mapping[str, str]
    kind_at: etree.XPath | None
    roots: frozenset[str]
    has: etree.XPath | None
    first: etree.XPath | None
    version: tuple[etree.XPath, ...]
    values: Mapping[str, tuple[Entry, ...]]
    item_paths: tuple[etree.XPath, ...]
    columns: Mapping[str, Entry]

    def fits(self, root: Element) -> bool:
        return root.tag in self.roots and (self.has is None or bool(self.has(root)))


@cache
def standards() -> tuple[Standard, ...]:
    """All tables, the most particular first: by the name of the file."""
    paths = sorted(path for path in FOLDER.glob("*.toml") if not path.stem.startswith("_"))
    return tuple(_standard(path) for path in paths)


@cache
def code_lists() -> Mapping[str, Mapping[str, str]]:
    """What codes mean, by the name of their list: units, payment means, document types."""
    tables: dict[str, dict[str, str]] = tomllib.loads(
        (FOLDER / "_codes.toml").read_text(encoding="utf-8")
    )
    return tables


@dataclass(frozen=True, slots=True)
class QuestionWords:
    """What questions call values and columns, whatever the standard."""

    values: Mapping[Phrase, str]
    columns: Mapping[Phrase, str]


@cache
def question_words() -> QuestionWords:
    path = FOLDER / "_names.toml"
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    for concept in table["values"]:
        without_party(concept)
    check_names(table["columns"], COLUMNS, path.name)
    return QuestionWords(values=_by_phrase(table["values"]), columns=_by_phrase(table["columns"]))


def _by_phrase(table: Mapping[str, Sequence[str]]) -> dict[Phrase, str]:
    return {phrase(name): meant for meant, names in table.items() for name in names}


def _standard(path: Path) -> Standard:
    table = _with_included(path)
    where = path.name
    values, columns = table.get("values", {}), table.get("items", {}).get("columns", {})
    for concept in values:
        without_party(concept)
    check_names(columns, COLUMNS, where)
    kind = table["kind"]
    kinds = kind if isinstance(kind, dict) else {"": kind}
    check_names((name for key, name in kinds.items() if key != "at"), DOCUMENT_TYPES, where)
    when = table["when"]
    return Standard(
        name=table["name"],
        kinds={key: name for key, name in kinds.items() if key != "at"},
        kind_at=_path(kinds["at"]) if "at" in kinds else None,
        roots=frozenset(when["root"]),
        has=_path(when["has"]) if "has" in when else None,
        first=_path(when["first"]) if "first" in when else None,
        version=_paths(when.get("version", [])),
        values={name: _entries(entry) for name, entry in values.items()},
        item_paths=_paths(table.get("items", {}).get("at", [])),
        columns={name: _entry(entry) for name, entry in columns.items()},
    )


def _with_included(path: Path) -> dict[str, Any]:
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    for name in table.pop("include", []):
        included = _with_included(FOLDER / f"{name}.toml")
        table["values"] = {**included.get("values", {}), **table.get("values", {})}
        if "items" in included:
            items = table.setdefault("items", {})
            items.setdefault("at", included["items"].get("at", []))
            items["columns"] = {
                **included["items"].get("columns", {}),
                **items.get("columns", {}),
            }
    return table


def _entries(entry: Any) -> tuple[Entry, ...]:
    return tuple(map(_entry, entry)) if isinstance(entry, list) else (_entry(entry),)


def _entry(entry: Mapping[str, Any]) -> Entry:
    return Entry(
        paths=_paths(entry["at"]),
        term=entry.get("term", ""),
        names=tuple(entry.get("names", ())),
        codes=entry.get("codes", ""),
        joins=entry.get("joins", False),
        sums=entry.get("sums", False),
    )


def _paths(expressions: Sequence[str]) -> tuple[etree.XPath, ...]:
    return tuple(map(_path, expressions))


def _path(expression: str) -> etree.XPath:
    return etree.XPath(expression)
