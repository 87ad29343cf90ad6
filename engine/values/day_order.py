"""Whether 03/04/2026 is a day of April or of March, where the language writes both.

Another date of the document decides; else what tells the sender's country: postal addresses and
tax numbers first, then currencies, telephone numbers and words. Evidence for both is none.

>>> day_order("Leeds LS2 7DY", (), words=[]), day_order("Austin, TX 78701", (), words=[])
(<DayOrder.DAY_FIRST: 'day first'>, <DayOrder.MONTH_FIRST: 'month first'>)
>>> day_order("from Austin, TX 78701 to Leeds LS2 7DY", (), words=[])
<DayOrder.UNKNOWN: 'unknown'>
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from engine.values.dates import DayOrder, WrittenDate, order_shown
from engine.values.words import Phrase

STATES = (
    "AL|AK|AZ|AR|CA|CO|CT|DC|FL|GA|HI|ID|IL|IN|IA|KS|KY|LA|ME|MD|MA|MI|MN|MS|MO|MT|NE|NV|NH|NJ|NM"
    "|NY|NC|ND|OH|OK|OR|PA|PR|RI|SC|SD|TN|TX|UT|VT|VA|WA|WV|WI|WY"
)
US_ADDRESS = re.compile(
    rf"(?<!\w)(?:{STATES})\.?,?\s{{1,3}}\d{{5}}(?:-\d{{4}})?(?![\w-])|,\s?DE\s{{1,3}}\d{{5}}(?:-\d{{4}})?(?![\w-])"
)
BRITISH_POSTCODE = re.compile(
    r"(?<!\w)[A-PR-UWYZ][A-HK-Y]?\d[A-HJKMNPR-Y\d]?\s\d[ABD-HJLNP-UW-Z]{2}(?!\w)"
)
CANADIAN_POSTCODE = re.compile(r"(?<!\w)[ABCEGHJ-NPRSTVXY]\d[A-Z]\s?\d[A-Z]\d(?!\w)")
AUSTRALIAN_ADDRESS = re.compile(r"(?<!\w)(?:NSW|VIC|QLD|WA|SA|TAS|ACT|NT)\.?,?\s{1,3}\d{4}(?!\w)")
IRISH_POSTCODE = re.compile(r"(?<!\w)[AC-FHKNPRTV-Y]\d[\dW]\s[\dAC-FHKNPRTV-Y]{4}(?!\w)")
EUROPEAN_NUMBER = re.compile(
    r"(?<!\w)(?:ATU\d{8}|(?:BG|CZ|DE|DK|EE|EL|ES|FI|FR|GB|HR|HU|IT|LT|LU|LV|MT|PL|PT|RO|SE|SI|SK)"
    r"\s?[A-Z\d]?\d{7,11}[A-Z\d]?|IE\d{7}[A-Z]{1,2}|NL\d{9}B\d{2}|CHE-?\d{3}\.?\d{3}\.?\d{3})(?!\w)"
)
INDIAN_NUMBER = re.compile(r"(?<!\w)\d{2}[A-Z]{5}\d{4}[A-Z]\d?Z?[A-Z\d]{1,2}(?!\w)")
OTHER_DOLLAR = re.compile(
    r"\b(?:AUD|NZD|SGD|HKD|CAD|MXN)\b|(?<!\w)(?:A|AU|C|CA|NZ|S|SG|HK|MX|NT|R)\$"
)
AMERICAN_PHONE = re.compile(r"(?<!\w)\+1[\s(.-]|(?<![\w(+])\(\d{3}\)\s?\d{3}-\d{4}(?!\d)")
OTHER_PHONE = re.compile(r"(?<!\w)\+(?:2\d|3\d|4\d|5[0-8]|6[0-6]|7|8\d|9\d)[\s(\d]")
DOMAIN = re.compile(
    r"[\w-]\.(?:uk|ie|com\.au|net\.au|nz|co\.za|in|sg|eu|de|fr|es|it|nl|at|be)(?![\w.-])"
)

STRONG_FOR_DAY = (
    BRITISH_POSTCODE,
    AUSTRALIAN_ADDRESS,
    IRISH_POSTCODE,
    EUROPEAN_NUMBER,
    INDIAN_NUMBER,
)


def day_order(
    text: str,
    dates: Sequence[WrittenDate],
    *,
    words: Sequence[str],
    month_first: Sequence[Phrase] = (),
    day_first: Sequence[Phrase] = (),
) -> DayOrder:
    """How the document writes dates, unknown where nothing says so for sure.

    Args:
        dates: all dates of the document.
        words: its folded words, in their order.
        month_first: phrases of its language that tell countries which write the month first.
        day_first: the same of the other countries.
    """
    shown = order_shown(dates)
    if shown is not None:
        return shown
    has_strong = (
        US_ADDRESS.search(text) is not None,
        any(pattern.search(text) for pattern in STRONG_FOR_DAY),
    )
    if any(has_strong):
        return _chosen(*has_strong)
    if CANADIAN_POSTCODE.search(text):
        return DayOrder.UNKNOWN
    has_dollars = "$" in text and not OTHER_DOLLAR.search(text)
    return _chosen(
        has_dollars or _has_any(month_first, words) or AMERICAN_PHONE.search(text) is not None,
        any(sign in text for sign in "€£₹")
        or _has_any(day_first, words)
        or any(pattern.search(text) for pattern in (OTHER_PHONE, DOMAIN)),
    )


def _chosen(is_month_first: bool, is_day_first: bool) -> DayOrder:  # noqa: FBT001 (a pair)
    if is_month_first == is_day_first:
        return DayOrder.UNKNOWN
    return DayOrder.MONTH_FIRST if is_month_first else DayOrder.DAY_FIRST


def _has_any(phrases: Sequence[Phrase], words: Sequence[str]) -> bool:
    present = set(words)
    return any(
        present.issuperset(wanted) and (len(wanted) == 1 or _stands_together(wanted, words))
        for wanted in phrases
    )


def _stands_together(wanted: Phrase, words: Sequence[str]) -> bool:
    size = len(wanted)
    return any(
        words[index] == wanted[0] and tuple(words[index : index + size]) == wanted
        for index in range(len(words) - size + 1)
    )
