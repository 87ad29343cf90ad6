"""Total, subtotal and tax: single amounts by their labels, made sure of by their sum."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, pairwise, takewhile

from engine.concepts import CONCEPTS
from engine.rules.candidates import Amount, Candidate, Facts
from engine.rules.labels.hits import Hit, Piece, pieces_below, pieces_right, pieces_shifted
from engine.rules.labels.labelled import (
    goes_on,
    is_box_number,
    is_numbered,
    labels_of,
    pieces_for,
    place_facts,
)
from engine.rules.layout import Row
from engine.rules.questions import Question, nothing_own
from engine.rules.reading import Reading
from engine.values.currencies import CODES
from engine.values.numbers import Number

MAX_LABELS = 36
MAX_COLUMN = 12
ROWS_OF_LABEL = 2
FAR_BELOW = 1.3
"""Heights of a line between two numbers of one column, at most."""
# What answers where a document has no label of what is asked for.
STAND_INS = {"total_amount": ("amount_due",), "amount_due": ("total_amount",)}
RANGE_MARK = re.compile(r"\s[-–—]\s\W{0,2}\d|[-–—]\d")
CENT = 0.021
WORDS_ALLOWED = 2
BRACKETED = re.compile(r"\([^()]{0,40}\)")
LETTERS = re.compile(r"[^\W\d_]{2,}")


def amount_candidates(concept: str, question: Question, reading: Reading) -> Iterator[Candidate]:
    """The amounts that a question can mean: at its own words, and at its concept's labels."""
    wanted = (concept, *STAND_INS.get(concept, ())) if concept else ()
    amounts = list(_amounts_for(question, reading, *wanted))
    proven = _proven(concept, reading) if concept and CONCEPTS[concept].is_of_sum else None
    most = _largest_of_each_rank(amounts)
    is_paid_in_part = any(each.value for each in amounts_of("amount_paid", reading))
    for amount in amounts:
        is_largest = concept == "total_amount" and abs(amount.value) >= most[amount.rank]
        stands_in = amount.facts.get("stands in for another", 0.0) > 0
        is_proven = proven is not None and amount.value == proven.value
        yield amount.candidate(
            {
                "sums agree": float(is_proven),
                "label also in table": float(
                    (concept == "subtotal" and _is_in_table_too(amount, concept, reading))
                    or (stands_in and _is_asked_in_table(question, reading))
                ),
                "in tax table": float(concept == "total_amount" and amount.is_of_tax_table),
                "value is zero": float(amount.value == 0),
                "largest of its label": float(is_largest),
                "was paid in part": float(stands_in and is_paid_in_part),
            }
        )
    if proven is not None and all(amount.value != proven.value for amount in amounts):
        yield Candidate(
            proven.value,
            proven.row,
            facts={**proven.facts, "sums agree": 1.0, "is a sum of lines": 1.0},
        )


def _largest_of_each_rank(amounts: Sequence[Amount]) -> Mapping[int, float]:
    most: dict[int, float] = {}
    for amount in amounts:
        most[amount.rank] = max(abs(amount.value), most.get(amount.rank, 0.0))
    return most


def rate_candidates(concept: str, question: Question, reading: Reading) -> Iterator[Candidate]:
    """Rates in percent: at their own label, tax rates also in the label of a tax amount."""
    for place in pieces_for(question, reading, *filter(None, [concept])):
        numbers = list(reading.numbers_in(place.piece.text))
        rates = [each for each in numbers if each.is_percent]
        number = next(iter(rates or (each for each in numbers if not each.currency)), None)
        if number is not None:
            yield Candidate(number.value, place.piece.row, facts=place.facts)
    if concept != "tax_rate" or any(reading.hits_of(concept)):
        return
    for amount in amounts_of("tax_amount", reading):
        if amount.percent is not None:
            yield Candidate(amount.percent, amount.row, facts=amount.facts)


def amounts_of(concept: str, reading: Reading) -> tuple[Amount, ...]:
    """All amounts that a concept's labels have beside or under them, the surest first."""
    if concept not in reading.amounts:
        reading.amounts[concept] = tuple(_amounts_for(nothing_own(concept), reading, concept))
    return reading.amounts[concept]


def _amounts_for(question: Question, reading: Reading, *concepts: str) -> Iterator[Amount]:
    for hit, facts in islice(labels_of(question, reading, *concepts), MAX_LABELS):
        if not hit.starts_segment and not hit.has_mark and len(hit.words) < 2:
            continue
        known = (hit.names[name] for name in concepts if name in hit.names)
        rank = next(known, 0)
        yield from _amounts_at(hit, rank, facts, reading)


def _amounts_at(hit: Hit, rank: int, facts: Facts, reading: Reading) -> Iterator[Amount]:
    if "label of concept" not in facts:
        yield from _first_beside(hit, rank, facts, reading)
    for piece, known in _pieces(hit, reading):
        text = piece.text
        if _says_otherwise(hit, text, reading):
            if piece.is_below or piece.is_same_segment:
                return
            continue
        numbers = [n for n in reading.numbers_in(text) if not _is_bracketed(n, text)]
        percents = [*reading.numbers_in(text), *_before(hit, reading)]
        percent = next((n.value for n in percents if n.is_percent), None)
        number = _chosen(numbers, text, hit)
        if number is not None:
            form = _form(number, numbers, text)
            more = {**facts, **place_facts(hit, piece, reading), **form, **known}
            is_tax = piece.is_below and _names_tax(hit.row, reading)
            yield Amount(
                number.value,
                piece.row,
                rank,
                number,
                more,
                percent,
                piece.is_below,
                is_tax,
                hit.words,
            )
            return
        if numbers and not all(n.is_percent for n in numbers):
            return


def _is_in_table_too(amount: Amount, concept: str, reading: Reading) -> bool:
    """Whether the same label stands among the rows of a table, as a section's sum does."""
    return any(
        hit.row.index in reading.item_rows and hit.words == amount.words
        for hit in reading.hits_by_concept.get(concept, ())
    )


def _is_asked_in_table(question: Question, reading: Reading) -> bool:
    """Whether the prompt's own words label a row of a table: no other label stands in for them."""
    return any(
        hit.fills_segment and hit.row.index in reading.item_rows
        for hit in reading.hits_by_concept.get(question.literal, ())
    )


def _names_tax(row: Row, reading: Reading) -> bool:
    """Whether a head of columns has one for the tax: under it stand the amounts by rate."""
    return any(
        {"tax_amount", "tax_rate"} & hit.names.keys() for hit in reading.hits.get(row.index, ())
    )


def _first_beside(hit: Hit, rank: int, facts: Facts, reading: Reading) -> Iterator[Amount]:
    """The number beside a label that no language's table has: a unit or more may follow it."""
    found: list[Amount] = []
    for piece in pieces_right(hit, reading.hits):
        if _says_otherwise(hit, piece.text, reading):
            break
        numbers = list(reading.numbers_in(piece.text))
        plain = [number for number in numbers if not number.is_percent]
        money = [number for number in plain if number.is_money]
        several = money or plain or numbers
        if len(several) == 1:
            number = several[0]
            more = {**place_facts(hit, piece, reading), **_form(number, numbers, piece.text)}
            found.append(Amount(number.value, piece.row, rank, number, {**facts, **more}))
        elif numbers:
            break
    # What belongs to the label, as the last digits of a card or a tax rate, is not its amount.
    clear = [amount for amount in found if not amount.facts["words before value"]]
    in_money = (amount for amount in clear if amount.number.is_money)
    amounts = (amount for amount in clear if not amount.number.is_percent)
    yield from islice((*in_money, *amounts, *clear, *found), 1)


def _column_below(hit: Hit, reading: Reading) -> Iterator[tuple[Piece, Facts]]:
    """What stands under a label: of several numbers the one that is the sum of those over it."""
    column: list[tuple[Piece, float]] = []
    for number, piece in enumerate(
        pieces_below(hit, reading.layout, reading.hits, rows=MAX_COLUMN)
    ):
        if number < ROWS_OF_LABEL and not any(sign.isdigit() for sign in piece.text):
            # the label goes on: "Total amount", and under it "incl. VAT"
            continue
        numbers = list(reading.numbers_in(piece.text))
        # letters may be set right behind an amount: "$1,200.00exgst"
        is_one_word = bool(numbers) and numbers[0].is_money and len(piece.text.split()) == 1
        if LETTERS.search(_without_codes(piece.text)) and not is_one_word:
            break
        is_apart = column and piece.row.y0 - column[-1][0].row.y1 > FAR_BELOW * piece.row.height
        if len(numbers) != 1 or is_apart:
            break
        column.append((piece, numbers[0].value))
    for index, (piece, value) in enumerate(column):
        if index > 1 and abs(sum(each for _, each in column[:index]) - value) < CENT:
            yield piece, {"column adds up": 1.0}
            return
    for piece, _ in column[:1]:
        is_boxed = is_numbered(hit)
        yield piece, {"column goes on": float(len(column) > 1 and not is_boxed)}


def _form(number: Number, numbers: Sequence[Number], text: str) -> dict[str, float]:
    before = LETTERS.findall(_without_codes(BRACKETED.sub(" ", text[: number.start])))
    return {
        "words before value": float(bool(before)),
        "value is money": float(number.is_money),
        "value is a range": float(_is_range(numbers, text)),
        "value is a percentage": float(number.is_percent),
    }


def _is_range(numbers: Sequence[Number], text: str) -> bool:
    """Whether a dash alone divides two of the amounts: "100.00 - 150.00"."""
    return any(
        RANGE_MARK.match(text[one.end : other.end]) is not None for one, other in pairwise(numbers)
    )


def _pieces(hit: Hit, reading: Reading) -> Iterator[tuple[Piece, Facts]]:
    """All that stands right of the label as one piece, then what stands under it."""
    # with the number of the next box another label begins
    right = list(takewhile(lambda piece: not is_box_number(piece), pieces_right(hit, reading.hits)))
    if right:
        text = "  ".join(piece.text for piece in right)
        is_same = right[0].is_same_segment
        yield Piece(text, hit.row, right[0].start, right[0].x0, is_same_segment=is_same), {}
    elif hit.fills_segment:
        for piece in pieces_shifted(hit, reading.layout, reading.hits):
            yield piece, {}
    has_digits = any(any(sign.isdigit() for sign in piece.text) for piece in right)
    if not has_digits and (hit.is_marked or goes_on(hit, right)):
        yield from _column_below(hit, reading)


def _before(hit: Hit, reading: Reading) -> Iterator[Number]:
    """Numbers that stand before the label in its segment: "7 % USt."."""
    start = hit.row.segments[hit.segment].start
    return reading.numbers_in(hit.row.text[start : hit.start])


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


def _proven(concept: str, reading: Reading) -> Amount | None:
    """The amount of a concept that is part of net amount + tax = total."""
    totals = (*amounts_of("total_amount", reading), *amounts_of("amount_due", reading))
    nets, taxes = amounts_of("subtotal", reading), amounts_of("tax_amount", reading)
    agreed = _agreeing(totals, nets, taxes)
    if agreed is None or concept == "amount_due":
        return None
    total, net, tax = agreed
    return {"total_amount": total, "subtotal": net, "tax_amount": tax}[concept]


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
    return (Amount(value, last.row, last.rank, last.number, last.facts),)
