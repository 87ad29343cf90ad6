"""Values out of the nodes that a path found, as their concepts want them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from lxml import etree

from engine.concepts import Finder
from engine.data import Fact
from engine.documents.structured.standards import Entry, code_lists
from engine.documents.structured.tree import Element

NUMERIC = frozenset({Finder.AMOUNT, Finder.RATE})
_MAX_FACTS = 1_000
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?!\d)")
_DOTTED_DATE = re.compile(r"(\d{2})\.(\d{2})\.(\d{4})")
_COMPACT_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SHORT_DATE = re.compile(r"(\d{2})(\d{2})(\d{2})")
# UN/EDIFACT 2379: how a date is written.
_SHORT_DATE_CODES = frozenset({"101"})
_CURRENCY_ATTRIBUTES = (
    "currencyID",
    "currency",
    "amountCurrencyIdentificationCode",
    "amountCurrencyID",
    "AmountCurrencyIdentifier",
)
_PERCENT = 100


def facts_of(element: Element, entries: Sequence[Entry], wanted: Finder) -> list[Fact]:
    """What the first path says that finds something; added up where the entry asks for it."""
    for entry in entries:
        for path in entry.paths:
            found = list(_read(path(element), path.path, entry, wanted))[:_MAX_FACTS]
            if found and entry.sums and len(found) > 1:
                return [_sum(found)]
            if found:
                return found
    return []


def _sum(facts: Sequence[Fact]) -> Fact:
    first = facts[0]
    total = float(sum(Decimal(str(fact.value)) for fact in facts))
    return Fact(total, first.path, first.line, first.term, first.currency, f"{total:.2f}")


def _read(found: Any, path: str, entry: Entry, wanted: Finder) -> Iterator[Fact]:
    for node in found if isinstance(found, list) else [found]:
        element = _element_of(node)
        text = _put_together(node, entry) if entry.shape else text_of(node)
        value = _value(text, element, wanted)
        if value is None:
            continue
        if entry.codes and isinstance(value, str):
            value = code_lists()[entry.codes].get(value, value)
        if entry.is_ratio:
            value = float(Decimal(str(value)) * _PERCENT)
            text = f"{value:g}"
        yield Fact(
            value=value,
            path=path,
            line=element.sourceline if element is not None else None,
            term=entry.term,
            text=text,
            currency=_currency(element) if wanted in NUMERIC and element is not None else "",
        )


def _element_of(node: Any) -> Element | None:
    if isinstance(node, etree._Element):  # lxml's only name for it
        return node
    get_parent = getattr(node, "getparent", None)
    parent: Element | None = get_parent() if get_parent else None
    return parent


def text_of(node: Any) -> str:
    if isinstance(node, list):
        return text_of(node[0]) if node else ""
    if isinstance(node, etree._Element):
        # a date of EDIFACT: its value is the second component
        if node.tag == "DTM":
            return str(node.get("e1.2") or "")
        return " ".join("".join(node.itertext()).split())
    return " ".join(str(node).split())


def _put_together(node: Any, entry: Entry) -> str:
    """The parts of a value in their order, such as the lines of an address."""
    shape = entry.shape
    if shape is None or not isinstance(node, etree._Element):
        return text_of(node)
    parts = []
    for path in shape.parts:
        found = path(node)
        for each in found if isinstance(found, list) else [found]:
            text = text_of(each)
            parts.append((iso_date(text, _element_of(each)) or "") if shape.of_dates else text)
    return shape.separator.join(dict.fromkeys(part for part in parts if part))


def _currency(element: Element) -> str:
    return next((str(code) for name in _CURRENCY_ATTRIBUTES if (code := element.get(name))), "")


def _value(text: str, element: Element | None, wanted: Finder) -> Any:
    if not text:
        return None
    if wanted in NUMERIC:
        return number(text)
    if wanted is Finder.DATE:
        return iso_date(text, element)
    return text


def number(text: str) -> float | None:
    """A number as data write it: a point for decimals, in some standards a comma.

    >>> number("1490.10"), number("12,5"), number("20 %"), number("1.234,5"), number("zw")
    (1490.1, 12.5, 20.0, 1234.5, None)
    """
    plain = text.replace(" ", "").replace("\u00a0", "").rstrip("%")
    decimal = max(plain.rfind(","), plain.rfind("."))
    if "," in plain:
        plain = plain[:decimal].replace(",", "").replace(".", "") + "." + plain[decimal + 1 :]
    try:
        value = Decimal(plain)
    except InvalidOperation:
        return None
    return float(value) if value.is_finite() else None


def iso_date(text: str, element: Element | None = None) -> str | None:
    """The day of a date, in whichever of the standards' forms.

    >>> iso_date("2031-04-02T10:00:00Z"), iso_date("20310402"), iso_date("02.04.2031")
    ('2031-04-02', '2031-04-02', '2031-04-02')
    """
    code = ""
    if element is not None:
        code = str(element.get("format") or element.get("e1.3") or "")
    dotted = _DOTTED_DATE.fullmatch(text)
    if dotted is not None:
        text = "-".join(reversed(dotted.groups()))
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
