"""Lines that are no rows: sums with their labels, amounts carried over a page, page numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from engine.concepts import CONCEPTS
from engine.rules.labels.hits import Hit
from engine.rules.layout import Row
from engine.rules.tables.model import Surroundings

ENDING = frozenset(name for name, concept in CONCEPTS.items() if concept.ends_table)
# Beside the label of a sum: amounts, a currency, a rate.
AFTER_TOTAL = re.compile(r"[\s\d.,:%()$€£'*=–-]*(?:[A-Z]{3}[\s\d.,:%()$€£'*=–-]*)?")
MAX_WORDS_OF_CARRIED = 6


def hits_of(rows: Iterable[Row], around: Surroundings) -> Iterable[Hit]:
    return (hit for row in rows for hit in around.hits.get(row.index, ()))


def sums_up(rows: Iterable[Row], around: Surroundings) -> bool:
    """Whether the label of a sum stands there, with nothing but its amount."""
    for hit in hits_of(rows, around):
        if hit.starts_segment and ENDING & hit.names.keys():
            after = hit.row.text[hit.end : hit.row.segments[hit.segment].end]
            if hit.is_marked or AFTER_TOTAL.fullmatch(after):
                return True
    return False


def is_carried(row: Row, around: Surroundings) -> bool:
    """Whether a sum is carried to the next page, or brought from the one before."""
    words = tuple(token.text for token in row.tokens[:MAX_WORDS_OF_CARRIED])
    return any(words[:size] in around.carried for size in range(1, len(words) + 1))


def is_page_number(rows: Iterable[Row], around: Surroundings) -> bool:
    page_words = around.vocabulary.single_words["page"]
    words = [token.text for row in rows for token in row.tokens]
    return any(word in page_words and after.isdigit() for word, after in pairwise(words))
