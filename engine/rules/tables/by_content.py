"""Columns that no header names: told by what their cells hold, and by sums that come out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise, permutations

from engine.rules.reading import Reading
from engine.rules.tables.cells import is_date, share
from engine.rules.tables.model import ItemTable
from engine.rules.tables.named import own_concepts
from engine.rules.tables.values import numbers_in
from engine.values.words import phrase

CENT = 0.011
# A column is of a kind where nearly all of its cells are.
NEARLY_ALL = 0.9
# A column that is compared row by row has a cell in at least so many rows.
MIN_ROWS = 2
# Beyond so many columns of numbers nobody tries all ways to multiply them.
MAX_NUMERIC = 6

Numbers = Sequence[float | None]


def told_by_content(
    names: Sequence[str], taken: Mapping[str, int | None], table: ItemTable, reading: Reading
) -> dict[str, int]:
    """For names without a header cell the columns that must be meant, by concept and content."""
    used = {index for index in taken.values() if index is not None}
    free = [i for i, column in enumerate(table.columns) if i not in used and not column.concept]
    told = dict(_told(free, table, reading))
    found: dict[str, int] = {}
    for name in names:
        if taken.get(name) is not None:
            continue
        concepts = own_concepts(phrase(name.replace("_", " ")), reading.vocabulary)
        places = {told[concept] for concept in concepts if concept in told} - set(found.values())
        if len(places) == 1:
            found[name] = places.pop()
    return found


def _told(free: Sequence[int], table: ItemTable, reading: Reading) -> Iterator[tuple[str, int]]:
    """Concept → the only column that can be it."""
    texts = {i: [item.cells[i] for item in table.items if item.cells[i]] for i in free}
    filled = [i for i in free if len(texts[i]) * 2 > len(table.items)]
    dates = [
        i for i in filled if share([is_date(t, reading.months) for t in texts[i]]) > NEARLY_ALL
    ]
    numbers = {i: numbers_in(table, i, reading) for i in filled if i not in dates}
    numeric = [i for i, column in numbers.items() if _are_numbers(column, texts[i])]
    words = [i for i in filled if i not in dates and i not in numeric]
    if dates:
        yield "date", dates[0]
    if len(words) == 1:
        yield "description", words[0]
    yield from _amounts(numeric, numbers)


def _are_numbers(numbers: Numbers, texts: Sequence[str]) -> bool:
    return share([number is not None for number in numbers]) * len(numbers) >= NEARLY_ALL * len(
        texts
    )


def _amounts(numeric: Sequence[int], numbers: Mapping[int, Numbers]) -> Iterator[tuple[str, int]]:
    """The only column of numbers is the amount; of several a product or a balance tells them."""
    if len(numeric) == 1:
        yield "amount", numeric[0]
        return
    for count, price, amount in permutations(numeric[:MAX_NUMERIC], 3):
        if count < price and _multiply(numbers[count], numbers[price], numbers[amount]):
            yield from (("quantity", count), ("unit_price", price), ("amount", amount))
            return
    if len(numeric) != 2:
        return
    for amount, balance in permutations(numeric, 2):
        if _add_up(numbers[amount], numbers[balance], is_signed=True):
            yield from (("amount", amount), ("balance", balance))
            return
    for amount, balance in permutations(numeric, 2):
        if _add_up(numbers[amount], numbers[balance], is_signed=False):
            # whether an amount came in or went out is not to be seen
            yield "balance", balance
            return


def _multiply(counts: Numbers, prices: Numbers, amounts: Numbers) -> bool:
    rows = [
        (count, price, amount)
        for count, price, amount in zip(counts, prices, amounts, strict=True)
        if count is not None and price is not None and amount is not None
    ]
    return len(rows) >= MIN_ROWS and all(abs(c * p - a) < CENT for c, p, a in rows)


def _add_up(amounts: Numbers, balances: Numbers, *, is_signed: bool) -> bool:
    """Whether each balance is the one before it and the amount between, up or down the page."""
    pairs = zip(amounts, balances, strict=True)
    rows = [(a, b) for a, b in pairs if a is not None and b is not None]
    if len(rows) < MIN_ROWS or len(rows) < len(amounts):
        return False

    def is_step(difference: float, amount: float) -> bool:
        if not is_signed:
            difference, amount = abs(difference), abs(amount)
        return abs(difference - amount) < CENT

    down = all(is_step(row[1] - before[1], row[0]) for before, row in pairwise(rows))
    up = all(is_step(before[1] - row[1], before[0]) for before, row in pairwise(rows))
    return down or up
