"""Finds where in a document's lines a model's quote stands, so that a value can be checked.

White space, case, diacritics, kinds of dashes and quotation marks don't count; neither does the way
a number is written. What the model says about pages is never asked for.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

from engine.languages.loading import default_vocabulary
from engine.llm.chunks import SourceLine
from engine.types import Evidence, ValueType
from engine.values.dates import find_dates
from engine.values.numerals import NUMERAL, NUMERAL_WITHOUT_SPACES, plain, readings

MAX_QUOTE_CHARACTERS = 2000
# an address of several lines is answered in one
PARTS = re.compile(r"[,;]\s+|\n")
ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")

_ALIKE = str.maketrans(
    {
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u0060\u00b4", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb", '"'),
    }
)


class PlaceFinder:
    """Looks things up in some consecutive lines of a document."""

    def __init__(self, lines: Sequence[SourceLine]) -> None:
        self._lines = lines

    def place(self, value: Any, value_type: ValueType, quote: Any) -> Evidence | None:
        """Where the value comes from, or null if its quote isn't in the text.

        Numbers and e-mail addresses have to stand in the quoted lines themselves. Without a quote,
        the value is looked for.
        """
        if isinstance(quote, str) and quote.strip():
            span = self._span(quote)
            if span is None:
                return None
            index = self._index_of(value, value_type, range(span[0], span[1] + 1))
            must_show = value_type in {ValueType.NUMBER, ValueType.EMAIL}
            if index is None and must_show:
                return None
            return self._at(span[0] if index is None else index)
        index = self._index_of(value, value_type, range(len(self._lines)))
        return None if index is None else self._at(index)

    def shows(self, value: Any) -> bool:
        """Whether the text has the value: every text, number and date in it; dates are ISO."""
        if isinstance(value, dict):
            return all(self.shows(item) for item in value.values())
        if isinstance(value, list):
            return all(self.shows(item) for item in value)
        if isinstance(value, bool) or value is None:
            return True
        if isinstance(value, int | float):
            return plain(value) in self._all_numbers
        text = str(value)
        if self._find(text) is not None:
            return True
        parts = [part for part in PARTS.split(text) if part.strip()]
        if len(parts) > 1 and all(self._find(part) is not None for part in parts):
            return True
        return ISO_DATE.fullmatch(text) is not None and text in self._all_dates

    @cached_property
    def _all_numbers(self) -> set[str]:
        return {number for line in self._lines for number in _numbers(line.text)}

    @cached_property
    def _all_dates(self) -> set[str]:
        """All dates, those that can be read in two ways in both."""
        months = default_vocabulary().months
        written = [each for line in self._lines for each in find_dates(line.text, months)]
        return {
            value.isoformat()
            for each in written
            for value in (each.day_first, each.month_first)
            if value is not None
        }

    def _at(self, index: int) -> Evidence:
        line = self._lines[index]
        return Evidence(page=line.page, line=line.number, text=line.text)

    def _index_of(self, value: Any, value_type: ValueType, within: range) -> int | None:
        """The first of some lines that shows the value itself."""
        if value_type is ValueType.NUMBER:
            wanted = plain(value)
            return next((i for i in within if wanted in _numbers(self._lines[i].text)), None)
        if not isinstance(value, str):
            return None
        if len(within) == len(self._lines):
            span = self._span(value)
        else:
            span = _Folded(self._lines[within.start : within.stop], fold).find(fold(value))
        if span is None:
            return None
        return span[0] if len(within) == len(self._lines) else within.start + span[0]

    def _span(self, text: str) -> tuple[int, int] | None:
        """The first and the last line of a text's first occurrence."""
        return self._find(text) if len(text) <= MAX_QUOTE_CHARACTERS else None

    def _find(self, text: str) -> tuple[int, int] | None:
        return self._as_written.find(fold(text)) or self._with_plain_numbers.find(
            fold_numbers(text)
        )

    @cached_property
    def _as_written(self) -> _Folded:
        return _Folded(self._lines, fold)

    @cached_property
    def _with_plain_numbers(self) -> _Folded:
        return _Folded(self._lines, fold_numbers)


def fold(text: str) -> str:
    """The text as it is compared; white space is still in it."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.translate(_ALIKE))
        text = "".join(c for c in text if unicodedata.category(c) not in {"Mn", "Cf"})
    return text.casefold()


def fold_numbers(text: str) -> str:
    """Folded, with every number in plain decimal form."""
    return NUMERAL_WITHOUT_SPACES.sub(
        lambda match: next(iter(readings(match.group())), match.group()), fold(text)
    )


class _Folded:
    """Lines run together without white space, and for every character the line it came from."""

    def __init__(self, lines: Sequence[SourceLine], folding: Callable[[str], str]) -> None:
        parts: list[str] = []
        self._owners = array("L")
        self._starts: set[int] = set()
        for index, line in enumerate(lines):
            for word in folding(line.text).split():
                self._starts.add(len(self._owners))
                self._owners.extend([index] * len(word))
                parts.append(word)
        self._characters = "".join(parts)

    def find(self, folded: str) -> tuple[int, int] | None:
        """The first and the last line of the first occurrence that cuts no word or number."""
        needle = "".join(folded.split())
        if not any(character.isalnum() for character in needle):
            return None
        start = self._characters.find(needle)
        while start >= 0:
            end = start + len(needle)
            if not self._cuts(start) and not self._cuts(end):
                return self._owners[start], self._owners[end - 1]
            start = self._characters.find(needle, start + 1)
        return None

    def _cuts(self, position: int) -> bool:
        """Whether a word or a number goes on across the position."""
        text = self._characters
        if position in self._starts or position in {0, len(text)}:
            return False
        before, after = text[position - 1], text[position]
        if _is_wordlike(before) and _is_wordlike(after):
            return True
        if before.isdigit() and after in ".,'":
            return text[position + 1 : position + 2].isdigit() and position + 1 not in self._starts
        if before in ".,'" and after.isdigit():
            return text[position - 2 : position - 1].isdigit() and position - 1 not in self._starts
        return False


def _is_wordlike(character: str) -> bool:
    """Scripts without case (Chinese, Thai) put no space between words, so they don't count."""
    return character.isdigit() or character.upper() != character.lower()


def _numbers(text: str) -> set[str]:
    """Everything that the numerals of a line can mean; a space groups digits or parts numbers."""
    return {
        reading
        for pattern in (NUMERAL, NUMERAL_WITHOUT_SPACES)
        for match in pattern.finditer(text)
        for reading in readings(match.group())
    }
