"""Text that runs from right to left (Arabic, Hebrew): from how it is drawn to how it is read.

What is drawn is known by its place only, from left to right. Read in order, it begins at the right;
numbers and Latin words in it keep their own direction (Unicode Standard Annex 9, backwards).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import Enum
from typing import Protocol, TypeVar
from unicodedata import bidirectional

RIGHT_TO_LEFT = re.compile("[\u0590-\u065f\u066a-\u06ef\u06fa-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_LETTERS_LEFT, _LETTERS_RIGHT = frozenset(["R", "AL"]), frozenset(["L"])
_KEPT = frozenset(["L", "EN", "AN"])
_INSIDE = frozenset(["ES", "CS", "ET", "NSM"])
_MARK = "NSM"
_GROUP_OF_DIGITS = re.compile(r"\d{3}(?!\d)")


class Placed(Protocol):
    """A word on the page."""

    text: str


_Word = TypeVar("_Word", bound=Placed)


class _Direction(Enum):
    LEFT = -1
    NONE = 0
    RIGHT = 1


def is_right_to_left(text: str) -> bool:
    return not text.isascii() and RIGHT_TO_LEFT.search(text) is not None


def logical_word(drawn: str) -> str:
    """The word whose characters are given from left to right, in the order of reading."""
    return "".join(reversed(list(_parts(drawn)))) if is_right_to_left(drawn) else drawn


def _parts(drawn: str) -> Iterator[str]:
    """Letters that run to the left one by one with their marks, numbers and Latin words whole."""
    kinds = [bidirectional(character) for character in drawn]
    start = 0
    while start < len(drawn):
        end = start + 1
        inside = _KEPT | _INSIDE if kinds[start] in _KEPT else {_MARK}
        while end < len(drawn) and kinds[end] in inside:
            end += 1
        while end > start + 1 and kinds[start] in _KEPT and kinds[end - 1] not in _KEPT:
            end -= 1  # signs at the end don't belong to a number
        yield drawn[start:end]
        start = end


def logical_order(words: Sequence[_Word]) -> list[_Word]:
    """The words of a line, given from left to right, in the order of reading."""
    directions = [_direction(word.text) for word in words]
    if directions.count(_Direction.LEFT) >= max(directions.count(_Direction.RIGHT), 1):
        return _turned(words, directions)
    ordered: list[_Word] = []
    at = 0
    while at < len(words):
        end = at + 1
        if directions[at] is _Direction.LEFT:
            # numbers between words that run to the left belong to them, those behind don't
            while _Direction.LEFT in directions[end:] and directions[end] is not _Direction.RIGHT:
                end += 1
            while directions[end - 1] is not _Direction.LEFT:
                end -= 1
        ordered += _turned(words[at:end], directions[at:end])
        at = end
    return ordered


def _turned(words: Sequence[_Word], directions: Sequence[_Direction]) -> list[_Word]:
    """The words from the right to the left; those in it that run to the right stay in order."""
    if _Direction.LEFT not in directions:
        return list(words)
    runs: list[list[_Word]] = []
    for index, word in enumerate(words):
        before = directions[index - 1] if index else _Direction.LEFT
        if directions[index] is not _Direction.LEFT and (
            before is _Direction.RIGHT
            or (before is _Direction.NONE and _goes_on(words[index - 1].text, word.text))
        ):
            runs[-1].append(word)
        else:
            runs.append([word])
    return [word for run in reversed(runs) for word in run]


def _direction(text: str) -> _Direction:
    kinds = set(map(bidirectional, text))
    if kinds & _LETTERS_LEFT:
        return _Direction.LEFT
    return _Direction.RIGHT if kinds & _LETTERS_RIGHT else _Direction.NONE


def _goes_on(before: str, text: str) -> bool:
    """Whether both are groups of the digits of one number."""
    return before[-1:].isdecimal() and _GROUP_OF_DIGITS.match(text) is not None
