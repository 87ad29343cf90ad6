"""From the tree of a file and the table of its standard to the document that it states."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from lxml import etree

from engine.concepts import COLUMNS, CONCEPTS, Cell, Finder, without_party
from engine.data import Fact, StructuredDocument
from engine.documents.structured.standards import Entry, Standard, code_lists, question_words
from engine.documents.structured.tree import Element
from engine.values.words import phrase

_MAX_FACTS = 1_000
_MAX_ITEMS = 100_000
_NUMERIC = {Finder.AMOUNT, Finder.RATE}
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_COMPACT_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SHORT_DATE = re.compile(r"(\d{2})(\d{2})(\d{2})")
# UN/EDIFACT 2379: how a date is written.
_SHORT_DATE_CODES = {"101"}


def normalized(
    root: Element, standard: Standard, *, count: int = 1, is_signed: bool = False
) -> StructuredDocument:
    """What the document states, by concept, with the path and line of each value."""
    facts: dict[str, Sequence[Fact]] = {
        concept: found
        for concept, entries in standard.values.items()
        if (found := _facts(root, entries, concept))
    }
    _add_else(facts)
    rows = [row for path in standard.item_paths for row in _elements(path(root))][:_MAX_ITEMS]
    items = [_item(row, standard.columns) for row in rows]
    terms = {
        entry.term.lower(): facts[concept][0]
        for concept, entries in standard.values.items()
        for entry in entries
        if entry.term and concept in facts
    }
    return StructuredDocument(
        standard=_name(root, standard),
        kind=_kind(root, standard),
        facts=facts,
        items=items,
        terms=terms,
        names=dict(question_words().values)
        | {
            phrase(name): concept
            for concept, entries in standard.values.items()
            for entry in entries
            for name in entry.names
        },
        root=root,
        item_roots=rows,
        count=count,
        is_signed=is_signed,
    )


def _add_else(facts: dict[str, Sequence[Fact]]) -> None:
    """What follows from the rest: without a sum of its own, the total is what is due."""
    if "amount_due" not in facts and "total_amount" in facts and "amount_paid" not in facts:
        facts["amount_due"] = facts["total_amount"]


def _name(root: Element, standard: Standard) -> str:
    for path in standard.version:
        version = _text(path(root))
        if version:
            return f"{standard.name} {version}"
    return standard.name


def _kind(root: Element, standard: Standard) -> str:
    if standard.kind_at is None:
        return standard.kinds[""]
    return standard.kinds.get(str(standard.kind_at(root)), "")


def _facts(root: Element, entries: Sequence[Entry], concept: str) -> list[Fact]:
    wanted = CONCEPTS[without_party(concept)].finder
    for entry in entries:
        for path in entry.paths:
            found = list(_read(path(root), path.path, entry, wanted))[:_MAX_FACTS]
            if found and entry.sums and len(found) > 1:
                return [_sum(found)]
            if found:
                return found
    return []


def _sum(facts: Sequence[Fact]) -> Fact:
    first = facts[0]
    total = float(sum(Decimal(str(fact.value)) for fact in facts))
    return Fact(total, first.path, first.line, first.term, first.currency, f"{total:.2f}")


def _item(row: Element, columns: dict[str, Entry] | Any) -> dict[str, Fact]:
    item = {}
    for name, entry in columns.items():
        cell = COLUMNS[name].cell
        wanted = (
            Finder.DATE if cell is Cell.DATE else Finder.AMOUNT if cell.is_numeric else Finder.TEXT
        )
        for path in entry.paths:
            fact = next(_read(path(row), path.path, entry, wanted), None)
            if fact is not None:
                item[name] = fact
                break
    return item


def _read(found: Any, path: str, entry: Entry, wanted: Finder) -> Iterator[Fact]:
    """The values that an XPath found, as their concept wants them."""
    for node in found if isinstance(found, list) else [found]:
        element = _element_of(node)
        text = _joined(node) if entry.joins else _text(node)
        value = _value(text, element, wanted)
        if value is None:
            continue
        if entry.codes and isinstance(value, str):
            value = code_lists()[entry.codes].get(value, value)
        yield Fact(
            value=value,
            path=path,
            line=element.sourceline if element is not None else None,
            term=entry.term,
            text=text,
            currency=_currency(element) if wanted in _NUMERIC and element is not None else "",
        )


def _element_of(node: Any) -> Element | None:
    if isinstance(node, etree._Element):  # lxml's only name for it
        return node
    get_parent = getattr(node, "getparent", None)
    parent: Element | None = get_parent() if get_parent else None
    return parent


def _elements(found: Any) -> list[Element]:
    return [node for node in found if isinstance(node, etree._Element)]


def _text(node: Any) -> str:
    if isinstance(node, list):
        return _text(node[0]) if node else ""
    if isinstance(node, etree._Element):
        # a date of EDIFACT: its value is the second component
        if node.tag == "DTM":
            return str(node.get("e1.2") or "")
        return " ".join("".join(node.itertext()).split())
    return " ".join(str(node).split())


def _joined(node: Any) -> str:
    """The leaves below an element: an address in one line."""
    if not isinstance(node, etree._Element):
        return _text(node)
    leaves = (" ".join((leaf.text or "").split()) for leaf in node.iter() if len(leaf) == 0)
    return ", ".join(dict.fromkeys(leaf for leaf in leaves if leaf))


def _currency(element: Element) -> str:
    for name in ("currencyID", "currency", "amountCurrencyIdentificationCode", "amountCurrencyID"):
        code = element.get(name)
        if code:
            return str(code)
    return ""


def _value(text: str, element: Element | None, wanted: Finder) -> Any:
    if not text:
        return None
    if wanted in _NUMERIC:
        return number(text)
    if wanted is Finder.DATE:
        return iso_date(text, element)
    return text


def number(text: str) -> float | None:
    """A number as data write it: a point for decimals; a comma in some EDIFACT messages."""
    plain = text.replace(" ", "").rstrip("%")
    if "," in plain and "." not in plain:
        plain = plain.replace(",", ".")
    try:
        value = Decimal(plain)
    except InvalidOperation:
        return None
    return float(value) if value.is_finite() else None


def iso_date(text: str, element: Element | None = None) -> str | None:
    """The day of a date, in whichever of the standards' forms: ISO 8601, 20310402, 310402."""
    code = ""
    if element is not None:
        code = str(element.get("format") or element.get("e1.3") or "")
    match = _DATE.match(text)
    if match is None and code not in _SHORT_DATE_CODES:
        match = _COMPACT_DATE.match(text)
    if match is not None:
        year, month, day = map(int, match.groups())
    elif (match := _SHORT_DATE.fullmatch(text)) is not None and code in _SHORT_DATE_CODES:
        year, month, day = map(int, match.groups())
        year += 2000
    else:
        return None
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
