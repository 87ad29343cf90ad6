"""Numbers in tables that a question names by row and column: "gross pay this period"."""

from __future__ import annotations

from collections.abc import Iterator

from engine.rules.candidates import Candidate
from engine.rules.questions import Question
from engine.rules.reading import Reading
from engine.rules.tables.values import numbers_in
from engine.values.words import phrase

FACTS = {"label question": 1.0, "label like question": 1.0, "value in cell": 1.0}


def named_cells(question: Question, reading: Reading) -> Iterator[Candidate]:
    """The cells whose row and whose header together have all the telling words, and no others."""
    fillers = reading.vocabulary.single_words["filler"]
    said = frozenset(question.telling)
    finder = reading.table_finder
    for table in (*finder.of_items, *finder.native):
        headers = [frozenset(phrase(column.header)) - fillers for column in table.columns]
        for index, header in enumerate(headers):
            if not header or not header < said or headers.count(header) > 1:
                continue
            names = said - header
            for item, number in zip(table.items, numbers_in(table, index, reading), strict=True):
                name = next((text for text in item.cells if text), "")
                if number is not None and frozenset(phrase(name)) - fillers == names:
                    yield Candidate(number, item.row, item.cells[index], facts=FACTS)
