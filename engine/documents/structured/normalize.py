"""From the tree of a file and the table of its standard to the document that it states."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TypeAlias

from lxml import etree

from engine.concepts import COLUMNS, CONCEPTS, Cell, Finder, is_numeric_column, without_party
from engine.data import Fact, Row, StructuredDocument
from engine.documents.structured.checks import failed_checks
from engine.documents.structured.facts import facts_of, text_of
from engine.documents.structured.standards import (
    Entry,
    Standard,
    TableEntry,
    en16931_terms,
    question_words,
)
from engine.documents.structured.tree import Element
from engine.values.words import Phrase, phrase

_Column: TypeAlias = tuple[str, tuple[Entry, ...], Finder]
_MAX_ROWS = 100_000
# A row that has nothing else is a line of text, or a heading.
_NOT_TELLING = frozenset({"position", "description", "long_description", "period", "tax_rate"})


def normalized(
    root: Element, standard: Standard, *, count: int = 1, is_signed: bool = False
) -> StructuredDocument:
    """What the document states, by concept, with the path and line of each value."""
    facts = _facts(root, standard)
    _add_what_follows(facts)
    rows = list(_rows(root, standard.items))
    items = [row for _, row in rows]
    tables = {
        name: [row for _, row in _rows(root, entry)] for name, entry in standard.tables.items()
    }
    return StructuredDocument(
        standard=_name(root, standard),
        kind=_kind(root, standard),
        facts=facts,
        items=items,
        item_roots=[element for element, _ in rows],
        tables=tables,
        terms=_terms(standard),
        column_terms={
            entry.term.lower(): name for name, entry in standard.items.columns.items() if entry.term
        },
        names=_names(standard),
        known=frozenset(standard.values),
        root=root,
        count=count,
        is_signed=is_signed,
        failed_checks=failed_checks(standard, facts, items, tables),
    )


def _facts(root: Element, standard: Standard) -> dict[str, Sequence[Fact]]:
    facts: dict[str, Sequence[Fact]] = {}
    for concept, entries in standard.values.items():
        found = facts_of(root, entries, CONCEPTS[without_party(concept)].finder)
        if found:
            facts[concept] = found
    currencies = {fact.value for fact in facts.get("currency", ())}
    if len(currencies) == 1:
        (currency,) = currencies
        for concept in list(facts):
            if not any(entry.any_currency for entry in standard.values[concept]):
                facts[concept] = [
                    fact for fact in facts[concept] if fact.currency in {"", currency}
                ]
    return {concept: found for concept, found in facts.items() if found}


def _add_what_follows(facts: dict[str, Sequence[Fact]]) -> None:
    """The total is what is due where nothing else is said; a payment that proves it, the total."""
    if "amount_due" not in facts and "total_amount" in facts and "amount_paid" not in facts:
        facts["amount_due"] = facts["total_amount"]
    if "total_amount" not in facts and "amount_paid" not in facts:
        parts = [facts.get(name, ()) for name in ("subtotal", "tax_amount", "amount_due")]
        if all(len(part) == 1 for part in parts):
            net, tax, due = (Decimal(str(part[0].value)) for part in parts)
            if net + tax == due:
                facts["total_amount"] = facts["amount_due"]


def _rows(root: Element, table: TableEntry) -> Iterator[tuple[Element, Row]]:
    """The rows that state more than a text."""
    count = 0
    columns = [(name, (entry,), _finder(name)) for name, entry in table.columns.items()]
    for path in table.paths:
        for element in path(root):
            if not isinstance(element, etree._Element):  # lxml's only name for it
                continue
            row = _row(element, columns)
            count += 1
            if count > _MAX_ROWS:
                return
            if row and not _NOT_TELLING.issuperset(row):
                yield element, row


def _row(element: Element, columns: Sequence[_Column]) -> dict[str, Fact]:
    return {
        name: found[0]
        for name, entries, finder in columns
        if (found := facts_of(element, entries, finder))
    }


def _finder(column: str) -> Finder:
    if is_numeric_column(column):
        return Finder.AMOUNT
    is_date = column in COLUMNS and COLUMNS[column].cell is Cell.DATE
    return Finder.DATE if is_date else Finder.TEXT


def _name(root: Element, standard: Standard) -> str:
    """The standard with its version, by the profile's own name where the table knows it."""
    version = next((text for path in standard.version if (text := text_of(path(root)))), "")
    fitting = [part for part in standard.profiles if part in version]
    if fitting:
        return standard.profiles[max(fitting, key=len)]
    return f"{standard.name} {version}".strip()


def _kind(root: Element, standard: Standard) -> str:
    for path in standard.kind_at:
        kind = standard.kinds.get(text_of(path(root)))
        if kind:
            return kind
    return standard.kinds.get("else", "")


def _terms(standard: Standard) -> dict[str, str]:
    """The standard's own terms, and those of EN 16931, which users of every standard know."""
    own = {
        entry.term.lower(): concept
        for concept, entries in standard.values.items()
        for entry in entries
        if entry.term
    }
    return {**en16931_terms(), **own}


def _names(standard: Standard) -> dict[Phrase, str]:
    own = {
        phrase(name): concept
        for concept, entries in standard.values.items()
        for entry in entries
        for name in entry.names
    }
    return {**question_words().values, **own}
