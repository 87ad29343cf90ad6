"""Tables as answers: which table a question means, its columns under the names that it asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine.concepts import COLUMNS, CONCEPTS, Cell, Finder
from engine.rules.candidates import Candidate
from engine.rules.questions import Question
from engine.rules.reading import Reading
from engine.rules.table_headers import Column
from engine.rules.tables import Item, ItemTable, find_named_table
from engine.values.dates import find_dates
from engine.values.numbers import parse_number
from engine.values.words import Phrase, phrase, snake_case

CENT = 0.011
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


def find_items(question: Question, reading: Reading) -> Candidate | None:
    """The rows of the table that has the most of the columns asked for."""
    best: tuple[tuple[int, int, int], ItemTable, list[tuple[str, int | None]]] | None = None
    for number, table in enumerate(reading.tables):
        if not table.is_of_items and not question.columns:
            continue
        named = _named_columns(question, table, reading)
        known = sum(index is not None for _, index in named)
        if not known or (question.columns and known * 2 < len(named)):
            continue
        score = (known if question.columns else int(table.is_of_items), len(table.items), -number)
        if best is None or score > best[0]:
            best = score, table, named
    if question.columns and (best is None or best[0][0] < len(question.columns)):
        names = [phrase(name.replace("_", " ")) for name in question.columns]
        other = find_named_table(reading.layout, reading.vocabulary, reading.hits, names)
        if other is not None:
            named = _named_columns(question, other, reading)
            known = sum(index is not None for _, index in named)
            if best is None or known > best[0][0]:
                best = (known, len(other.items), 0), other, named
    if best is None:
        return None
    _, table, named = best
    rows = tuple(item.row for item in table.items)
    return Candidate(_rows(table, named, reading), rows[0], rows=rows)


def _named_columns(
    question: Question, table: ItemTable, reading: Reading
) -> list[tuple[str, int | None]]:
    """The answer's keys with the columns that they stand for."""
    if not question.columns:
        return _by_header(table.columns)
    taken: set[int] = set()
    named: dict[str, int | None] = {}
    for exact in (True, False):
        for name in question.columns:
            if named.get(name) is None:
                index = _column_for(name, table.columns, taken, reading, exact=exact)
                named[name] = index
                if index is not None:
                    taken.add(index)
    if named.get("quantity", 0) is None:
        named["quantity"] = _proven_quantity(named, table, taken, reading)
    return list(named.items())


def _proven_quantity(
    named: Mapping[str, int | None], table: ItemTable, taken: set[int], reading: Reading
) -> int | None:
    """The column under an unknown word ("Words", "Nights") that times the price is the amount."""
    price, amount = named.get("unit_price"), named.get("amount")
    if price is None or amount is None:
        return None

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


def _by_header(columns: Sequence[Column]) -> list[tuple[str, int | None]]:
    named: dict[str, int | None] = {}
    for index, column in enumerate(columns):
        key = snake_case(column.header)
        while key in named:
            key += "_2"
        named[key] = index
    return list(named.items())


def _column_for(
    name: str, columns: Sequence[Column], taken: set[int], reading: Reading, *, exact: bool
) -> int | None:
    words = phrase(name.replace("_", " "))
    free = [(index, column) for index, column in enumerate(columns) if index not in taken]
    if exact:
        return next((i for i, column in free if phrase(column.header) == words), None)
    for concept in _concepts(words, reading):
        for index, column in free:
            if column.concept == concept:
                return index
    meanings = set(reading.vocabulary.labels.names_of(words)) - {"other"}
    for index, column in free:
        header = phrase(column.header)
        if meanings & set(reading.vocabulary.labels.names_of(header)):
            return index
        if set(words) <= set(header) and len(words) * 2 >= len(header):
            return index
    return None


def _concepts(words: Phrase, reading: Reading) -> tuple[str, ...]:
    own = "_".join(words)
    names = reading.vocabulary.columns.names_of(words)
    ranked = sorted(names, key=lambda name: (name != own, names[name]))
    if own in COLUMNS and own not in ranked:
        ranked.insert(0, own)
    others = (COLUMNS[name].else_take for name in ranked)
    return tuple(dict.fromkeys([*ranked, *filter(None, others)]))


def _rows(
    table: ItemTable, named: Sequence[tuple[str, int | None]], reading: Reading
) -> list[dict[str, object]]:
    numeric = {index: _is_numeric(table, index, reading) for _, index in named if index is not None}
    return [
        {
            name: None
            if index is None
            else _cell(item.cells[index], table.columns[index], reading, is_numeric=numeric[index])
            for name, index in named
        }
        for item in table.items
    ]


def _is_numeric(table: ItemTable, index: int, reading: Reading) -> bool:
    column = table.columns[index]
    if column.is_numeric:
        return True
    if column.cell is Cell.TEXT or column.concept == "item_number":
        return False
    words = phrase(column.header)
    labels = reading.vocabulary.labels.names_of(words)
    is_identifier = any(
        name in CONCEPTS and CONCEPTS[name].finder is Finder.IDENTIFIER for name in labels
    )
    if is_identifier or CODE_WORDS.intersection(words):
        return False
    texts = [item.cells[index] for item in table.items if item.cells[index]]
    return bool(texts) and all(
        parse_number(text, reading.decimal) is not None
        and not (text.startswith("0") and text.isdigit() and len(text) > 1)
        for text in texts
    )


def _cell(text: str, column: Column, reading: Reading, *, is_numeric: bool) -> object:
    if not text:
        return None
    if is_numeric:
        number = parse_number(text, reading.decimal)
        return number if number is not None else _with_unit(text, column, reading)
    if column.concept == "date" or "date" in phrase(column.header):
        written = next(iter(find_dates(text, reading.months)), None)
        value = written.value(reading.day_order) if written else None
        return value.isoformat() if value else text
    return text


def _with_unit(text: str, column: Column, reading: Reading) -> int | float | None:
    """The number before a unit of measure ("4 pcs", "2,5 Std."); other words make it null."""
    number, _, unit = text.strip().partition(" ")
    value = parse_number(number, reading.decimal)
    if value is None or any(sign.isdigit() for sign in unit):
        return None
    is_unit = column.concept in {"quantity", "tax_rate", "unit_price"} and unit[:1].isalpha()
    return value if is_unit or unit in {"x", "×", "%"} else None
