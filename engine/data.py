"""What a structured document says: the values of an e-invoice, an order or a despatch advice.

``Fact`` and ``StructuredDocument`` are what readers of standards hand to extractors; names of
values and columns are those of ``concepts.py``, whatever the standard calls them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Fact:
    """One value as the data give it.

    Args:
        value: a number, an ISO date, or text, as its concept wants it.
        path: where it stands: element names, or segment and element of an EDIFACT message.
        line: of the file, from 1; None where the format has no lines.
        term: the standard's own name for it, such as BT-112.
        currency: of an amount, where the data say so beside it.
        text: as the data write it.
    """

    value: Any
    path: str
    line: int | None = None
    term: str = ""
    currency: str = ""
    text: str = ""


Row = Mapping[str, Fact]
"""One row of a table, by column."""


@dataclass(frozen=True, slots=True)
class FailedCheck:
    """What doesn't add up in the data, in words, and the concepts that it makes doubtful."""

    text: str
    concepts: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class StructuredDocument:
    """One document of a known standard, or own XML or JSON without one.

    Args:
        standard: its name and version; empty for formats of nobody's standard.
        kind: of ``concepts.DOCUMENT_TYPES``; empty where unknown.
        facts: by concept; several where the document states several.
        items: the lines of goods and services.
        item_roots: the element of each of them.
        tables: the other tables, by concept: tax by rate, allowances and charges.
        terms: concepts by the standard's own names of their values, in lower case.
        column_terms: columns by the standard's own names of them, in lower case.
        names: concepts by the words that the standard's language has for them.
        known: the concepts that the standard's table has, whether this document states them or not.
        root: the parsed file, for what no concept covers.
        count: how many documents the file holds; this is the first.
        is_signed: whether there is a signature; none is ever verified.
    """

    standard: str
    kind: str
    facts: Mapping[str, Sequence[Fact]]
    items: Sequence[Row]
    item_roots: Sequence[Any] = ()
    tables: Mapping[str, Sequence[Row]] = field(default_factory=dict)
    terms: Mapping[str, str] = field(default_factory=dict)
    column_terms: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[tuple[str, ...], str] = field(default_factory=dict)
    known: frozenset[str] = frozenset()
    root: Any = None
    count: int = 1
    is_signed: bool = False
    failed_checks: Sequence[FailedCheck] = ()
