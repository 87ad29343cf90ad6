"""The cells of a table as values: numbers, dates, texts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from engine.concepts import CONCEPTS, Cell, Finder
from engine.languages.loading import Vocabulary
from engine.rules.reading import Reading
from engine.rules.tables.cells import has_digits
from engine.rules.tables.model import Column, ItemTable
from engine.values.dates import find_dates
from engine.values.words import phrase

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
# A number and a word of letters behind it: a unit, or a currency that has no sign.
WITH_WORD = re.compile(r"(.*\d[-)]?)\s?([^\W\d_]{1,4})\.?")
# "Year to date" heads amounts, which are never taken for dates.
AMOUNT = re.compile(r"-?\d{1,3}(?:[.,' ]?\d{3}){0,4}[.,]\d{2}")
# Units that may follow a number in columns whose header does not tell.
SIGNS_OF_UNITS = frozenset(["x", "×", "%"])
UNITS_FOLLOW = frozenset(["quantity", "tax_rate", "unit_price"])


def rows_of(
    table: ItemTable, named: Mapping[str, int | None], reading: Reading
) -> list[dict[str, object]]:
    """The rows with the values of their cells under the names that are asked for."""
    values = {
        index: _values(table, index, reading) for index in named.values() if index is not None
    }
    return [
        {name: None if index is None else values[index][row] for name, index in named.items()}
        for row in range(len(table.items))
    ]


def numbers_in(table: ItemTable, index: int, reading: Reading) -> list[float | None]:
    """The numbers of a column's cells, None where a cell is none."""
    if index not in table.numbers:
        column = table.columns[index]
        texts = _without_common_word([item.cells[index] for item in table.items])
        table.numbers[index] = [_number(text, column, reading) if text else None for text in texts]
    return table.numbers[index]


def _values(table: ItemTable, index: int, reading: Reading) -> list[object]:
    column = table.columns[index]
    texts = [item.cells[index] for item in table.items]
    numbers = numbers_in(table, index, reading)
    if _is_of_dates(column, texts, reading):
        return [_date(text, reading) for text in texts]
    if _is_numeric(column, texts, numbers, reading.vocabulary):
        return list(numbers)
    return [text or None for text in texts]


def _is_of_dates(column: Column, texts: Sequence[str], reading: Reading) -> bool:
    """Whether the header says so and no cell is a mere amount, or all cells are whole dates."""
    filled = [text for text in texts if text]
    if column.cell is Cell.DATE or "date" in phrase(column.header):
        return not filled or any(not AMOUNT.fullmatch(text) for text in filled)
    return len(filled) > 1 and all(_is_whole_date(text, reading) for text in filled)


def _is_whole_date(text: str, reading: Reading) -> bool:
    written = next(iter(find_dates(text, reading.months)), None)
    if written is None or written.start or len(text) > written.end:
        return False
    return written.value(reading.day_order) is not None


def _without_common_word(texts: Sequence[str]) -> list[str]:
    """The texts without a unit or a currency that stands behind each of the numbers."""
    matches = [WITH_WORD.fullmatch(text) for text in texts if text]
    words = {match[2] if match else "" for match in matches}
    if len(matches) < 2 or len(words) != 1 or "" in words:
        return list(texts)
    return [match[1] if (match := WITH_WORD.fullmatch(text)) else text for text in texts]


def _is_numeric(
    column: Column,
    texts: Sequence[str],
    numbers: Sequence[float | None],
    vocabulary: Vocabulary,
) -> bool:
    """Whether a column is of numbers: of those that its header promises words may stand between."""
    filled = [(text, number) for text, number in zip(texts, numbers, strict=True) if text]
    if column.is_numeric:
        return all(number is not None for text, number in filled if has_digits(text))
    if _names_texts(column, vocabulary):
        return False
    return bool(filled) and all(
        number is not None and not (text.startswith("0") and text.isdigit() and len(text) > 1)
        for text, number in filled
    )


def _names_texts(column: Column, vocabulary: Vocabulary) -> bool:
    """Whether a header says that texts or codes stand under it, whatever they look like."""
    words = phrase(column.header)
    if column.concept == "position":
        return False
    if column.concept == "item_number" or CODE_WORDS.intersection(words):
        return True
    if column.cell is Cell.TEXT and column.concept in vocabulary.columns.names_of(words):
        return True
    return any(
        name in CONCEPTS and CONCEPTS[name].finder is Finder.IDENTIFIER
        for name in vocabulary.labels.names_of(words)
    )


def _date(text: str, reading: Reading) -> str | None:
    written = next(iter(find_dates(text, reading.months)), None)
    value = written.value(reading.day_order) if written else None
    return value.isoformat() if value else text or None


def _number(text: str, column: Column, reading: Reading) -> int | float | None:
    """The number of a cell, a unit of measure left out ("4 pcs", "2,5 Std.")."""
    value = reading.number(text)
    if value is not None:
        return value
    number, _, unit = text.strip().partition(" ")
    value = reading.number(number)
    if value is None or has_digits(unit):
        return None
    is_unit = column.concept in UNITS_FOLLOW and unit[:1].isalpha()
    return value if is_unit or unit in SIGNS_OF_UNITS else None
