"""Lines that head or close a group of rows and end with what the group comes to."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from engine.rules.tables.drawn.bands import Band
from engine.rules.tables.drawn.profile import Profile
from engine.values.numbers import find_numbers

CENT = 0.011
# "Deposits total 1,950.00" is one run of words, or a label and an amount.
MAX_FRAGMENTS = 2


def sums_of_groups(
    bands: Sequence[Band], cells: Sequence[Sequence[str]], profile: Profile
) -> frozenset[int]:
    """The places of the lines whose amount is the sum of the rows down to the next such line,
    or of those up to the one before. What stands below the last row is another matter.
    """
    rows = [place for place, texts in enumerate(cells) if profile.is_strong(texts)]
    last_row = max(rows, default=0)
    ending = {
        place: amount
        for place, band in enumerate(bands[:last_row])
        if len(band.fragments) <= MAX_FRAGMENTS
        and not profile.is_strong(cells[place])
        and (amount := _last_amount(band)) is not None
    }
    found: set[int] = set()
    for start, end in pairwise([-1, *ending, last_row + 1]):
        sums = _sums(cells[start + 1 : end], profile)
        for place in (start, end):
            if place in ending and any(abs(ending[place] - whole) < CENT for whole in sums):
                found.add(place)
    return frozenset(found)


def _last_amount(band: Band) -> float | None:
    """The amount that a line of words ends with."""
    text = band.fragments[-1].text if band.fragments else ""
    numbers = [number for number in find_numbers(text) if number.is_money]
    if not numbers or not band.text[:1].isalpha() or text[numbers[-1].end :].strip():
        return None
    return numbers[-1].value


def _sums(cells: Sequence[Sequence[str]], profile: Profile) -> list[float]:
    """What the rows among some lines come to in each column that a row needs."""
    rows = [texts for texts in cells if profile.is_strong(texts)]
    sums = []
    for index in profile.needed:
        numbers = [next(find_numbers(texts[index]), None) for texts in rows if texts[index]]
        if numbers:
            sums.append(sum(number.value for number in numbers if number))
    return sums
