"""Tables as answers: which table a question means, its columns under the names that it asks for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.rules.candidates import Candidate
from engine.rules.questions import Question
from engine.rules.reading import Reading
from engine.rules.tables.by_content import told_by_content
from engine.rules.tables.counts import with_counts
from engine.rules.tables.evidence import table_facts
from engine.rules.tables.header_words import words_of_title
from engine.rules.tables.model import Column, ItemTable
from engine.rules.tables.named import columns_for, own_concepts
from engine.rules.tables.subject import name_as_said, subject_column
from engine.rules.tables.sums import without_balances, without_sums
from engine.rules.tables.values import numbers_in, rows_of
from engine.values.words import phrase, snake_case

CENT = 0.011
Named = dict[str, int | None]


@dataclass(frozen=True, slots=True)
class TableCandidate:
    """A table that may be meant; of two the one with the higher score is.

    ``by_header`` is how many of the columns asked for its header names, ``title_score`` how many
    words of its title the question has.
    """

    table: ItemTable
    named: Named
    by_header: int
    title_score: int
    score: tuple[int, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """What its columns are called: tables with the same names are parts of one."""
        return tuple(text for text in self.table.header_texts if text)


def find_items(question: Question, reading: Reading) -> Candidate | None:
    """The rows of the table that has the most of the columns asked for, and of its like."""
    finder = reading.table_finder
    tables = [*finder.of_items, *finder.native]
    if question.columns:
        tables += finder.under(lambda columns: _known(_named(question, columns, reading)) > 1)
    candidates = list(_candidates(tables, question, reading))
    if not any(_known(each.named) == len(each.named) for each in candidates):
        others = finder.without_header(question.columns, reading.decimal)
        candidates += _candidates(others, question, reading)
    best = max(candidates, key=lambda candidate: candidate.score, default=None)
    if best is None:
        return None
    alike = [each for each in candidates if each.names == best.names] if best.names else [best]
    most = max(each.title_score for each in alike)
    meant = [each for each in alike if each.title_score == most]
    told = [
        (item.row, values)
        for each in meant
        for item, values in zip(
            each.table.items,
            rows_of(each.table, _with_subject(question, each, reading), reading),
            strict=True,
        )
        if any(value is not None for value in values.values())
    ]
    if not told:
        return None
    rows = tuple(row for row, _ in told)
    facts = table_facts([each.table for each in meant], best.named, best.by_header, reading)
    return Candidate([values for _, values in told], rows[0], rows=rows, facts=facts)


def _with_subject(question: Question, candidate: TableCandidate, reading: Reading) -> Named:
    """The columns asked for, and that of the things that are asked for by columns.

    "List the articles with quantity and price" wants the names of the articles, too.
    """
    if not question.columns:
        return candidate.named
    columns = candidate.table.columns
    fillers = reading.vocabulary.single_words["filler"]
    named = {
        name if index is None else name_as_said(name, columns[index], question, fillers): index
        for name, index in candidate.named.items()
    }
    found = subject_column(question, columns, named, reading.vocabulary)
    return named if found is None or found[0] in named else {found[0]: found[1], **named}


def _candidates(
    tables: Sequence[ItemTable], question: Question, reading: Reading
) -> Iterator[TableCandidate]:
    telling = question.words - reading.vocabulary.single_words["filler"]
    telling -= reading.vocabulary.single_words["and"]
    for number, found in enumerate(sorted(tables, key=lambda table: table.place)):
        table = without_sums(without_balances(found, reading), reading)
        if not table.is_of_items and not question.columns:
            continue
        named = _named(question, table.columns, reading)
        if named.get("quantity", 0) is None:
            named["quantity"] = _proven_quantity(table, named, reading)
        counted = with_counts(table) if _lacks_quantity(named, table, reading) else None
        if counted is not None:
            table = counted
            named = _named(question, table.columns, reading)
        by_header = _known(named)
        if question.columns and by_header < len(named):
            named |= told_by_content(question.columns, named, table, reading)
        known = _known(named)
        if not known or (question.columns and not _is_enough(known, len(named))):
            continue
        title_score = len(words_of_title(table.title) & telling)
        score = (
            known if question.columns else 0,
            by_header if question.columns else 0,
            title_score,
            len(table.items),
            -number,
        )
        yield TableCandidate(table, named, by_header, title_score, score)


def _is_enough(known: int, asked: int) -> bool:
    """Whether a table has more than half of the columns asked for, or two and half of them."""
    return known * 2 > asked or (known * 2 == asked and known > 1)


def _known(named: Named) -> int:
    return sum(index is not None for index in named.values())


def _named(question: Question, columns: Sequence[Column], reading: Reading) -> Named:
    """The answer's keys with the columns that they stand for."""
    if question.columns:
        return columns_for(question.columns, columns, reading.vocabulary)
    named: Named = {}
    for index, column in enumerate(columns):
        if not column.lines and not column.concept:
            continue
        key = snake_case(column.header) if column.lines else str(column.concept)
        while key in named:
            key += "_2"
        named[key] = index
    return named


def _lacks_quantity(named: Named, table: ItemTable, reading: Reading) -> bool:
    """Whether a quantity is asked for that no column is."""
    return not any(column.concept == "quantity" for column in table.columns) and any(
        index is None
        and "quantity" in own_concepts(phrase(name.replace("_", " ")), reading.vocabulary)
        for name, index in named.items()
    )


def _proven_quantity(table: ItemTable, named: Named, reading: Reading) -> int | None:
    """The column under an unknown word ("Words", "Nights") that times the price is the amount."""
    price, amount = named.get("unit_price"), named.get("amount")
    if price is None or amount is None:
        return None
    prices, amounts = numbers_in(table, price, reading), numbers_in(table, amount, reading)
    taken = {index for index in named.values() if index is not None}
    for index in range(len(table.columns)):
        if index in taken:
            continue
        rows = zip(numbers_in(table, index, reading), prices, amounts, strict=True)
        if all(_is_product(*row) for row in rows):
            return index
    return None


def _is_product(count: float | None, price: float | None, amount: float | None) -> bool:
    if count is None or price is None or amount is None:
        return False
    return abs(count * price - amount) < CENT
