"""The words of headers and titles: which column they name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine.concepts import COLUMNS
from engine.languages.loading import Vocabulary
from engine.rules.tables.cells import has_digits
from engine.rules.tables.model import joined
from engine.values.words import phrase

MAX_HEADER_WORDS = 6


def words_of_title(title: str) -> frozenset[str]:
    """What a title says beside numbers: tables that go on have other dates and page numbers."""
    return frozenset(word for word in phrase(title) if not has_digits(word))


def concept_of(lines: Sequence[str], vocabulary: Vocabulary) -> str | None:
    """The column that a header cell's words name; of phrases of one length a number's wins.

    A "product price" is a price. A cell of many words names nothing.
    """
    for words in (phrase(joined(lines)), *map(phrase, reversed(lines))):
        if len(words) <= MAX_HEADER_WORDS:
            found = concept_in(words, vocabulary)
            if found:
                return found
    return None


def concept_in(words: tuple[str, ...], vocabulary: Vocabulary) -> str | None:
    """The concept of the longest phrase in the words that is the name of a column."""
    best: tuple[tuple[int, bool, int], str] | None = None
    for start in range(len(words)):
        found = vocabulary.columns.longest(words, start)
        if found is None:
            continue
        name = surest(found[1])
        key = (found[0], COLUMNS[name].cell.is_numeric, -start)
        if best is None or key > best[0]:
            best = key, name
    return best[1] if best else None


def surest(names: Mapping[str, int]) -> str:
    return min(names, key=lambda name: (names[name], name))
