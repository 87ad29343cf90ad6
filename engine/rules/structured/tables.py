"""Tables from structured data: items, tax by rate, allowances and charges, or own repeated rows."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from engine.concepts import COLUMNS, TABLES
from engine.data import Fact, Row, StructuredDocument
from engine.documents.structured.standards import ITEMS, question_words
from engine.languages.loading import Vocabulary
from engine.rules.questions import Question
from engine.rules.structured.names import column_in_rows, named_rows
from engine.values.words import key_phrase

_USUAL_COLUMNS = ("description", "quantity", "unit_price", "amount")

Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class TableAnswer:
    """The rows with the facts that they come from."""

    value: Rows
    places: tuple[Fact, ...]
    concept: str | None = None


def find_table(
    question: Question, concept: str | None, data: StructuredDocument, vocabulary: Vocabulary
) -> TableAnswer | None:
    """The table that is asked for, or that has the columns; null cells where it doesn't say.

    ``concept`` is the table that the question's words name, if they name any.
    """
    columns = question.columns
    if concept is not None and concept in TABLES:
        # what reads like columns may be the table's name: "allowances and charges"
        return _beside_items(concept, columns, data, vocabulary) or _beside_items(
            concept, (), data, vocabulary
        )
    columns = columns or _USUAL_COLUMNS
    if data.standard and _share_a_column(columns, data, vocabulary):
        return None
    found = _items(columns, data, vocabulary) if data.standard else None
    if found is not None and _filled(found.value) * 2 > len(columns):
        others = [_beside_items(name, columns, data, vocabulary) for name in data.tables]
        better = [each for each in others if each and _filled(each.value) > _filled(found.value)]
        return better[0] if better else found
    for name in data.tables:
        other = _beside_items(name, columns, data, vocabulary)
        if other and _filled(other.value) == len(columns):
            return other
    rows = named_rows(question, columns, vocabulary, data)
    if rows:
        return TableAnswer([row for row, _ in rows], tuple(fact for _, fact in rows))
    return found


def _share_a_column(
    columns: Sequence[str], data: StructuredDocument, vocabulary: Vocabulary
) -> bool:
    """Whether two names mean one column of numbers: only the header of a page tells them apart."""
    known = _distinct(columns, COLUMNS, data, vocabulary).values()
    told = [column for column in known if column is not None and COLUMNS[column].cell.is_numeric]
    return len(set(told)) < len(told)


def _filled(rows: Rows) -> int:
    """How many columns have a value in any row."""
    return len({name for row in rows for name, value in row.items() if value is not None})


def _items(
    columns: Sequence[str], data: StructuredDocument, vocabulary: Vocabulary
) -> TableAnswer | None:
    known = _distinct(columns, COLUMNS, data, vocabulary)
    rows: Rows = [
        {
            name: column_in_rows(name, element) if column is None else _cell(item, column)
            for name, column in known.items()
        }
        for item, element in zip(data.items, data.item_roots, strict=True)
    ]
    if not _filled(rows):
        return None
    return TableAnswer(rows, tuple(next(iter(item.values())) for item in data.items), ITEMS)


def _beside_items(
    concept: str, columns: Sequence[str], data: StructuredDocument, vocabulary: Vocabulary
) -> TableAnswer | None:
    rows = data.tables.get(concept, ())
    stated = [name for name in TABLES[concept] if any(name in row for row in rows)]
    known = _distinct(columns or stated, TABLES[concept], data, vocabulary)
    value: Rows = [
        {name: _cell(row, column) if column else None for name, column in known.items()}
        for row in rows
    ]
    if not _filled(value):
        return None
    return TableAnswer(value, tuple(next(iter(row.values())) for row in rows), concept)


def _distinct(
    names: Sequence[str], table: Collection[str], data: StructuredDocument, vocabulary: Vocabulary
) -> dict[str, str | None]:
    """The column for each name; the names that can mean one column alone choose first.

    Another column than what a name means first is only sure where a price is asked for beside it:
    with price and total, an amount is how much there is of a thing.
    """
    meant = {name: _meant(name, table, data, vocabulary) for name in names}
    chosen: dict[str, str | None] = {}
    for name in sorted(names, key=lambda name: len(meant[name])):
        taken = set(chosen.values())
        free = [column for column in meant[name] if column not in taken]
        likely = free if "unit_price" in taken else ()
        chosen[name] = next(iter([*likely, *meant[name]]), None)
    return {name: chosen[name] for name in names}


def _meant(
    name: str, table: Collection[str], data: StructuredDocument, vocabulary: Vocabulary
) -> list[str]:
    """The columns of a table that a name can mean: as its own, by a term, by the languages."""
    words = key_phrase(name)
    said = question_words()
    named = vocabulary.columns.names_of(words)
    meant = [
        data.column_terms.get(name.lower().replace("_", "-")),
        "_".join(words),
        (said.columns if table is COLUMNS else said.table_columns).get(words),
        *sorted(named, key=named.__getitem__),
    ]
    return list(dict.fromkeys(column for column in meant if column and column in table))


def _cell(row: Row, column: str) -> Any:
    fact = row.get(column)
    else_take = COLUMNS[column].else_take if column in COLUMNS else None
    if fact is None and else_take:
        fact = row.get(else_take)
    return None if fact is None else fact.value
