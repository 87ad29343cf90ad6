"""A document's own number where no label says so: in its title, or in the box under the title."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from itertools import takewhile

from engine.concepts import CONCEPTS
from engine.rules.candidates import Candidate
from engine.rules.layout import Row, Segment
from engine.rules.questions import Question
from engine.rules.reading import Reading
from engine.values.identifiers import leading_code
from engine.values.words import UNSPACED, Phrase, Token, tokens

TITLE_ROWS = 40
MAX_TITLE_WORDS = 8
MAX_TITLE_LENGTH = 4
COMPOUND = 0.9
"""How surely a compound is a title whose last part is one: "Mietrechnung"."""
LEAST_TITLE_LETTERS = 5
"""A shorter title is no second half of a compound: "Bon" in "Carbon"."""
ROWS_TO_NUMBER = 8
"""Rows of the page, and lines of the title's own box, in which its number may stand."""
LINES_IN_BOX = 3
BEHIND_NUMBER_WORD = " .:：#°º"
NUMBER_MARK = re.compile(rf"[{UNSPACED}]{{0,2}}[\s.:：#°º]{{0,4}}")


def title_numbers(concept: str, question: Question, reading: Reading) -> Iterator[Candidate]:
    """Codes behind a title and a word for "number": "Mietrechnung (387) Nr. 55-20 vom 12.08."."""
    types = CONCEPTS[concept].numbers if concept else ()
    titles = {title for kind in types for title in reading.vocabulary.titles_of.get(kind, ())}
    singles = (title[0] for title in titles if len(title) == 1)
    endings = tuple(word for word in singles if len(word) >= LEAST_TITLE_LETTERS)
    numbers = reading.vocabulary.single_words["number"]
    asked = set(question.telling) - reading.vocabulary.single_words["number"]
    for row in reading.layout.rows[:TITLE_ROWS]:
        if row.page != reading.layout.rows[0].page or row.index in reading.header_rows:
            return
        for segment in row.segments:
            words = tokens(segment.text)[:MAX_TITLE_WORDS]
            head = takewhile(lambda word: word not in numbers, (word.text for word in words))
            share = _titled(tuple(head), titles, asked, endings)
            if not share:
                continue
            code = _behind_number_word(segment, words, reading)
            if code:
                facts = {"number in title": share}
                yield Candidate(code, row, code, segment.start, facts=facts)
            elif len(words) == 1 or not any(sign.isdigit() for sign in segment.text):
                yield from _under(row, segment, share, reading)


def _titled(words: Phrase, titles: Set[Phrase], asked: Set[str], endings: tuple[str, ...]) -> float:
    """How surely some words are the title of a document whose number is asked for."""
    plain = {word for word in words if not any(sign.isdigit() for sign in word)}
    if plain and plain <= asked:
        return 1.0
    for start, word in enumerate(words):
        if any(
            words[start:end] in titles for end in range(start + 1, start + 1 + MAX_TITLE_LENGTH)
        ):
            return 1.0
        if word.endswith(endings):
            return COMPOUND
    return 0.0


def _behind_number_word(segment: Segment, words: tuple[Token, ...], reading: Reading) -> str | None:
    numbers = reading.vocabulary.single_words["number"]
    for word in words:
        if word.text in numbers:
            rest = segment.text[word.end :]
            if rest[:1].isalpha():
                return None
            mark = NUMBER_MARK.match(rest)
            return leading_code(rest[mark.end() :] if mark else rest)
    return None


def without_number_word(text: str, reading: Reading) -> str:
    """What follows a word for "number" that a text begins with: "No. 71" as "71"."""
    words = tokens(text)
    is_number = len(words) > 1 and words[0].text in reading.vocabulary.single_words["number"]
    # "C-2201" is a code
    if is_number and text[words[0].end] in BEHIND_NUMBER_WORD:
        return text[words[0].end :].lstrip(BEHIND_NUMBER_WORD)
    return text


def _under(row: Row, title: Segment, share: float, reading: Reading) -> Iterator[Candidate]:
    """A code under a title, in the same box: alone, or behind a word for "number"."""
    lines = 0
    for below in reading.layout.below(row, ROWS_TO_NUMBER):
        under = (
            segment
            for segment in below.segments
            if min(segment.x1, title.x1) - max(segment.x0, title.x0) > 0
        )
        segment = next(under, None)
        if segment is None:
            continue
        lines += 1
        text = without_number_word(segment.text, reading)
        is_numbered = text != segment.text
        labels = reading.hits.get(below.index, ())
        is_label = any(hit.start < segment.end and hit.end > segment.start for hit in labels)
        code = leading_code(text)
        is_alone = code is not None and len(code) >= len(text.strip(" .#"))
        if is_alone and (is_numbered or (lines == 1 and not is_label)):
            facts = {"number in title" if is_numbered else "number under title": share}
            yield Candidate(code, below, text, segment.start, facts=facts)
            return
        if lines == LINES_IN_BOX or is_label:
            return
