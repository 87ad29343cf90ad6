"""Total, subtotal and tax: single amounts by their labels, made sure of by their sum."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from engine.concepts import CONCEPTS
from engine.rules.labels import Hit, Piece, pieces_below, pieces_right
from engine.rules.layout import Row
from engine.rules.reading import Found, Reading
from engine.values.currencies import CODES
from engine.values.numbers import Number, find_numbers

MAX_CANDIDATES = 12
CENT = 0.021
WORDS_ALLOWED = 2
BRACKETED = re.compile(r"\([^()]{0,40}\)")
LETTERS = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True, slots=True)
class Amount:
    """``rank`` is that of its label: the smaller, the surer."""

    value: int | float
    row: Row
    rank: int
    number: Number
    percent: int | float | None = None
    is_below: bool = False


def find_amount(concept: str, reading: Reading) -> Found | None:
    """The amount a concept of the totals' block names, else None."""
    if CONCEPTS[concept].is_of_sum:
        amount = _of_totals(concept, reading)
    else:
        amount = next(iter(amounts_of(concept, reading)), None)
    return Found(amount.value, amount.row) if amount else None


def find_tax_rate(reading: Reading) -> Found | None:
    """The tax rate in percent; none where several rates stand in the document."""
    for hit in reading.hits_of("tax_rate"):
        for piece in _pieces(hit, reading):
            for number in find_numbers(piece.text, reading.decimal):
                return Found(number.value, piece.row)
    rates = [amount for amount in amounts_of("tax_amount", reading) if amount.percent is not None]
    if len({amount.percent for amount in rates}) != 1:
        return None
    return Found(rates[0].percent, rates[0].row)


def amounts_of(concept: str, reading: Reading) -> tuple[Amount, ...]:
    """All amounts that a concept's labels have beside or under them, the surest first."""
    amounts: list[Amount] = []
    for hit in islice(reading.hits_of(concept), MAX_CANDIDATES * 3):
        if not hit.starts_segment and not hit.has_mark and len(hit.words) < 2:
            continue
        amount = next(_amounts_at(hit, concept, reading), None)
        if amount is not None and len(amounts) < MAX_CANDIDATES:
            amounts.append(amount)
    return tuple(amounts)


def amount_at(hit: Hit, reading: Reading) -> Found | None:
    """The number at any label."""
    for piece in pieces_right(hit, reading.hits):
        if _says_otherwise(hit, piece.text, reading):
            return None
        numbers = list(find_numbers(piece.text, reading.decimal))
        money = [number for number in numbers if number.is_money]
        if len(money) == 1 or len(numbers) == 1:
            return Found((money or numbers)[0].value, piece.row)
        if numbers:
            return None
    amount = next(_amounts_at(hit, next(iter(hit.names)), reading), None)
    return Found(amount.value, amount.row) if amount else None


def _amounts_at(hit: Hit, concept: str, reading: Reading) -> Iterator[Amount]:
    for piece in _pieces(hit, reading):
        text = piece.text
        if _says_otherwise(hit, text, reading):
            return
        numbers = [n for n in find_numbers(text, reading.decimal) if not _is_bracketed(n, text)]
        percents = [*find_numbers(text, reading.decimal), *_before(hit, reading)]
        percent = next((n.value for n in percents if n.is_percent), None)
        number = _chosen(numbers, text, hit)
        if number is not None:
            rank = hit.names[concept]
            yield Amount(number.value, piece.row, rank, number, percent, piece.is_below)
            return
        if numbers and not all(n.is_percent for n in numbers):
            return


def _pieces(hit: Hit, reading: Reading) -> Iterator[Piece]:
    """All that stands right of the label as one piece, then what stands under it."""
    right = list(pieces_right(hit, reading.hits))
    if right:
        text = "  ".join(piece.text for piece in right)
        yield Piece(text, hit.row, right[0].start, right[0].x0)
    if hit.is_marked and not any(any(sign.isdigit() for sign in piece.text) for piece in right):
        below = list(pieces_below(hit, reading.layout, reading.hits, rows=1))
        yield from (piece for piece in below if not LETTERS.search(_without_codes(piece.text)))


def _before(hit: Hit, reading: Reading) -> Iterator[Number]:
    """Numbers that stand before the label in its segment: "7 % USt."."""
    start = hit.row.segments[hit.segment].start
    return find_numbers(hit.row.text[start : hit.start], reading.decimal)


def _says_otherwise(hit: Hit, text: str, reading: Reading) -> bool:
    """Whether words follow that make the label a part of a sentence or of another label."""
    first_digit = next((i for i, sign in enumerate(text) if sign.isdigit()), len(text))
    words = LETTERS.findall(_without_codes(BRACKETED.sub(" ", text[:first_digit])))
    if reading.vocabulary.single_words["base_follows"].issuperset(map(str.lower, words)):
        return False
    allowed = WORDS_ALLOWED * 2 if hit.has_mark else WORDS_ALLOWED * (len(hit.words) > 1)
    return len(words) > allowed


def _without_codes(text: str) -> str:
    return LETTERS.sub(lambda match: " " if match.group() in CODES else match.group(), text)


def _is_bracketed(number: Number, text: str) -> bool:
    """Whether a number stands in brackets with other words: "(20 % of 100.00)"."""
    return any(
        match.start() <= number.start and number.end <= match.end() and number.value >= 0
        for match in BRACKETED.finditer(text)
    )


def _chosen(numbers: Sequence[Number], text: str, hit: Hit) -> Number | None:
    """The last amount of money; a bare number only where nothing else stands there."""
    money = [number for number in numbers if number.is_money]
    if money:
        return money[-1]
    bare = [number for number in numbers if not number.is_percent]
    if len(bare) != 1:
        return None
    rest = text[: bare[0].start] + text[bare[0].end :]
    if LETTERS.search(_without_codes(rest)):
        return None
    return bare[0] if hit.is_marked or bare[0].is_grouped else None


def _of_totals(concept: str, reading: Reading) -> Amount | None:
    totals = amounts_of("total_amount", reading)
    dues = amounts_of("amount_due", reading)
    nets = amounts_of("subtotal", reading)
    taxes = amounts_of("tax_amount", reading)
    if concept == "amount_due":
        return dues[0] if dues else _total(totals, (), nets, taxes)
    if concept == "total_amount":
        return _total(totals, dues, nets, taxes)
    agreed = _agreeing((*totals, *dues), nets, taxes)
    if agreed is not None:
        _, net, tax = agreed
        return net if concept == "subtotal" else tax
    if concept == "subtotal":
        return nets[0] if nets else None
    return _tax(taxes)


def _total(
    totals: Sequence[Amount],
    dues: Sequence[Amount],
    nets: Sequence[Amount],
    taxes: Sequence[Amount],
) -> Amount | None:
    agreed = _agreeing((*totals, *dues), nets, taxes)
    if agreed is not None:
        return agreed[0]
    if not totals or not dues:
        return _best(totals) or _best(dues)
    total, due = _best(totals), _best(dues)
    if total is None or due is None:
        return total or due
    return total if total.value >= due.value else due


def _best(amounts: Sequence[Amount]) -> Amount | None:
    """The amount of the surest label; of equally sure ones the last, where grand totals stand."""
    if not amounts:
        return None
    rank = min(amount.rank for amount in amounts)
    return max(
        (amount for amount in amounts if amount.rank == rank),
        key=lambda amount: (abs(amount.value), amount.row.index),
    )


def _agreeing(
    totals: Sequence[Amount], nets: Sequence[Amount], taxes: Sequence[Amount]
) -> tuple[Amount, Amount, Amount] | None:
    """A total that is the sum of a net amount and the tax, or of all the tax lines."""
    summed = _sum_of_lines(taxes)
    for total in totals:
        for net in nets:
            for tax in (*taxes, *summed):
                rows = {total.row.index, net.row.index}
                is_column = total.is_below and net.is_below
                if len(rows) == 1 and not is_column and total.number == net.number:
                    continue
                if tax.value and abs(net.value + tax.value - total.value) < CENT:
                    return total, net, tax
    return None


def _sum_of_lines(taxes: Sequence[Amount]) -> tuple[Amount, ...]:
    rows = {amount.row.index: amount for amount in taxes}
    if len(rows) < 2:
        return ()
    last = max(rows.values(), key=lambda amount: amount.row.index)
    value = round(sum(amount.value for amount in rows.values()), 2)
    return (Amount(value, last.row, last.rank, last.number),)


def _tax(taxes: Sequence[Amount]) -> Amount | None:
    """The tax without a sum to prove it: none where lines of the same label differ."""
    if not taxes:
        return None
    first = taxes[0]
    alike = [amount for amount in taxes if amount.rank == first.rank]
    return first if len({amount.value for amount in alike}) == 1 else None
