"""Formulas of a sheet that no program has computed, as files written by other software have them.

Only sums and products are computed: cells, numbers, the four operations, percentages, and a few
functions. What goes beyond that has no value here.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping

Place = tuple[int, int]
"""Row and column of a cell, from 1."""

_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d*)?|\.\d+)|(?P<cell>\$?[A-Z]{1,3}\$?\d{1,7})(?![\w(!])"
    r"|(?P<function>[A-Z]{3,10})\(|(?P<mark>[-+*/%(),:]))"
)
_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_LONGEST = 1_000
_DEEPEST = 40
_MOST_CELLS = 100_000

_FUNCTIONS: dict[str, Callable[[list[float]], float]] = {
    "SUM": math.fsum,
    "PRODUCT": math.prod,
    "MIN": min,
    "MAX": max,
    "AVERAGE": lambda values: math.fsum(values) / len(values),
}


def place_of(cell: str) -> Place:
    """The place of a cell by its name, such as ``B7``.

    Raises:
        ValueError: it is no cell's name.
    """
    found = _CELL.fullmatch(cell)
    if found is None:
        raise ValueError(cell)
    column = 0
    for letter in found[1].upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]), column


class _Unknown(Exception):
    """The formula holds what isn't computed here."""


class Sheet:
    """The numbers of a sheet's cells, and its formulas."""

    def __init__(
        self, numbers: Mapping[Place, float | None], formulas: Mapping[Place, str]
    ) -> None:
        self._numbers = dict(numbers)
        self._formulas = dict(formulas)
        self._depth = 0
        self._cells_left = _MOST_CELLS

    def value(self, place: Place) -> float | None:
        """What the formula at the place gives, None where it isn't known."""
        try:
            return self.number(place)
        except (_Unknown, ArithmeticError, ValueError, RecursionError):
            self._formulas.pop(place, None)
            self._numbers[place] = None
            return None

    def number(self, place: Place) -> float:
        formula = self._formulas.pop(place, None)
        if formula is not None:
            self._numbers[place] = None  # so that a formula that needs itself has no value
            if self._depth >= _DEEPEST or len(formula) > _LONGEST:
                raise _Unknown
            self._depth += 1
            try:
                self._numbers[place] = _Formula(formula, self).result()
            finally:
                self._depth -= 1
        found = self._numbers.get(place, 0.0)
        if found is None:
            raise _Unknown
        return found

    def numbers(self, first: Place, last: Place) -> Iterator[float]:
        """The numbers in a range, whose other cells don't count."""
        rows = range(first[0], last[0] + 1)
        columns = range(first[1], last[1] + 1)
        self._cells_left -= len(rows) * len(columns)
        if self._cells_left < 0:
            raise _Unknown
        for row in rows:
            for column in columns:
                place = row, column
                if place in self._formulas or self._numbers.get(place) is not None:
                    yield self.number(place)


class _Formula:
    def __init__(self, text: str, sheet: Sheet) -> None:
        self._tokens = list(_tokens(text))
        self._at = 0
        self._sheet = sheet

    def result(self) -> float:
        value = self._sum()
        if self._at < len(self._tokens) or not math.isfinite(value):
            raise _Unknown
        return value

    def _next(self, *kinds: str) -> str | None:
        """Take the next token if it is one of the kinds or marks."""
        if self._at < len(self._tokens):
            kind, text = self._tokens[self._at]
            if kind in kinds or (kind == "mark" and text in kinds):
                self._at += 1
                return text
        return None

    def _expect(self, mark: str) -> None:
        if self._next(mark) is None:
            raise _Unknown

    def _sum(self) -> float:
        value = self._product()
        while mark := self._next("+", "-"):
            value += self._product() if mark == "+" else -self._product()
        return value

    def _product(self) -> float:
        value = self._factor()
        while mark := self._next("*", "/"):
            factor = self._factor()
            value = value * factor if mark == "*" else value / factor
        return value

    def _factor(self) -> float:
        sign = 1.0
        while mark := self._next("+", "-"):
            sign = -sign if mark == "-" else sign
        value = self._operand()
        while self._next("%"):
            value /= 100
        return sign * value

    def _operand(self) -> float:
        if number := self._next("number"):
            return float(number)
        if cell := self._next("cell"):
            return self._sheet.number(place_of(cell))
        if function := self._next("function"):
            return self._call(function)
        self._expect("(")
        value = self._sum()
        self._expect(")")
        return value

    def _call(self, function: str) -> float:
        arguments = [self._argument()]
        while self._next(","):
            arguments.append(self._argument())
        self._expect(")")
        if function == "ROUND" and len(arguments) == 2:
            ((value,), (places,)) = arguments
            scale = 10 ** int(places)
            return math.copysign(math.floor(abs(value) * scale + 0.5) / scale, value)
        if function not in _FUNCTIONS:
            raise _Unknown
        return _FUNCTIONS[function]([value for argument in arguments for value in argument])

    def _argument(self) -> list[float]:
        """A range's numbers, or a single one."""
        start = self._at
        if (first := self._next("cell")) and self._next(":") and (last := self._next("cell")):
            return list(self._sheet.numbers(place_of(first), place_of(last)))
        self._at = start
        return [self._sum()]


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    at = 0
    text = text.rstrip()
    while at < len(text):
        token = _TOKEN.match(text, at)
        if token is None or token.lastgroup is None:
            raise _Unknown
        yield token.lastgroup, token[token.lastgroup]
        at = token.end()
