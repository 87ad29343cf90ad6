"""What a question says beside its list of columns: the things it wants listed, small words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile

from engine.languages.loading import Vocabulary
from engine.rules.questions import Question
from engine.rules.tables.model import Column
from engine.rules.tables.named import own_concepts
from engine.values.words import Phrase, phrase, snake_case

# "Article" and "articles" are one word, "no" and "not" are two.
MIN_STEM = 4
MAX_ENDING = 2
# A header in two languages: "Article / Artikel".
LANGUAGES = re.compile(r"[/|]")


def subject_column(
    question: Question,
    columns: Sequence[Column],
    named: Mapping[str, int | None],
    vocabulary: Vocabulary,
) -> tuple[str, int] | None:
    """Its name and place, where no column asked for is the same."""
    taken = {index for index in named.values() if index is not None}
    free = [index for index in range(len(columns)) if index not in taken]
    words = _words_before_columns(question, vocabulary)
    for index in free:
        for name, header in _spellings(columns[index]):
            if _says(words, header):
                return name, index
    if any(columns[index].concept == "description" for index in taken):
        return None
    described = [index for index in free if columns[index].concept == "description"]
    subject = next((w for w in words if "description" in own_concepts((w,), vocabulary)), None)
    return (subject, described[0]) if subject and len(described) == 1 else None


def name_as_said(name: str, column: Column, question: Question, fillers: frozenset[str]) -> str:
    """A column's name with the small words that the question and the header have before it.

    "This period" is not only a "period".
    """
    words, header = phrase(name.replace("_", " ")), phrase(column.header)
    size = len(header)
    is_said = any(
        question.said[start : start + size] == header
        for start in range(len(question.said) - size + 1)
    )
    before = header[: -len(words)]
    is_longer = bool(before) and header[-len(words) :] == words and fillers.issuperset(before)
    return snake_case(column.header) if is_longer and is_said else name


def _words_before_columns(question: Question, vocabulary: Vocabulary) -> Phrase:
    """The telling words of a question up to the first column that it names."""
    first = phrase(question.columns[0].replace("_", " "))[:1]
    fillers = vocabulary.single_words["filler"]
    before = takewhile(lambda word: (word,) != first, question.said)
    return tuple(word for word in before if word not in fillers)


def _spellings(column: Column) -> Iterator[tuple[str, Phrase]]:
    for text in (column.header, *column.lines, *LANGUAGES.split(column.header)):
        words = phrase(text)
        if words:
            yield snake_case(text), words


def _says(words: Phrase, header: Phrase) -> bool:
    size = len(header)
    return any(
        all(map(_is_same_word, words[start : start + size], header))
        for start in range(len(words) - size + 1)
    )


def _is_same_word(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return one == other or (
        len(short) >= MIN_STEM and len(long) - len(short) <= MAX_ENDING and long.startswith(short)
    )
