"""Single values: the candidates at the labels of a question, in the form that its kind has."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from engine.concepts import CONCEPTS, Finder
from engine.languages.loading import WEAK
from engine.rules.candidates import Candidate
from engine.rules.finders.amounts import amount_candidates, amounts_of, rate_candidates
from engine.rules.finders.contacts import (
    bic_candidates,
    email_candidates,
    iban_candidates,
    phone_candidates,
    vat_id_candidates,
    website_candidates,
)
from engine.rules.finders.date_fields import date_candidates, is_whole_date
from engine.rules.finders.names import is_name, name_of
from engine.rules.finders.parties import address_candidates, party_candidates
from engine.rules.finders.prose import defined_terms, prose_candidates
from engine.rules.finders.title_numbers import title_numbers, without_number_word
from engine.rules.labels.hits import ALIGNED, Hit, broken_off
from engine.rules.labels.labelled import goes_on, is_own, pieces_for
from engine.rules.questions import Question, Source
from engine.rules.reading import Reading
from engine.rules.scoring import best_of, ranked
from engine.rules.tables.answers import find_items
from engine.rules.tables.named_cells import named_cells
from engine.types import ValueType
from engine.values.currencies import currency_code, find_currencies
from engine.values.identifiers import leading_code
from engine.values.words import Phrase

MAX_TEXT = 500
MAX_WORDS_OF_VALUE = 30
MAX_CURRENCY_CHARACTERS = 60
# a sign, or a code beside a number or in "amounts in EUR"; other codes are abbreviations
BESIDE_CURRENCY = re.compile(
    r"[$€£¥₹₽₺₩₪฿₫₱₦₴]|\d\s?[A-Z]{3}(?![A-Za-z])|(?<![A-Za-z])[A-Z]{3}\s?[-(]?\d"
    r"|\b(?:in|en|em) [A-Z]{3}\b|zł|Kč|kr|Rs"
)
LONG_VALUE = 12
"""Words of a value beyond which it is rather a sentence."""
# "017442905 - SÉRIE": the next label, set behind a dash
# the digits in the middle may be hidden
ACCOUNT = re.compile(r"(?:[A-Z]{2}\d{2}|[\dX*]{2,6})(?:[ -][\dX*]{2,6}){2,8}(?!\w)")
WORD_BEHIND = re.compile(r"\s[-–|]\s\D{2,60}$")
ROWS_UNDER_HEADING = 3
CODE = re.compile(r"[A-Z\d/-]{8,40}")
NO_CONTENT = re.compile(r"[\W_]*")

ALSO_IN_SENTENCES = frozenset({Finder.PARTY, Finder.DATE, Finder.TEXT, Finder.AMOUNT})

FieldFinder = Callable[[str, Question, Reading], Iterator[Candidate]]


def field_candidates(question: Question, reading: Reading) -> Iterator[Candidate]:
    """What can be the value of a question that asks for one value."""
    own = list(_of_question_alone(question, reading)) if question.is_named_by_key else []
    if best_of(ranked(own)):
        # what the question's own words name is meant, whatever the key says
        yield from own
        return
    if question.concept is not None:
        found = list(_of_concept(question.concept, question, reading))
        other = CONCEPTS[question.concept].else_ask
        if other and not best_of(ranked(found)):
            found += _of_concept(other, question, reading)
        yield from found
        # bills label their values: their sentences are about others
        is_in_sentences = CONCEPTS[question.concept].finder in ALSO_IN_SENTENCES
        if is_in_sentences and not reading.is_of_business and not best_of(ranked(found)):
            yield from prose_candidates(question, reading)
    else:
        yield from _of_own_words(question, reading)
    if question.value_type is ValueType.NUMBER:
        yield from named_cells(question, reading)


def _of_concept(concept: str, question: Question, reading: Reading) -> Iterator[Candidate]:
    finder = CONCEPTS[concept].finder
    yield from _FINDERS[finder](concept, question, reading)
    if finder in {Finder.PARTY, Finder.DATE, Finder.TEXT}:
        yield from defined_terms(question, reading)


def _of_question_alone(question: Question, reading: Reading) -> Iterator[Candidate]:
    for candidate in _of_own_words(replace(question, concept=None), reading):
        if f"label {Source.KEY}" not in candidate.facts:
            yield candidate


def _of_own_words(question: Question, reading: Reading) -> Iterator[Candidate]:
    """At labels in the prompt's own words, or in a sentence, in the form of the prompt's type."""
    yield from prose_candidates(question, reading)
    if question.asks_for_percentage and question.value_type in {ValueType.NUMBER, ValueType.TEXT}:
        yield from rate_candidates("", question, reading)
    elif question.value_type is ValueType.NUMBER:
        yield from amount_candidates("", question, reading)
    elif question.value_type is ValueType.DATE:
        yield from date_candidates("", question, reading)
    elif question.value_type is ValueType.EMAIL:
        yield from email_candidates("", question, reading)
    elif question.asks_for_number:
        yield from _identifier_candidates("", question, reading)
    else:
        yield from _text_candidates("", question, reading)


def _identifier_candidates(
    concept: str, question: Question, reading: Reading
) -> Iterator[Candidate]:
    said: dict[Phrase, Hit] = {}
    yield from title_numbers(concept, question, reading)
    for place in pieces_for(question, reading, *filter(None, [concept])):
        piece, hit = place.piece, place.hit
        if is_own(place.facts) and not hit.is_marked and "label of concept" not in place.facts:
            continue
        text = without_number_word(WORD_BEHIND.sub("", piece.text), reading)
        grouped = ACCOUNT.match(piece.text) if concept == "account_number" else None
        code = grouped.group() if grouped else leading_code(text)
        if code is not None and piece.text.endswith(code):
            code += broken_off(piece, reading.layout)
        if code is None or "%" in code or "@" in code:
            continue
        facts = {
            **place.facts,
            "value is all": float(len(code) >= len(text.rstrip(" .,;"))),
            "value is a date": float(is_whole_date(code, reading)),
            "later": float(said.setdefault(hit.words, hit) is not hit),
            "number of a party": float(_is_under_party(hit, reading)),
        }
        yield Candidate(code, piece.row, code, piece.start, facts=facts)


def _is_under_party(hit: Hit, reading: Reading) -> bool:
    """Whether a label that names no certain number stands in the lines under a party's heading."""
    if not any(rank >= WEAK for rank in hit.names.values()):
        return False
    above = range(max(hit.row.index - ROWS_UNDER_HEADING, 0), hit.row.index)
    return any(
        heading.fills_segment
        and abs(heading.x0 - hit.x0) <= ALIGNED
        and any(name in CONCEPTS and CONCEPTS[name].party for name in heading.names)
        for index in above
        for heading in reading.hits.get(index, ())
    )


def _text_candidates(concept: str, question: Question, reading: Reading) -> Iterator[Candidate]:
    said: dict[Phrase, Hit] = {}
    for place in pieces_for(question, reading, *filter(None, [concept])):
        piece, hit = place.piece, place.hit
        if not hit.is_marked and not (hit.starts_segment and len(hit.words) > 1):
            continue
        text = " ".join(piece.text[:MAX_TEXT].split()).strip(" :;|")
        if NO_CONTENT.fullmatch(text) or len(text.split()) > MAX_WORDS_OF_VALUE:
            continue
        if CODE.fullmatch(text):
            text += broken_off(piece, reading.layout)
        if question.asks_who or concept.endswith("_name"):
            text = name_of(text)
            if not is_name(text, reading) or text[:1].islower():
                continue
        facts = {
            **place.facts,
            "value is all": 1.0,
            "value is long": float(len(text.split()) > LONG_VALUE),
            "goes on from label": float(piece.is_same_segment and goes_on(hit, [piece])),
            "later": float(said.setdefault(hit.words, hit) is not hit),
            "name of one word": float(
                question.asks_who and not hit.has_mark and len(text.split()) == 1
            ),
        }
        yield Candidate(text, piece.row, piece.text, piece.start, facts=facts)


def _currency_candidates(concept: str, question: Question, reading: Reading) -> Iterator[Candidate]:
    """The currency beside the totals, after its label, and the only one of the amounts."""
    whole, usual = reading.sample, reading.languages[0].currencies
    for name in (name for name, each in CONCEPTS.items() if each.tells_currency):
        for amount in amounts_of(name, reading):
            written = amount.number.currency
            code = currency_code(written, whole, usual) if written else None
            code = code or next(find_currencies(amount.row.text, whole, usual), None)
            if code:
                yield Candidate(code, amount.row, facts={"beside amounts": 1.0})
    for place in pieces_for(question, reading, concept):
        text = place.piece.text
        found = next(find_currencies(text[:MAX_CURRENCY_CHARACTERS], whole, usual), None)
        code = found or currency_code(text, whole, usual)
        if code:
            yield Candidate(code, place.piece.row, facts=place.facts)
    only = _only_currency(reading)
    if only is not None:
        yield only


def _only_currency(reading: Reading) -> Candidate | None:
    """The one currency that headers of tables, or else all the document's rows, name."""
    headers = [row for row in reading.layout.rows if row.index in reading.header_rows]
    items = [row for row in reading.layout.rows if row.index in reading.item_rows]
    usual = reading.languages[0].currencies
    for rows in (headers, items, reading.layout.rows):
        found: dict[str, Candidate] = {}
        for row in rows:
            beside = row.index in reading.header_rows or BESIDE_CURRENCY.search(row.text)
            for code in find_currencies(row.text, reading.sample, usual) if beside else ():
                found.setdefault(code, Candidate(code, row, facts={"one of its kind": 1.0}))
        if len(found) == 1:
            return next(iter(found.values()))
        if found:
            return None
    return None


def _row_candidates(concept: str, question: Question, reading: Reading) -> Iterator[Candidate]:
    del concept
    found = find_items(question, reading)
    if found is not None:
        yield found


_FINDERS: dict[Finder, FieldFinder] = {
    Finder.AMOUNT: amount_candidates,
    Finder.RATE: rate_candidates,
    Finder.DATE: date_candidates,
    Finder.IDENTIFIER: _identifier_candidates,
    Finder.TEXT: _text_candidates,
    Finder.PARTY: party_candidates,
    Finder.ADDRESS: address_candidates,
    Finder.EMAIL: email_candidates,
    Finder.PHONE: phone_candidates,
    Finder.WEBSITE: website_candidates,
    Finder.IBAN: iban_candidates,
    Finder.BIC: bic_candidates,
    Finder.VAT_ID: vat_id_candidates,
    Finder.CURRENCY: _currency_candidates,
    Finder.ROWS: _row_candidates,
}
