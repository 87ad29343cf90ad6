"""Dates: at their labels, and where documents put them without one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.concepts import CONCEPTS, Finder, concepts_with
from engine.rules.candidates import Candidate
from engine.rules.labels.hits import Hit
from engine.rules.labels.labelled import is_own, pieces_for
from engine.rules.questions import Question
from engine.rules.reading import Reading
from engine.values.dates import WrittenDate, compact_date, find_dates
from engine.values.identifiers import leading_code
from engine.values.words import phrase

MAX_DATE_PIECE = 120
ENDS_OF_PERIOD = {"period_start": 0, "period_end": -1}
DATES_OF_PERIOD = 2
ALSO_OUT_OF_BUSINESS = frozenset(
    {"birth_date", "valid_until", "payment_date", "period_start", "period_end", "despatch_date"}
)
NUMBERS_BEFORE_DATES = {"invoice_date": "invoice_number", "order_date": "order_number"}
# "F-889" is a number with a letter before it, "born" a word.
LONGEST_CODE_PREFIX = 2
TOWN_NAME = re.compile(r"[^\W\d_][^\d,:]{2,40}")


def date_candidates(concept: str, question: Question, reading: Reading) -> Iterator[Candidate]:
    """The dates that a question can mean, in ISO form; none that can be read in two ways."""
    wanted = [name for name in (concept, CONCEPTS[concept].else_ask if concept else None) if name]
    number = NUMBERS_BEFORE_DATES.get(concept)
    behind_number = list(_behind_number(number, reading)) if number else []
    yield from behind_number
    if concept == "order_date" and reading.is_order and not behind_number:
        wanted.append("invoice_date")
    said: set[tuple[str, ...]] = set()
    for place in pieces_for(question, reading, *wanted):
        hit, piece = place.hit, place.piece
        own = is_own(place.facts)
        # The plain "Date" of an order, or of the e-mail that it came in, is no invoice's.
        is_plain = "invoice_date" in hit.names and len(hit.words) == 1 and not own
        if is_plain and reading.is_order and concept == "invoice_date":
            continue
        if concept == "order_date" and "invoice_date" in hit.names and not (own or is_plain):
            continue
        value = _date_of(piece.text[:MAX_DATE_PIECE], reading)
        if value is None:
            continue
        facts = {
            **place.facts,
            "value is box number": 0.0,
            "not of business": float(
                not own and concept not in ALSO_OUT_OF_BUSINESS and not reading.is_of_business
            ),
            "later": float(hit.words in said),
        }
        said.add(hit.words)
        yield Candidate(value, piece.row, facts=facts)
    if concept in ENDS_OF_PERIOD:
        yield from _of_period(ENDS_OF_PERIOD[concept], question, reading)
    if concept in {"invoice_date", "receipt_date"} and not any(reading.hits_of("invoice_date")):
        yield from _behind_town(reading)
        yield from _only_date(reading)


def _of_period(end: int, question: Question, reading: Reading) -> Iterator[Candidate]:
    """The first or the last day of a period: "Period: 1 May 2026 to 31 May 2026"."""
    for place in pieces_for(question, reading, "period"):
        dates = list(find_dates(place.piece.text[:MAX_DATE_PIECE], reading.months))
        value = _iso(dates[end], reading) if len(dates) == DATES_OF_PERIOD else None
        if value:
            yield Candidate(value, place.piece.row, facts=place.facts)


def is_whole_date(text: str, reading: Reading) -> bool:
    return any(
        written.start == 0 and written.end >= len(text)
        for written in find_dates(text, reading.months)
    )


def _date_of(text: str, reading: Reading) -> str | None:
    """The date that a text begins with, words such as "on" aside."""
    written = next(iter(find_dates(text, reading.months)), None)
    if written is None:
        compact = compact_date(next(iter(text.split()), ""))
        return compact.isoformat() if compact else None
    if not _are_fillers(text[: written.start], reading):
        return None
    return _iso(written, reading)


def _iso(written: WrittenDate, reading: Reading) -> str | None:
    value = written.value(reading.day_order)
    return value.isoformat() if value else None


def _are_fillers(text: str, reading: Reading) -> bool:
    return reading.vocabulary.single_words["date_fillers"].issuperset(phrase(text))


def _is_unspecific(text: str, reading: Reading) -> bool:
    """Whether a text is but the document's title and number: "Facture n° F-889 du"."""
    words = reading.vocabulary.single_words
    idle = words["date_fillers"] | words["titles"] | words["number"]
    return all(
        word in idle or len(word) <= LONGEST_CODE_PREFIX or any(sign.isdigit() for sign in word)
        for word in phrase(text)
    )


def _behind_number(number: str, reading: Reading) -> Iterator[Candidate]:
    """The date in "Invoice no. 123 of 2 July 2015"."""
    for hit in reading.hits_of(number):
        last = min(hit.segment + hit.fills_segment, len(hit.row.segments) - 1)
        text = hit.row.text[hit.end : hit.row.segments[last].end].lstrip(" :")
        yield from _in_next_cell(hit, text, reading)
        code, written = leading_code(text), next(iter(find_dates(text, reading.months)), None)
        if code is None or written is None:
            continue
        between = text[text.index(code.split()[0]) + len(code) : written.start]
        value = _iso(written, reading)
        if value and phrase(between) and _are_fillers(between, reading):
            yield Candidate(value, hit.row, facts={"date behind number": 1.0})


def _in_next_cell(hit: Hit, number: str, reading: Reading) -> Iterator[Candidate]:
    """The date alone in the last cell of the row that has the number in the cell before it."""
    following = hit.row.segments[hit.segment + 1 :]
    code = leading_code(number.strip(" .:#"))
    if len(following) != 1 or code is None or not is_whole_date(following[0].text, reading):
        return
    written = next(iter(find_dates(following[0].text, reading.months)))
    value = _iso(written, reading)
    if value:
        yield Candidate(value, hit.row, facts={"date behind number": 1.0})


def _behind_town(reading: Reading) -> Iterator[Candidate]:
    """The date of a letter: "Fürth, den 12. Juni 2026" in a cell of its own on the first page."""
    for row in reading.layout.rows:
        if row.page != 1 or row.index in reading.header_rows:
            return
        for segment in row.segments:
            town, comma, rest = segment.text.partition(",")
            written = next(iter(find_dates(rest, reading.months)), None) if comma else None
            if written is None or not TOWN_NAME.fullmatch(town) or rest[written.end :].strip(" ."):
                continue
            value = _iso(written, reading)
            is_plain = "*" not in rest[: written.start]
            if value and is_plain and _are_fillers(rest[: written.start], reading):
                yield Candidate(value, row, facts={"date behind town": 1.0})
                return


def _only_date(reading: Reading) -> Iterator[Candidate]:
    """The one date of a document of one page that labels no date at all.

    What stands before it in its line must not say which date it is ("born 12 May").
    """
    if reading.layout.last_page > 1 or not reading.is_of_business:
        return
    if any(any(reading.hits_of(name)) for name in concepts_with(Finder.DATE)):
        return
    found: dict[str, Candidate] = {}
    for row in reading.layout.rows:
        for segment in row.segments:
            for written in find_dates(segment.text, reading.months):
                value = _iso(written, reading)
                if value is None:
                    return
                before = row.text[: segment.start + written.start]
                is_first = _is_unspecific(before, reading)
                facts = {"only date": 1.0, "nothing before it": float(is_first)}
                found.setdefault(value, Candidate(value, row, facts=facts))
    if len(found) == 1:
        yield from found.values()
