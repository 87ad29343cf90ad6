"""Tables as answers: which table a question means, its columns under the names that it asks for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from engine.concepts import CONCEPTS, Cell, Finder
from engine.rules.candidates import Candidate
from engine.rules.questions import Question
from engine.rules.reading import Reading
from engine.rules.tables.headers import words_of_title
from engine.rules.tables.model import Column, Item, ItemTable
from engine.rules.tables.named import columns_for
from engine.values.dates import find_dates
from engine.values.numbers import parse_number
from engine.values.words import phrase, snake_case

CENT = 0.011
# A table answers when it has more than this share of the columns asked for.
MIN_KNOWN = 0.5
CODE_WORDS = frozenset(
    [
        "number",
        "no",
        "nr",
        "code",
        "id",
        "sku",
        "phone",
        "tel",
        "iban",
        "account",
        "reference",
        "ref",
    ]
)

Named = dict[str, int | None]


@dataclass(frozen=True, slots=True)
class TableCandidate:
    """A table that may be meant; ``title_score`` is how many words of its title the question has.

    Of two tables the one with the higher score is meant.
    """

    table: ItemTable
    named: Named
    title_score: int
    score: tuple[int, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """What its columns are called: tables with the same names are parts of one."""
        return tuple(text for text in self.table.header_texts if text)


def find_items(question: Question, reading: Reading) -> Candidate | None:
    """The rows of the table that has the most of the columns asked for, and of its like."""
    candidates = list(_candidates(question, reading))
    best = max(candidates, key=lambda candidate: candidate.score, default=None)
    if best is None:
        return None
    tables = [each for each in candidates if each.names == best.names]
    most = max(each.title_score for each in tables)
    tables = [each for each in tables if each.title_score == most]
    rows = tuple(item.row for each in tables for item in each.table.items)
    values = [row for each in tables for row in _rows(each.table, each.named, reading)]
    return Candidate(values, rows[0], rows=rows)


def _candidates(question: Question, reading: Reading) -> Iterator[TableCandidate]:
    finder = reading.table_finder
    tables = [*finder.of_items, *finder.native]
    if question.columns:
        tables += finder.under(lambda columns: _known(_named(question, columns, reading)) > 1)
    for number, table in enumerate(sorted(tables, key=_place)):
        if not table.is_of_items and not question.columns:
            continue
        named = _named(question, table.columns, reading)
        if named.get("quantity", 0) is None:
            named["quantity"] = _proven_quantity(named, table, reading)
        known = _known(named)
        if not known or (question.columns and known <= MIN_KNOWN * len(named) and known < 2):
            continue
        title_score = len(words_of_title(table.title) & question.words)
        score = (known if question.columns else 0, title_score, len(table.items), -number)
        yield TableCandidate(table, named, title_score, score)


def _place(table: ItemTable) -> int:
    return table.header_rows[0]


def _known(named: Named) -> int:
    return sum(index is not None for index in named.values())


def _named(question: Question, columns: Sequence[Column], reading: Reading) -> Named:
    """The answer's keys with the columns that they stand for."""
    if question.columns:
        return columns_for(question.columns, columns, reading.vocabulary)
    named: Named = {}
    for index, column in enumerate(columns):
        if not column.lines:
            continue
        key = snake_case(column.header)
        while key in named:
            key += "_2"
        named[key] = index
    return named


def _proven_quantity(
    named: Mapping[str, int | None], table: ItemTable, reading: Reading
) -> int | None:
    """The column under an unknown word ("Words", "Nights") that times the price is the amount."""
    price, amount = named.get("unit_price"), named.get("amount")
    if price is None or amount is None:
        return None
    taken = {index for index in named.values() if index is not None}

    def number(item: Item, index: int) -> float | None:
        return parse_number(item.cells[index], reading.decimal)

    for index in range(len(table.columns)):
        if index in taken:
            continue
        rows = [(number(i, index), number(i, price), number(i, amount)) for i in table.items]
        if all(
            each is not None
            and one is not None
            and both is not None
            and abs(each * one - both) < CENT
            for each, one, both in rows
        ):
            return index
    return None


def _rows(table: ItemTable, named: Named, reading: Reading) -> list[dict[str, object]]:
    numeric = {
        index: _is_numeric(table, index, reading) for index in named.values() if index is not None
    }
    return [
        {
            name: None
            if index is None
            else _cell(item.cells[index], table.columns[index], reading, is_numeric=numeric[index])
            for name, index in named.items()
        }
        for item in table.items
    ]


def _is_numeric(table: ItemTable, index: int, reading: Reading) -> bool:
    column = table.columns[index]
    texts = [item.cells[index] for item in table.items if item.cells[index]]
    if column.is_numeric:
        return not any(
            any(map(str.isdigit, text)) and _number(text, column, reading) is None for text in texts
        )
    if column.cell is Cell.TEXT or column.concept == "item_number":
        return False
    words = phrase(column.header)
    labels = reading.vocabulary.labels.names_of(words)
    is_identifier = any(
        name in CONCEPTS and CONCEPTS[name].finder is Finder.IDENTIFIER for name in labels
    )
    if is_identifier or CODE_WORDS.intersection(words):
        return False
    return bool(texts) and all(
        parse_number(text, reading.decimal) is not None
        and not (text.startswith("0") and text.isdigit() and len(text) > 1)
        for text in texts
    )


def _cell(text: str, column: Column, reading: Reading, *, is_numeric: bool) -> object:
    if not text:
        return None
    if is_numeric:
        return _number(text, column, reading)
    if column.cell is Cell.DATE or "date" in phrase(column.header):
        written = next(iter(find_dates(text, reading.months)), None)
        value = written.value(reading.day_order) if written else None
        return value.isoformat() if value else text
    return text


def _number(text: str, column: Column, reading: Reading) -> int | float | None:
    number = parse_number(text, reading.decimal)
    return number if number is not None else _with_unit(text, column, reading)


def _with_unit(text: str, column: Column, reading: Reading) -> int | float | None:
    """The number before a unit of measure ("4 pcs", "2,5 Std."); other words make it null."""
    number, _, unit = text.strip().partition(" ")
    value = parse_number(number, reading.decimal)
    if value is None or any(sign.isdigit() for sign in unit):
        return None
    is_unit = column.concept in {"quantity", "tax_rate", "unit_price"} and unit[:1].isalpha()
    return value if is_unit or unit in {"x", "×", "%"} else None
