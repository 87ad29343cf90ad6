"""How a spreadsheet shows a number: the format codes of ECMA-376, part 1, section 18.8.31.

Numbers leave without thousands separators and with a decimal point, dates as ISO 8601, so that
nothing has to be guessed of them later; percent signs, currencies and other words stay.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

GENERAL = "General"
# the formats that are known by their number; those left out are General
BUILT_IN = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    14: "yyyy-mm-dd",
    **dict.fromkeys((15, 16, 17), "yyyy-mm-dd"),
    **dict.fromkeys((18, 19, 20, 21), "hh:mm:ss"),
    22: "yyyy-mm-dd hh:mm:ss",
    **dict.fromkeys((37, 38), "#,##0"),
    **dict.fromkeys((39, 40, 43, 44), "#,##0.00"),
    **dict.fromkeys((41, 42), "#,##0"),
    **dict.fromkeys((45, 46, 47), "[h]:mm:ss"),
    # the same in East Asian programs
    **dict.fromkeys((*range(27, 32), 36, *range(50, 59)), "yyyy-mm-dd"),
    **dict.fromkeys(range(32, 36), "hh:mm:ss"),
}

_EPOCH = {False: dt.datetime(1899, 12, 30), True: dt.datetime(1904, 1, 1)}  # noqa: DTZ001
_LAST_DAY = 2_958_465
_LONGEST = 255
_EXACT_DIGITS = 15
_WORDS = frozenset(["quoted", "escaped", "currency", "other"])
_SIGNS = frozenset("-+()")
_PLACE = "\0"
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"'
    r"|\\(?P<escaped>.)"
    r"|\[\$(?P<currency>[^\]-]{0,99})[^\]]{0,99}\]"
    r"|\[(?P<elapsed>[hms]+)\]"
    r"|\[[^\]]{0,99}\]"
    r"|[_*]."
    r"|(?P<exponent>E[+-])"
    r"|AM/PM|A/P"
    r"|(?P<digit>[0#?])"
    r"|(?P<end>;)"
    r"|(?P<mark>[.,%/@])"
    r"|(?P<date>[yY]+|[mM]+|[dD]+|[hH]+|[sS]+)"
    r"|[eEgGbB]+"
    r"|(?P<other>.)",
    re.DOTALL,
)


@dataclass(slots=True)
class _Section:
    """One of the parts of a format, of which a number's sign chooses one."""

    before: str = ""
    after: str = ""
    whole: str = ""
    pattern: str = ""
    """All up to the decimal point, with a mark in place of each digit."""
    decimals: str = ""
    percents: int = 0
    thousands: int = 0
    dates: str = ""
    has_digits: bool = False
    has_point: bool = False
    is_elapsed: bool = False
    is_divided: bool = False
    """Other characters stand between the digits, as in a telephone number."""
    is_plain: bool = False
    """Shown as it is: the format makes a fraction or a power of it, or text."""

    def add_digit(self, place: str) -> None:
        self.thousands = 0
        if self.has_point:
            self.decimals += place
        else:
            self.is_divided |= self.has_digits and self.pattern[-1] != _PLACE
            self.whole += place
            self.pattern += _PLACE
        self.has_digits = True

    def add_word(self, word: str) -> None:
        self.pattern += word
        # how the minus of a number is drawn differs: brackets, a colour, a sign behind
        if word in _SIGNS:
            return
        if self.has_digits:
            self.after += word
        else:
            self.before += word

    def add_mark(self, mark: str) -> None:
        match mark:
            case "%":
                self.percents += 1
                self.add_word(mark)
            case "." if self.has_digits:
                self.has_point = True
            case "," if self.has_digits:
                self.thousands += 1
            case "/" | "@" if not self.dates:
                self.is_plain = True

    def add(self, kind: str, text: str) -> None:
        match kind:
            case "digit":
                self.add_digit(text)
            case "mark":
                self.add_mark(text)
            case "exponent":
                self.is_plain = True
            case "elapsed":
                self.is_elapsed = True
            case "date":
                self.dates += text.lower()
            case "word":
                self.add_word(text)


def shown(value: float, code: str, *, from_1904: bool = False) -> str:
    """The number as the format shows it."""
    sections = _sections(code[:_LONGEST])
    section = sections[0]
    if value < 0 and len(sections) > 1:
        section = sections[1]
    elif value == 0 and len(sections) > 2:
        section = sections[2]
    if section.is_elapsed:
        return _duration(value)
    if section.dates and not section.has_digits:
        return _date(value, section, from_1904=from_1904)
    if section.is_plain:
        return plain(value)
    if not section.has_digits:
        return section.before
    return _number(value, section)


def plain(value: float) -> str:
    """The number without what floating point adds."""
    if abs(value) >= 10**_EXACT_DIGITS:
        return f"{value:.0f}"
    return f"{Decimal(f'{value:.{_EXACT_DIGITS}g}'):f}"


@lru_cache(maxsize=256)
def _sections(code: str) -> list[_Section]:
    sections = [_Section()]
    if code in {"", "@"} or GENERAL.lower() in code.lower():
        sections[0].is_plain = True
        return sections
    for token in _TOKEN.finditer(code):
        kind = token.lastgroup
        if kind == "end":
            sections.append(_Section())
        elif kind is not None:
            sections[-1].add("word" if kind in _WORDS else kind, token[kind])
    return sections


def _number(value: float, section: _Section) -> str:
    number = abs(Decimal(f"{value:.{_EXACT_DIGITS}g}"))
    number = number.scaleb(2 * section.percents - 3 * section.thousands)
    places = len(section.decimals)
    digits = f"{number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):f}"
    whole, _, decimals = digits.partition(".")
    decimals = decimals.rstrip("0").ljust(section.decimals.count("0"), "0")
    whole = whole.zfill(section.whole.count("0"))
    if section.is_divided:
        return _filled(section.pattern, whole)
    text = f"{whole}.{decimals}" if decimals else whole
    is_negative = value < 0 and any(digit not in "0." for digit in text)
    return f"{'-' if is_negative else ''}{section.before.lstrip()}{text}{section.after.rstrip()}"


def _filled(pattern: str, digits: str) -> str:
    """The digits put into a pattern's places, beginning at its end."""
    left = list(digits)
    parts = [left.pop() if left and place == _PLACE else place for place in reversed(pattern)]
    return "".join(left) + "".join(reversed(parts)).strip()


def _date(value: float, section: _Section, *, from_1904: bool) -> str:
    if not 0 <= value <= _LAST_DAY:
        return plain(value)
    moment = _EPOCH[from_1904] + dt.timedelta(seconds=round(value * 86_400))
    has_day = any(letter in section.dates for letter in "yd")
    has_time = any(letter in section.dates for letter in "hs")
    if has_time and not has_day:
        return moment.time().isoformat()
    if has_time and moment.time() != dt.time():
        return moment.isoformat(sep=" ")
    day = moment.date().isoformat()
    return day if "d" in section.dates else day[: len("yyyy-mm")]


def _duration(value: float) -> str:
    minutes, seconds = divmod(round(abs(value) * 86_400), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{'-' if value < 0 else ''}{hours}:{minutes:02}:{seconds:02}"
