"""Numbers as the world writes them: 1,234.56, 1.234,56, 1 234,56, 1'234.56, (123.45), 12,50-."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

MAX_DIGITS = 18
THOUSANDS_SPACES = " \u00a0\u202f\u2009"
MINUS = "-\u2212\u2013"
SIGN = r"(?:US|CA|C|AU|A|NZ|HK|SG|S|R|MX)?\$|[€£¥₹₽₺₩₪฿₫₱₦₴¤]|zł|Kč|Rs\.?|Fr\.?|Ft|kr\.?|[A-Z]{3}"

NUMBER = re.compile(
    rf"""
    (?<![\w.,/'-])
    (?P<open>\()?
    (?P<minus>[{MINUS}+]\s?)?
    (?:(?P<before>{SIGN})[:\s]?\s?)?
    (?P<minus_inside>[{MINUS}])?
    (?P<digits>
        \d{{1,3}}(?P<group>[.,'’{THOUSANDS_SPACES}])\d{{3}}(?:(?P=group)\d{{3}}){{0,4}}(?:[.,]\d{{1,6}})?
      | \d{{1,2}}(?:,\d{{2}}){{1,4}},\d{{3}}(?:\.\d{{1,4}})?
      | \d{{1,{MAX_DIGITS}}}(?:[.,]\d{{1,6}})?
      | [.,]\d{{1,4}}
    )
    (?P<dashes>[.,](?:-{{1,2}}|—)(?!\w))?
    (?![\w/]|[.,:'-]\d)
    (?:\s?(?P<after>{SIGN})(?![\w.]))?
    (?P<percent>\s?%)?
    (?P<minus_after>[{MINUS}](?![{MINUS}\w]))?
    (?P<close>\))?
    """,
    re.VERBOSE,
)
RANGE = re.compile(rf"\d\s[{MINUS}]\s$")
DECIMAL_MARK = re.compile(r"\d([.,])\d{2}(?![\d.,/-])")
DATE_LIKE = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{2,4}")


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a text. ``currency`` is the sign or code beside it, as written."""

    value: int | float
    start: int
    end: int
    currency: str = ""
    is_percent: bool = False
    has_decimals: bool = False
    is_grouped: bool = False

    @property
    def is_money(self) -> bool:
        return not self.is_percent and (self.has_decimals or bool(self.currency))


def find_numbers(text: str, decimal: str = ".") -> Iterator[Number]:
    """All numbers of a text; ``decimal`` decides where "1.234" could be read both ways."""
    position = 0
    while match := NUMBER.search(text, position):
        digits = match["digits"]
        if match["group"] == " " and not _is_spaced_number(digits, decimal):
            match = _without_later_groups(match, text)
            digits = match["digits"]
        position = max(match.end(), position + 1)
        number = _number(match, digits, decimal)
        if number is not None:
            yield number


def parse_number(text: str, decimal: str = ".") -> int | float | None:
    """The number that the whole text is, with at most a currency or a percent sign beside it."""
    found = list(find_numbers(text.strip(), decimal))
    if len(found) != 1:
        return None
    rest = text.strip()[: found[0].start] + text.strip()[found[0].end :]
    return None if rest.strip(" *.:=") else found[0].value


def decimal_mark(text: str, fallback: str) -> str:
    """The mark before the cents, by what most amounts of the text show."""
    marks = Counter(DECIMAL_MARK.findall(DATE_LIKE.sub(" ", text)))
    if marks["."] == marks[","]:
        return fallback
    return "." if marks["."] > marks[","] else ","


def _is_spaced_number(digits: str, decimal: str) -> bool:
    """Whether plain spaces stand for thousands: only where a decimal comma makes that likely."""
    return decimal == "," and "." not in digits


def _without_later_groups(match: re.Match[str], text: str) -> re.Match[str]:
    """The match of the first group alone: in "2 100.00" that is "2"."""
    end = match.start("digits") + match["digits"].index(" ")
    shorter = NUMBER.match(text, match.start(), end)
    return shorter or match


def _number(match: re.Match[str], digits: str, decimal: str) -> Number | None:
    value = _value(digits, decimal)
    if value is None:
        return None
    is_range = RANGE.search(match.string[: match.end("minus")]) if match["minus"] else None
    negative = not is_range and any(
        (match[name] or "").strip() in MINUS and match[name]
        for name in ("minus", "minus_inside", "minus_after")
    )
    in_brackets = bool(match["open"] and match["close"] and not match["percent"])
    start, end = match.span()
    if match["open"] and not match["close"]:
        start += 1
    if match["close"] and not match["open"]:
        end -= 1
    return Number(
        value=-value if negative or in_brackets else value,
        start=start,
        end=end,
        currency=match["before"] or match["after"] or "",
        is_percent=bool(match["percent"]),
        is_grouped=not digits.isdigit(),
        has_decimals=isinstance(value, float) or bool(match["dashes"]),
    )


def _value(digits: str, decimal: str) -> int | float | None:
    compact = re.sub(rf"['’{THOUSANDS_SPACES}]", "", digits)
    if sum(sign.isdigit() for sign in compact) > MAX_DIGITS:
        return None
    whole, mark, cents = _split(compact, decimal, is_grouped=len(compact) != len(digits))
    whole = re.sub("[.,]", "", whole) or "0"
    if mark and len(whole) > 1 and whole.startswith("0"):
        # the end of an amount whose first group stands apart
        return None
    return float(f"{whole}.{cents}") if mark else int(whole)


def _split(compact: str, decimal: str, *, is_grouped: bool) -> tuple[str, str, str]:
    """The digits before and after the decimal mark; the mark is empty where there is none."""
    last = max(compact.rfind("."), compact.rfind(","))
    if last < 0:
        return compact, "", ""
    mark, whole, cents = compact[last], compact[:last], compact[last + 1 :]
    other = "," if mark == "." else "."
    if other in whole or is_grouped:
        is_decimal = mark not in whole
    elif mark in whole:
        is_decimal = False
    elif len(cents) != 3 or len(whole) > 3 or whole in {"", "0"}:
        is_decimal = True
    else:
        is_decimal = mark == decimal
    return (whole, mark, cents) if is_decimal else (compact, "", "")
