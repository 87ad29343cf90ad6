"""What must be so in the data of an e-invoice: sums, check digits, dates in their order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from stdnum.eu.vat import MEMBER_STATES

from engine.data import Fact, FailedCheck, Row
from engine.documents.structured.standards import ITEMS, Standard, Sum
from engine.values import ibans, vat_ids

_LEAST_TOLERANCE = Decimal("0.02")
_TOLERANCE_OF_ROW = Decimal("0.005")

# Greece writes EL.
_PREFIXES = frozenset(MEMBER_STATES) - {"gr"} | {"el"}

Facts = Mapping[str, Sequence[Fact]]
Tables = Mapping[str, Sequence[Row]]


def failed_checks(
    standard: Standard, facts: Facts, items: Sequence[Row], tables: Tables
) -> list[FailedCheck]:
    """What doesn't hold, with the concepts that it makes doubtful."""
    return [
        *(failed for each in standard.sums if (failed := _failed_sum(each, facts, items, tables))),
        *_wrong_check_digits(facts),
        *_repeated_numbers(items),
        *_dates_out_of_order(facts),
    ]


def _failed_sum(
    wanted: Sum, facts: Facts, items: Sequence[Row], tables: Tables
) -> FailedCheck | None:
    stated = _amount(wanted.of, facts)
    if stated is None:
        return None
    total = Decimal(0)
    rows = 0
    for term in wanted.terms:
        if term.concept == ITEMS:
            amount, rows = _column_sum(items, "amount"), len(items)
        elif term.concept in tables:
            amount = _column_sum(tables[term.concept], "tax_amount")
        else:
            amount = _amount(term.concept, facts)
        if amount is None and not (term.is_optional and term.concept not in facts):
            return None
        total += term.sign * (amount or 0)
    if abs(total - stated) <= max(_LEAST_TOLERANCE, _TOLERANCE_OF_ROW * rows):
        return None
    parts = " ".join(f"{'+' if term.sign > 0 else '-'} {term.concept}" for term in wanted.terms)
    doubtful = (wanted.of, *(term.concept for term in wanted.terms))
    return FailedCheck(
        f"{parts.removeprefix('+ ')} is {_plain(total)}, not {_plain(stated)}", doubtful
    )


def _amount(concept: str, facts: Facts) -> Decimal | None:
    """The one amount of a concept, None where there is none or are several."""
    stated = {fact.value for fact in facts.get(concept, ())}
    return _decimal(stated.pop()) if len(stated) == 1 else None


def _column_sum(rows: Sequence[Row], column: str) -> Decimal | None:
    if not rows or any(column not in row for row in rows):
        return None
    return sum((_decimal(row[column].value) for row in rows), Decimal(0))


def _plain(amount: Decimal) -> str:
    return f"{amount.normalize():f}"


def _decimal(value: Any) -> Decimal:
    return Decimal(str(value))


def _wrong_check_digits(facts: Facts) -> Iterator[FailedCheck]:
    for fact in facts.get("iban", ()):
        if ibans.FORM.fullmatch(ibans.compact(fact.text)) and not ibans.is_valid(fact.text):
            yield FailedCheck(f"the check digits of IBAN {fact.text} are wrong", ("iban",))
    for concept in ("vendor_vat_id", "customer_vat_id"):
        for fact in facts.get(concept, ()):
            is_of_union = fact.text[:2].lower() in _PREFIXES
            if is_of_union and not vat_ids.is_valid(fact.text):
                yield FailedCheck(f"the check digits of {fact.text} are wrong", (concept,))


def _repeated_numbers(items: Sequence[Row]) -> Iterator[FailedCheck]:
    positions = Counter(str(row["position"].value) for row in items if "position" in row)
    repeated = [position for position, count in positions.items() if count > 1]
    if repeated:
        yield FailedCheck(f"several lines have the number {repeated[0]}", (ITEMS,))


def _dates_out_of_order(facts: Facts) -> Iterator[FailedCheck]:
    for earlier, later in (("invoice_date", "due_date"), ("period_start", "period_end")):
        first = {fact.value for fact in facts.get(earlier, ())}
        last = {fact.value for fact in facts.get(later, ())}
        if first and last and max(last) < min(first):
            yield FailedCheck(f"{later} is before {earlier}", (earlier, later))
