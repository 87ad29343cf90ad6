"""Numbers as the world writes them.

Thousands are divided by points, commas, spaces, apostrophes or, in India, by twos; the cents stand
behind a point, a comma, a colon ("1 234:50 kr") or are raised ("114⁴⁹"); a minus stands before or
behind, before the currency, or is a pair of brackets; digits are those of any script.

>>> [number.value for number in find_numbers("1,234.50 or 1.234,50 or 12,34,567 or 1'234.50")]
[1234.5, 1234.5, 1234567, 1234.5]
>>> [number.value for number in find_numbers("-kr 6.645,00, (12,50), 12,50-, 50,00 CR", ",")]
[-6645.0, -12.5, -12.5, -50.0]
>>> [number.value for number in find_numbers("Rs. 1,200/-, 114⁴⁹, $ 1 234.56")]
[1200, 114.49, 1234.56]
>>> parse_number("１，２３４円"), parse_number("12 MAY"), sole_number("30 days")
(1234, None, 30)
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from engine.values.currencies import CODES, OF_THREE_DECIMALS, SIGN_PATTERN, WITHOUT_CENTS, WORDS
from engine.values.digits import plain_digits
from engine.values.numerals import MAX_DIGITS, meanings

SPACES = " \u00a0\u202f\u2009\u2007"
MINUS = "-\u2212\u2013"
RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
RAISED_DIGITS = str.maketrans(RAISED, "0123456789")
MINUS_GROUPS = ("minus", "minus_inside", "minus_after")
CENT = 0.006

CURRENCY = rf"{SIGN_PATTERN}|[A-Z]{{3}}"
SCALE = (
    r"hundred|thousand|lakh|crore|dozen|[bmt]n|mio|mln|mld|mrd|tsd|tys|tis|[mt]kr|mil"
    r"|m[iy]l[jl]?i?[oó]n\w{0,3}|[bm]illi?ard\w{0,3}|[bt]illion\w{0,2}"
)
GLUED = r"[a-z]{2,12}(?!\w)"
"""A word set right behind an amount that has its currency before it: "$1,200.00exgst"."""
SCALE_SIGNS = "万億萬亿千만억"
SCALED = re.compile(
    rf"\s?(?:{SCALE})\b\.?|[kKmM]\b(?!\s?(?:[²³/]|[a-z]))|\s?[{SCALE_SIGNS}]", re.IGNORECASE
)
"""What follows a number that is in thousands or more: its digits alone aren't its value."""

NUMBER = re.compile(
    rf"""
    (?<![\w.,/'-])(?<!\d:)
    (?P<open>\()?
    (?P<minus>[{MINUS}+]\s?)?
    (?P<percent_before>%\s?)?
    (?:(?P<before>{CURRENCY})[:\s]?\s?)?
    (?P<minus_inside>[{MINUS}]\s?)?
    (?P<digits>
        \d{{1,3}}(?P<group>[.,'’{SPACES}])\d{{3}}(?:(?P=group)\d{{3}}){{0,4}}(?!\d)(?:[.,:]\d{{1,6}})?
      | \d{{1,2}}(?:,\d{{2}}){{1,4}},\d{{3}}(?!\d)(?:\.\d{{1,4}})?
      | \d{{1,{MAX_DIGITS}}}(?:[.,]\d{{1,6}}|:\d\d(?=\s?(?:kr|Kr|SEK)\b))?
      | [.,]\d{{1,4}}
    )
    (?P<raised>[{RAISED}]{{1,2}})?
    (?P<dashes>[.,:](?:-{{1,2}}|—)(?!\w)|/[-=](?!\w))?
    (?!(?!(?:{CURRENCY})(?!\w)|[{SCALE_SIGNS}]|(?(before){GLUED}|(?!)))\w|/|[.,:'-]\d)
    (?:\s?(?P<after>{CURRENCY})(?!\w|\.\w))?
    (?P<percent>\s?(?:%|(?:percent|per\scent|pct|v\.\s?H\.)(?!\w)))?
    (?P<minus_after>[{MINUS}](?![{MINUS}\w]))?
    (?:\s?(?P<entry>(?:CR|DR|Cr|Dr|cr|dr)(?!\w)\.?))?
    (?P<close>\))?
    """,
    re.VERBOSE,
)
DIGIT = re.compile(r"\d")
RANGE = re.compile(rf"\d\s[{MINUS}]\s$")
MONEY_STARTS = re.compile(rf"(?:{CURRENCY})?[:\s]?\s?\d")
ENDS_LABEL = re.compile(r"(?:^|[:=|)%])\s*$")
AMOUNT = re.compile(
    rf"(?<![\w.,/:'-])\d{{1,3}}(?P<groups>(?:[.,'’{SPACES}]\d{{3}}){{0,4}})(?P<mark>[.,])\d\d"
    rf"(?![\w/:'-]|[.,]\d)(?:\s?(?P<currency>{CURRENCY}))?(?P<word>\s?[^\W\d_])?"
)
THOUSANDS = re.compile(r"(?<![\d.,/:'-])[1-9]\d{0,2}(?P<mark>[.,])\d{3}(?![\d/]|[.,]\d)")
CURRENCY_BEFORE = re.compile(rf"(?<![\w.])(?P<currency>{CURRENCY})\s?$")
CURRENCY_AFTER = re.compile(rf"\s?(?P<currency>{CURRENCY})(?![\w/])")
DATE_LIKE = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{2,4}")
SURE = 5
"""How much more an amount tells that has both marks or a currency."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a text.

    Args:
        currency: the sign or code beside it, as written.
        entry: "CR" or "DR" where that stands behind it.
    """

    value: int | float
    start: int
    end: int
    currency: str = ""
    is_percent: bool = False
    has_decimals: bool = False
    is_grouped: bool = False
    entry: str = ""

    @property
    def is_money(self) -> bool:
        return not self.is_percent and (self.has_decimals or bool(self.currency))


def find_numbers(text: str, decimal: str = ".", *, is_of_bank: bool = False) -> Iterator[Number]:
    """All numbers of a text.

    Args:
        decimal: decides where "1.234" could be read both ways; without one it is 1234.
        is_of_bank: a debit is negative, as on the statement of a bank account: the account's owner
            owes it. Else a credit is, as on bills: it lessens what is owed.
    """
    text = plain_digits(text)
    if DIGIT.search(text) is None:
        return
    position = 0
    while match := NUMBER.search(text, position):
        if match["group"] and match["group"] in SPACES and not _is_grouped(match, text, decimal):
            match = _first_group_alone(match, text)
        position = max(match.end(), position + 1)
        if SCALED.match(text, match.end()):
            continue
        number = _number(match, text, decimal, less="DR" if is_of_bank else "CR")
        if number is not None:
            yield number


def parse_number(text: str, decimal: str = ".", *, is_of_bank: bool = False) -> int | float | None:
    """The number that the whole text is, with at most a currency or a percent sign beside it."""
    text = text.strip()
    found = list(find_numbers(text, decimal, is_of_bank=is_of_bank))
    if len(found) != 1:
        return None
    rest = text[: found[0].start] + text[found[0].end :]
    return None if rest.strip(" *.:=") else found[0].value


def sole_number(text: str) -> int | float | None:
    """The one number in a text such as "EUR 1.234,50" or "30 days", None for none or several."""
    found = list(find_numbers(text, decimal=""))
    if len(found) != 1:
        return None
    rest = text[: found[0].start] + text[found[0].end :]
    return None if any(sign.isdigit() for sign in rest) else found[0].value


def decimal_mark(text: str, fallback: str) -> str:
    """The mark before the cents, by what most amounts of the text show.

    Measures ("1.25 cm/s") and codes ("802.11ac") are no amounts. Three digits behind a mark beside
    a currency ("€ 1.200") are no cents.
    """
    marks: Counter[str] = Counter()
    text = DATE_LIKE.sub(" ", plain_digits(text))
    for match in THOUSANDS.finditer(text):
        if _has_currency_beside(match, text):
            marks["," if match["mark"] == "." else "."] += 1
    for match in AMOUNT.finditer(text):
        mark = match["mark"]
        if match["groups"].startswith(mark):
            continue
        if match["groups"] or _currency(match["currency"] or "", has_cents=True):
            marks[mark] += SURE
        elif not match["word"] and not match["currency"]:
            marks[mark] += 1
    if marks["."] == marks[","]:
        return fallback
    return "." if marks["."] > marks[","] else ","


def _has_currency_beside(match: re.Match[str], text: str) -> bool:
    sides = (
        CURRENCY_BEFORE.search(text[max(match.start() - 6, 0) : match.start()]),
        CURRENCY_AFTER.match(text, match.end()),
    )
    return any(
        side is not None
        and side["currency"] not in OF_THREE_DECIMALS
        and bool(_currency(side["currency"], has_cents=True))
        for side in sides
    )


def _is_grouped(match: re.Match[str], text: str, decimal: str) -> bool:
    """Whether a plain space divides thousands, and not a quantity from a price: "2 100.00".

    It does where the group has a leading zero, where a currency stands before, or where nothing but
    a label stands before and no other number follows. Else a decimal comma makes it likely.
    """
    digits = match["digits"]
    if match["group"] != " " or ":" in digits or _currency(match["before"], has_cents=True):
        return True
    first, *groups = re.split("[.,]", digits)[0].split(" ")
    if any(group.startswith("0") for group in groups):
        return True
    following = NUMBER.match(text, match.end() + (text[match.end() : match.end() + 1] == " "))
    has_comma = decimal == "," and "." not in digits
    if following is None:
        return has_comma or ENDS_LABEL.search(text[: match.start()]) is not None
    price, amount = (
        _value(each, decimal) for each in (digits[len(first) + 1 :], following["digits"])
    )
    is_product = price and amount and abs(int(first) * price[0] - amount[0]) < CENT
    return has_comma and not is_product


def _first_group_alone(match: re.Match[str], text: str) -> re.Match[str]:
    """The match of the first group: in "2 100.00" that is "2"."""
    end = match.start("digits") + match["digits"].index(match["group"])
    return NUMBER.match(text, match.start(), end) or match


def _number(match: re.Match[str], text: str, decimal: str, *, less: str) -> Number | None:
    """The number of a match; ``less`` is the entry that makes it negative."""
    digits = match["digits"]
    beside = (match["before"] or match["after"] or "").rstrip(".")
    read = _value(digits, decimal, is_whole=beside in WITHOUT_CENTS)
    if read is None:
        return None
    value, has_decimals = read
    if match["raised"] and len(match["raised"]) == 2 and not has_decimals:
        value, has_decimals = float(f"{value}.{match['raised'].translate(RAISED_DIGITS)}"), True
    has_decimals = has_decimals or bool(match["dashes"])
    is_grouped = not digits.isdigit()
    before = _currency(match["before"], has_cents=is_grouped or has_decimals)
    after = _currency(match["after"], has_cents=is_grouped or has_decimals)
    start, end = match.span()
    if match["before"] and not before:
        start = match.start("minus_inside") if match["minus_inside"] else match.start("digits")
    if match["after"] and not after:
        if text[match.start("after") - 1].isdigit():
            # a code such as "205RED"
            return None
        end = max(match.end(name) for name in ("digits", "raised", "dashes"))
    is_open, is_closed = (
        match["open"] and match.start() == start,
        match["close"] and match.end() == end,
    )
    if is_open and not is_closed:
        start += 1
    if is_closed and not is_open:
        end -= 1
    is_percent = any(
        match[name] and start <= match.start(name) < end for name in ("percent", "percent_before")
    )
    is_negative = (is_open and is_closed and not is_percent) or any(
        _is_minus(match, name, text) for name in MINUS_GROUPS if start <= match.start(name) < end
    )
    entry = (match["entry"] or "").upper() if match.end("entry") <= end else ""
    return Number(
        value=-value if is_negative or entry == less else value,
        start=start,
        end=end,
        currency=before or after,
        is_percent=is_percent,
        has_decimals=has_decimals,
        is_grouped=is_grouped,
        entry=entry,
    )


def _is_minus(match: re.Match[str], name: str, text: str) -> bool:
    if match[name].strip() == "+":
        return False
    return name != "minus" or RANGE.search(text[: match.end("minus")]) is None


def _currency(written: str | None, *, has_cents: bool) -> str:
    """The written sign or code where it is one: three capitals are not for that alone."""
    if not written or (len(written) == 3 and written.isascii() and written.isalpha()):
        is_code = written in CODES and (has_cents or written not in WORDS)
        return written if written and is_code else ""
    return written


def _value(digits: str, decimal: str, *, is_whole: bool = False) -> tuple[int | float, bool] | None:
    """The value, and whether it has decimals; ``is_whole`` where the currency has no cents."""
    read = meanings(digits)
    if not read:
        return None
    is_decimal = len(read) > 1 and decimal in digits and decimal != ""
    whole, fraction = read[-1] if is_decimal and not is_whole else read[0]
    if len(whole) > 1 and whole.startswith("0") and not digits.isdigit():
        # the end of a number whose first group stands apart
        return None
    return (float(f"{whole or 0}.{fraction}"), True) if fraction else (int(whole), False)
