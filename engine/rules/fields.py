"""Single values: what stands at the labels of a question, in the form its kind has."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date

from engine.concepts import CONCEPTS, Finder, concepts_with
from engine.rules.amounts import amount_at, amounts_of, find_amount, find_tax_rate
from engine.rules.items import find_items
from engine.rules.labels import Hit, Piece, pieces_above, pieces_below, pieces_right
from engine.rules.layout import Row
from engine.rules.parties import customer_places, find_address, find_party
from engine.rules.questions import Question
from engine.rules.reading import Found, Reading
from engine.types import ValueType
from engine.values.currencies import currency_code, find_currencies
from engine.values.dates import find_dates
from engine.values.emails import find_emails
from engine.values.identifiers import (
    BIC,
    VAT_ID,
    WEBSITE,
    find_ibans,
    find_phone,
    leading_code,
)
from engine.values.words import phrase

MAX_TEXT = 500
MAX_WORDS_OF_VALUE = 30
TOWN_NAME = re.compile(r"[^\W\d_][^\d,:]{2,40}")
# a sign, or a code beside a number or in "amounts in EUR"; other codes are abbreviations
BESIDE_CURRENCY = re.compile(
    r"[$€£¥₹₽₺₩₪฿₫₱₦₴]|\d\s?[A-Z]{3}(?![A-Za-z])|(?<![A-Za-z])[A-Z]{3}\s?[-(]?\d"
    r"|\b(?:in|en|em) [A-Z]{3}\b|zł|Kč|kr|Rs"
)
NO_CONTENT = re.compile(r"[\W_]*")

Parser = Callable[[Piece, Hit, Reading], object | None]
FieldFinder = Callable[[str, Question, Reading], Found | None]


def find_field(question: Question, reading: Reading) -> Found | None:
    """The value of a question that asks for one value, else None."""
    if question.concept is None:
        return _literal(question, reading)
    return _FINDERS[CONCEPTS[question.concept].finder](question.concept, question, reading)


def _amount(concept: str, question: Question, reading: Reading) -> Found | None:
    del question
    return find_amount(concept, reading)


def _rate(concept: str, question: Question, reading: Reading) -> Found | None:
    del concept, question
    return find_tax_rate(reading)


def _labelled_date(concept: str, question: Question, reading: Reading) -> Found | None:
    return _literal(question, reading) or _date(concept, reading)


def _identifier(concept: str, question: Question, reading: Reading) -> Found | None:
    return _literal_code(question, reading) or _at_labels(concept, reading, _parse_code)


def _text(concept: str, question: Question, reading: Reading) -> Found | None:
    return _literal(question, reading) or _at_labels(concept, reading, _parse_text)


def _party(concept: str, question: Question, reading: Reading) -> Found | None:
    del question
    return find_party(concept, reading)


def _address(concept: str, question: Question, reading: Reading) -> Found | None:
    del question
    return find_address(concept, reading)


def _rows(concept: str, question: Question, reading: Reading) -> Found | None:
    del concept
    return find_items(question, reading)


def _at_labels(concept: str, reading: Reading, parse: Parser) -> Found | None:
    for hit in reading.hits_of(concept):
        # The plain "Date" of an order, or of the e-mail that it came in, is no invoice's.
        if concept == "invoice_date" and len(hit.words) == 1 and reading.is_order:
            continue
        found = _at(hit, reading, parse, same_segment_only=hit.is_weak_for(concept))
        if found is not None:
            return found
    return None


def _at(
    hit: Hit, reading: Reading, parse: Parser, *, same_segment_only: bool = False
) -> Found | None:
    for piece in _pieces(hit, reading):
        if same_segment_only and not (piece.is_same_segment and hit.starts_segment):
            continue
        value = parse(piece, hit, reading)
        if value is not None:
            return Found(value, piece.row, str(value))
    return None


def _pieces(hit: Hit, reading: Reading) -> Iterator[Piece]:
    right = list(pieces_right(hit, reading.hits))[:1]
    yield from right
    if hit.fills_segment or (hit.is_marked and not right):
        yield from pieces_below(hit, reading.layout, reading.hits, rows=1)
        yield from pieces_above(hit, reading.layout, reading.hits)


def _parse_code(piece: Piece, hit: Hit, reading: Reading) -> str | None:
    code = leading_code(piece.text)
    if code is None or "%" in code or "@" in code:
        return None
    is_date = any(
        written.start == 0 and written.end >= len(code)
        for written in find_dates(code, reading.months)
    )
    if is_date and not hit.is_marked:
        return None
    return code


def _parse_text(piece: Piece, hit: Hit, reading: Reading) -> str | None:
    text = " ".join(piece.text[:MAX_TEXT].split()).strip(" :;|")
    if not hit.is_marked and not (hit.starts_segment and len(hit.words) > 1):
        return None
    if NO_CONTENT.fullmatch(text) or len(text.split()) > MAX_WORDS_OF_VALUE:
        return None
    return text


def _parse_date(piece: Piece, hit: Hit, reading: Reading) -> str | None:
    del hit
    written = next(iter(find_dates(piece.text[:120], reading.months)), None)
    if written is None:
        return None
    before = phrase(piece.text[: written.start])
    if not reading.vocabulary.single_words["date_fillers"].issuperset(before):
        return None
    value = written.value(reading.day_order)
    return value.isoformat() if value else None


def _date(concept: str, reading: Reading) -> Found | None:
    for name in filter(None, (concept, CONCEPTS[concept].else_ask)):
        found = _at_labels(name, reading, _parse_date) if reading.is_of_business else None
        if found is not None:
            return found
    if concept == "invoice_date":
        found = _date_behind_number(reading)
        if found is not None:
            return found
    is_free = not any(reading.hits_of("invoice_date"))
    if concept == "invoice_date" and is_free:
        found = _date_behind_town(reading)
        if found is not None:
            return found
    if concept in {"receipt_date", "invoice_date"} and is_free:
        return _only_date(reading)
    return None


def _date_behind_number(reading: Reading) -> Found | None:
    """The date in "Invoice no. 123 of 2 July 2015"."""
    fillers = reading.vocabulary.single_words["date_fillers"]
    for hit in reading.hits_of("invoice_number"):
        text = hit.row.text[hit.end : hit.row.segments[hit.segment].end]
        code, written = leading_code(text), next(iter(find_dates(text, reading.months)), None)
        if code is None or written is None:
            continue
        between = phrase(text[text.index(code.split()[0]) + len(code) : written.start])
        value = written.value(reading.day_order)
        if value and between and fillers.issuperset(between):
            return Found(value.isoformat(), hit.row)
    return None


def _date_behind_town(reading: Reading) -> Found | None:
    """The date of a letter: "Fürth, den 12. Juni 2026" in a cell of its own on the first page."""
    fillers = reading.vocabulary.single_words["date_fillers"]
    for row in reading.layout.rows:
        if row.page != 1 or row.index in reading.header_rows:
            return None
        for segment in row.segments:
            town, comma, rest = segment.text.partition(",")
            written = next(iter(find_dates(rest, reading.months)), None) if comma else None
            if written is None or not TOWN_NAME.fullmatch(town) or rest[written.end :].strip(" ."):
                continue
            value = written.value(reading.day_order)
            if value and fillers.issuperset(phrase(rest[: written.start])):
                return Found(value.isoformat(), row)
    return None


def _only_date(reading: Reading) -> Found | None:
    """The one date of a document of one page that labels no date at all."""
    if reading.layout.last_page > 1 or not reading.is_of_business:
        return None
    if any(any(reading.hits_of(name)) for name in concepts_with(Finder.DATE)):
        return None
    found: dict[date, Found] = {}
    for row in reading.layout.rows:
        for written in find_dates(row.text, reading.months):
            value = written.value(reading.day_order)
            if value is None:
                return None
            found.setdefault(value, Found(value.isoformat(), row))
    return next(iter(found.values())) if len(found) == 1 else None


def _email(concept: str, question: Question, reading: Reading) -> Found | None:
    """Of several addresses the one that its label, its own name or the vendor's name speaks for."""
    theirs = customer_places(reading)
    vendor = find_party("vendor_name", reading)
    name = set(phrase(str(vendor.value))) if vendor else set()
    scored: list[tuple[int, Found]] = []
    for row in reading.layout.rows:
        if "@" not in row.text:
            continue
        for match in find_emails(row.text):
            if _is_in(theirs, row, match.start(), reading) is not question.of_customer:
                continue
            local, domain = match.group().lower().split("@", 1)
            labelled = any("email" in hit.names for hit in reading.hits.get(row.index, ()))
            joined = re.sub(r"\W", "", domain)
            score = 4 * any(len(word) > 3 and word in joined for word in name) + labelled
            score += 2 * any(len(word) > 3 and word in local for word in question.words)
            scored.append((score, Found(match.group(), row)))
    if not scored:
        return None
    best = max(score for score, _ in scored)
    leading = [found for score, found in scored if score == best]
    hosts = {str(found.value).lower().split("@")[1] for found in leading}
    return leading[0] if len(hosts) == 1 or best else None


def _is_in(places: frozenset[tuple[int, float]], row: Row, offset: int, reading: Reading) -> bool:
    """Whether the cell at an offset, or the cell of its label before it, is among the places."""
    index = next(i for i, each in enumerate(row.segments) if each.start <= offset < each.end)
    if (row.index, row.segments[index].x0) in places:
        return True
    is_labelled = any(
        hit.segment == index - 1 and hit.fills_segment for hit in reading.hits.get(row.index, ())
    )
    return is_labelled and (row.index, row.segments[index - 1].x0) in places


def _phone(concept: str, question: Question, reading: Reading) -> Found | None:
    theirs = customer_places(reading)
    for hit in reading.hits_of("phone"):
        place = (hit.row.index, hit.row.segments[hit.segment].x0)
        if (place in theirs) is not question.of_customer:
            continue
        for piece in _pieces(hit, reading):
            number = find_phone(piece.text[:60])
            if number is not None:
                return Found(number, piece.row)
    return None


def _iban(concept: str, question: Question, reading: Reading) -> Found | None:
    del concept, question
    for row in reading.layout.rows:
        for value, _ in find_ibans(row.text):
            return Found(value, row)
    return None


def _pattern(pattern: re.Pattern[str]) -> Parser:
    def parse(piece: Piece, hit: Hit, reading: Reading) -> str | None:
        del hit, reading
        match = pattern.search(piece.text[:120])
        if match is None or (pattern is VAT_ID and not _is_tax_number(match)):
            return None
        return match.group().strip()

    return parse


def _is_tax_number(match: re.Match[str]) -> bool:
    return match.start() <= 3 and sum(sign.isdigit() for sign in match.group()) >= 5


def _by_pattern(pattern: re.Pattern[str]) -> FieldFinder:
    parse = _pattern(pattern)

    def find(concept: str, question: Question, reading: Reading) -> Found | None:
        for hit in reading.hits_of(concept):
            if question.of_customer:
                continue
            found = _at(hit, reading, parse, same_segment_only=hit.is_weak_for(concept))
            if found is not None:
                return found
        return None

    return find


def _vat_id(concept: str, question: Question, reading: Reading) -> Found | None:
    """The number of the party that is asked for; of several, nothing says whose each is."""
    theirs = customer_places(reading)
    parse = _pattern(VAT_ID)
    found: dict[object, Found] = {}
    for hit in reading.hits_of(concept):
        place = (hit.row.index, hit.row.segments[hit.segment].x0)
        if (place in theirs) is not question.of_customer:
            continue
        number = _at(hit, reading, parse, same_segment_only=hit.is_weak_for(concept))
        if number is not None:
            found.setdefault(number.value, number)
    # A number with a country's letters is a VAT id; others are tax numbers of one country.
    international = [number for value, number in found.items() if str(value)[:2].isalpha()]
    several = international or list(found.values())
    return several[0] if len(several) == 1 else None


def _currency(concept: str, question: Question, reading: Reading) -> Found | None:
    """The currency beside the totals, else after its label, else the only one of the amounts."""
    del concept, question
    whole = reading.sample
    for concept in (name for name, each in CONCEPTS.items() if each.tells_currency):
        for amount in amounts_of(concept, reading):
            code = currency_code(amount.number.currency, whole) if amount.number.currency else None
            code = code or next(find_currencies(amount.row.text, whole), None)
            if code:
                return Found(code, amount.row)
    for hit in reading.hits_of("currency"):
        for piece in _pieces(hit, reading):
            code = next(find_currencies(piece.text[:60], whole), None) or currency_code(piece.text)
            if code:
                return Found(code, piece.row)
    return _only_currency(reading)


def _only_currency(reading: Reading) -> Found | None:
    """The one currency that headers of tables, or else all the document's rows, name."""
    headers = [row for row in reading.layout.rows if row.index in reading.header_rows]
    items = [row for row in reading.layout.rows if row.index in reading.item_rows]
    for rows in (headers, items, reading.layout.rows):
        found: dict[str, Found] = {}
        for row in rows:
            beside = row.index in reading.header_rows or BESIDE_CURRENCY.search(row.text)
            for code in find_currencies(row.text, reading.sample) if beside else ():
                found.setdefault(code, Found(code, row))
        if len(found) == 1:
            return next(iter(found.values()))
        if found:
            return None
    return None


def _literal(question: Question, reading: Reading) -> Found | None:
    """The value at a label in the prompt's own words, in the form that the prompt's type has."""
    parse = _parse_date if question.value_type is ValueType.DATE else _parse_text
    for hit in reading.hits_of(question.literal):
        if question.value_type is ValueType.NUMBER:
            found = amount_at(hit, reading) if hit.starts_segment or hit.is_marked else None
        elif question.value_type is ValueType.EMAIL:
            found = _at(hit, reading, _parse_email)
        else:
            found = _at(hit, reading, parse)
        if found is not None:
            return found
    if question.value_type is ValueType.EMAIL:
        return _email_named(question, reading)
    return None


def _literal_code(question: Question, reading: Reading) -> Found | None:
    """The number at a label in the prompt's own words that no language table has."""
    for hit in reading.hits_of(question.literal):
        found = _at(hit, reading, _parse_code) if hit.is_marked else None
        if found is not None:
            return found
    return None


def _parse_email(piece: Piece, hit: Hit, reading: Reading) -> str | None:
    del hit, reading
    return next((match.group() for match in find_emails(piece.text)), None)


def _email_named(question: Question, reading: Reading) -> Found | None:
    """The address whose own name is a word of the prompt: support@ for a "support e-mail"."""
    for row in reading.layout.rows:
        for match in find_emails(row.text):
            if match.group().split("@")[0].lower() in question.words:
                return Found(match.group(), row)
    return None


_FINDERS: dict[Finder, FieldFinder] = {
    Finder.AMOUNT: _amount,
    Finder.RATE: _rate,
    Finder.DATE: _labelled_date,
    Finder.IDENTIFIER: _identifier,
    Finder.TEXT: _text,
    Finder.PARTY: _party,
    Finder.ADDRESS: _address,
    Finder.EMAIL: _email,
    Finder.PHONE: _phone,
    Finder.WEBSITE: _by_pattern(WEBSITE),
    Finder.IBAN: _iban,
    Finder.BIC: _by_pattern(BIC),
    Finder.VAT_ID: _vat_id,
    Finder.CURRENCY: _currency,
    Finder.ROWS: _rows,
}
