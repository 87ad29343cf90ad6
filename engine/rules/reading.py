"""What all answers about one document share: its layout, language, labels and tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from engine.concepts import CONCEPTS
from engine.languages.loading import Language, PhraseTree, Vocabulary, all_months
from engine.rules.candidates import Amount, Candidate
from engine.rules.finders.paragraphs import Prose, prose_of
from engine.rules.labels.hits import Hit, can_be_label, find_hits
from engine.rules.labels.likeness import Index, index_of
from engine.rules.layout import Layout
from engine.rules.tables.finding import TableFinder
from engine.rules.tables.model import ItemTable, Surroundings
from engine.rules.tables.running import running_rows
from engine.values.dates import DayOrder, find_dates
from engine.values.day_order import day_order
from engine.values.numbers import Number, decimal_mark, find_numbers, parse_number

MAX_CHARACTERS_FOR_CONVENTIONS = 200_000
ROWS_THAT_TELL_THE_LANGUAGE = 300
ROWS_THAT_TELL_THE_DAY_ORDER = 400


@dataclass(frozen=True)
class Reading:
    """One document, read once for all prompts.

    ``literal`` holds the prompts' own words; ``parties`` and ``amounts`` keep what was found
    for concepts, whatever the prompts say.
    """

    layout: Layout
    vocabulary: Vocabulary
    literal: PhraseTree
    parties: dict[str, Candidate | None] = field(default_factory=dict)
    amounts: dict[str, tuple[Amount, ...]] = field(default_factory=dict)

    @cached_property
    def sample(self) -> str:
        return self.layout.text[:MAX_CHARACTERS_FOR_CONVENTIONS]

    @cached_property
    def languages(self) -> tuple[Language, ...]:
        rows = self.layout.rows[:ROWS_THAT_TELL_THE_LANGUAGE]
        return self.vocabulary.by_likelihood({token.text for row in rows for token in row.tokens})

    @cached_property
    def months(self) -> Mapping[str, int]:
        return all_months(self.languages)

    @cached_property
    def day_order(self) -> DayOrder:
        language = self.languages[0]
        if not language.month_first:
            return DayOrder.DAY_FIRST
        return day_order(
            self.sample,
            list(find_dates(self.sample, self.months)),
            words=[
                token.text
                for row in self.layout.rows[:ROWS_THAT_TELL_THE_DAY_ORDER]
                for token in row.tokens
            ],
            month_first=language.month_first,
            day_first=language.day_first,
        )

    @cached_property
    def decimal(self) -> str:
        return decimal_mark(self.sample, self.languages[0].decimal)

    @cached_property
    def hits(self) -> dict[int, tuple[Hit, ...]]:
        return find_hits(self.layout, self.vocabulary.labels, self.literal)

    @cached_property
    def hits_by_concept(self) -> Mapping[str, tuple[Hit, ...]]:
        """Concept → its labels, the surest first, then in the order of the document."""
        by_concept: dict[str, list[Hit]] = {}
        for hits in self.hits.values():
            for hit in hits:
                if can_be_label(hit):
                    for name in hit.names:
                        by_concept.setdefault(name, []).append(hit)
        return {
            name: tuple(sorted(hits, key=lambda hit: (hit.names[name], hit.row.index)))
            for name, hits in by_concept.items()
        }

    @cached_property
    def prose(self) -> Prose:
        return prose_of(self.layout.rows)

    @cached_property
    def cell_labels(self) -> Index:
        """What stands as a label outside of tables of items, whether known or not."""
        outside = (
            row
            for row in self.layout.rows
            if row.index not in self.header_rows and row.index not in self.item_rows
        )
        return index_of(outside, self.vocabulary.single_words["filler"])

    @cached_property
    def table_finder(self) -> TableFinder:
        return TableFinder(
            Surroundings(
                layout=self.layout,
                vocabulary=self.vocabulary,
                hits=self.hits,
                months=self.months,
                running=running_rows(self.layout),
                carried=frozenset(self.vocabulary.all_words("carried")),
            )
        )

    @cached_property
    def item_tables(self) -> tuple[ItemTable, ...]:
        native = (table for table in self.table_finder.native if table.is_of_items)
        return (*self.table_finder.of_items, *native)

    @cached_property
    def header_rows(self) -> frozenset[int]:
        """Rows that are headers of tables: their words label columns, not single values."""
        return frozenset(
            index
            for table in self.item_tables
            for index in table.header_rows
            if not self._is_row_of_values(table)
        )

    @cached_property
    def item_rows(self) -> frozenset[int]:
        """Rows of items; the sums under them label values as other rows do."""
        rows = {
            index
            for table in self.item_tables
            for index in table.body_rows
            if not self._is_row_of_values(table)
        }
        return frozenset(index for index in rows if not self._is_sum(index))

    def _is_row_of_values(self, table: ItemTable) -> bool:
        """Whether a table is but boxes of figures, each under its label: an item has words."""
        body = [self.layout.rows[index] for index in table.body_rows]
        return len(body) == 1 and not any(sign.isalpha() for sign in body[0].text)

    def _is_sum(self, index: int) -> bool:
        return any(
            hit.segment == 0
            and hit.is_marked
            and any(name in CONCEPTS and CONCEPTS[name].ends_table for name in hit.names)
            for hit in self.hits.get(index, ())
        )

    @cached_property
    def is_of_bank(self) -> bool:
        """Whether it is the statement of a bank account, where a credit is the customer's."""
        has = self.hits_by_concept.keys()
        return (
            bool(has & {"opening_balance", "closing_balance"})
            and bool(has & {"iban", "bic", "account_number", "sort_code"})
            and not has & {"invoice_number", "amount_due", "due_date"}
        )

    def numbers_in(self, text: str) -> Iterator[Number]:
        """All numbers of a text, read as this document writes them."""
        return find_numbers(text, self.decimal, is_of_bank=self.is_of_bank)

    def number(self, text: str) -> int | float | None:
        """The number that a whole text is, read as this document writes them."""
        return parse_number(text, self.decimal, is_of_bank=self.is_of_bank)

    def hits_of(self, concept: str) -> Iterator[Hit]:
        """The labels of a concept outside of line-item tables."""
        for hit in self.hits_by_concept.get(concept, ()):
            if hit.row.index not in self.header_rows and hit.row.index not in self.item_rows:
                yield hit

    @cached_property
    def is_of_business(self) -> bool:
        """Whether it has the number or the total of an invoice, order or the like.

        In other documents no date or name is what a prompt means unless a label says so.
        """
        return any(
            not hit.is_weak_for(concept) and hit.starts_segment and _has_value(hit)
            for concept in (name for name, each in CONCEPTS.items() if each.tells_business)
            for hit in self.hits_of(concept)
        )

    @cached_property
    def is_order(self) -> bool:
        """Whether it has the number of an order, but of no invoice or receipt."""
        is_billed = any(
            not hit.is_weak_for(concept)
            for concept in ("invoice_number", "receipt_number")
            for hit in self.hits_of(concept)
        )
        return any(self.hits_of("order_number")) and not is_billed

    def is_title(self, words: tuple[str, ...]) -> bool:
        return words in self.vocabulary.titles


def _has_value(hit: Hit) -> bool:
    """Whether a label stands as labels do, or a number follows it, in its cell or after it."""
    rest = hit.row.text[hit.end : hit.row.segments[hit.segment].end]
    is_short = len(rest.split()) <= 1 and any(sign.isdigit() for sign in hit.row.text[hit.end :])
    return hit.is_marked or is_short or any(sign.isdigit() for sign in rest)
