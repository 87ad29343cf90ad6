"""E-mail addresses, telephone numbers, websites, bank accounts and tax numbers, of either party."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from engine.rules.candidates import Candidate
from engine.rules.finders.parties import customer_places, find_party
from engine.rules.labels.labelled import LabelledPiece, pieces_for
from engine.rules.layout import Row
from engine.rules.questions import Question
from engine.rules.reading import Reading
from engine.values.bics import find_bic
from engine.values.emails import find_emails
from engine.values.ibans import find_ibans
from engine.values.phones import find_phone
from engine.values.vat_ids import TaxNumber, find_tax_number
from engine.values.websites import find_website
from engine.values.words import phrase

MAX_PHONE_PIECE = 60
MAX_NUMBER_PIECE = 120
# Shorter words stand in too many domains to tell whose they are.
LEAST_TELLING_WORD = 4
MAX_BEFORE_TAX_NUMBER = 3
HEAD_OF_MAIL = re.compile(r"[^\W\d_]{1,12}\s?:")


def email_candidates(concept: str, question: Question, reading: Reading) -> Iterator[Candidate]:
    """Addresses of the party asked for: at a label, of the vendor's domain, named as asked."""
    theirs = customer_places(reading)
    sender = _sender_of_order(reading) if question.of_customer else None
    if sender is not None:
        yield sender
        return
    vendor = find_party("vendor_name", reading)
    name = set(phrase(str(vendor.value))) if vendor else set()
    found: list[Candidate] = []
    for row in reading.layout.rows:
        if "@" not in row.text:
            continue
        labels = set().union(*(hit.names.keys() for hit in reading.hits.get(row.index, ())))
        for match in find_emails(row.text):
            if _is_in(theirs, row, match.start(), reading) is not question.of_customer:
                continue
            local, domain = match.group().lower().split("@", 1)
            joined = re.sub(r"\W", "", domain)
            facts = {
                "labelled": float("email" in labels or question.literal in labels),
                "belongs to vendor": float(any(_tells(word) and word in joined for word in name)),
                "named as asked": float(
                    any(_tells(word) and word in local for word in question.words)
                ),
            }
            found.append(Candidate(match.group(), row, match.group(), match.start(), facts=facts))
    hosts = {str(each.value).lower().split("@")[1] for each in found}
    for number, each in enumerate(found):
        is_clear = len(hosts) == 1
        is_first = number == 0
        if concept or any(each.facts.values()):
            yield each.with_facts(
                {"one of its kind": float(is_clear), "later": float(is_clear and not is_first)}
            )


def _sender_of_order(reading: Reading) -> Candidate | None:
    """Who sent the mail that an order came in: of forwarded mails the first one's sender."""
    found = None
    for row in reading.layout.rows if reading.is_order else ():
        below = next(reading.layout.below(row, 1), None)
        address = next(iter(find_emails(row.text)), None)
        if below is None or address is None or not HEAD_OF_MAIL.match(row.text):
            continue
        to = next(iter(reading.hits.get(below.index, ())), None)
        is_to = to is not None and to.start == 0 and to.has_mark and "customer_name" in to.names
        if is_to and "@" in below.text:
            facts = {"labelled": 1.0, "one of its kind": 1.0}
            found = Candidate(address.group(), row, address.group(), address.start(), facts=facts)
    return found


def _tells(word: str) -> bool:
    return len(word) >= LEAST_TELLING_WORD


def _is_in(places: frozenset[tuple[int, float]], row: Row, offset: int, reading: Reading) -> bool:
    """Whether the cell at an offset, or the cell of its label before it, is among the places."""
    index = next(i for i, each in enumerate(row.segments) if each.start <= offset < each.end)
    if (row.index, row.segments[index].x0) in places:
        return True
    is_labelled = any(
        hit.segment == index - 1 and hit.fills_segment for hit in reading.hits.get(row.index, ())
    )
    return is_labelled and (row.index, row.segments[index - 1].x0) in places


def _of_party(concept: str, question: Question, reading: Reading) -> Iterator[LabelledPiece]:
    """The places at a concept's labels that are in the block of the party asked for."""
    theirs = customer_places(reading)
    for place in pieces_for(question, reading, concept):
        hit = place.hit
        at = (hit.row.index, hit.row.segments[hit.segment].x0)
        if (at in theirs) is question.of_customer:
            yield place


def phone_candidates(concept: str, question: Question, reading: Reading) -> Iterator[Candidate]:
    for number, place in enumerate(_of_party(concept, question, reading)):
        found = find_phone(place.piece.text[:MAX_PHONE_PIECE])
        if found is not None:
            facts = {**place.facts, "later": float(number > 0)}
            yield Candidate(found, place.piece.row, found, facts=facts)


def iban_candidates(concept: str, question: Question, reading: Reading) -> Iterator[Candidate]:
    del concept, question
    for row in reading.layout.rows:
        # groups may stand in cells of their own
        for value, _ in find_ibans(" ".join(row.text.split())):
            yield Candidate(value, row, facts={"checksum is right": 1.0})


def vat_id_candidates(concept: str, question: Question, reading: Reading) -> Iterator[Candidate]:
    """The number of the party that is asked for; of several, nothing says whose each is."""
    found: dict[str, tuple[TaxNumber, Candidate]] = {}
    for place in _of_party(concept, question, reading):
        number = find_tax_number(place.piece.text[:MAX_NUMBER_PIECE])
        if number is not None and number.start <= MAX_BEFORE_TAX_NUMBER:
            facts = {**place.facts, "checksum is right": float(number.is_valid)}
            candidate = Candidate(number.text, place.piece.row, number.text, facts=facts)
            found.setdefault(number.text, (number, candidate))
    # A number with a country's letters is a VAT id; others are tax numbers of one country.
    international = [each for number, each in found.values() if number.is_international]
    yield from international or [each for _, each in found.values()]


def website_candidates(concept: str, question: Question, reading: Reading) -> Iterator[Candidate]:
    yield from _at_labels(find_website, concept, question, reading)


def bic_candidates(concept: str, question: Question, reading: Reading) -> Iterator[Candidate]:
    yield from _at_labels(find_bic, concept, question, reading)


def _at_labels(
    find: Callable[[str], str | None], concept: str, question: Question, reading: Reading
) -> Iterator[Candidate]:
    said = 0
    for place in pieces_for(question, reading, concept):
        value = find(place.piece.text[:MAX_NUMBER_PIECE])
        if value is not None and not question.of_customer:
            facts = {**place.facts, "later": float(said > 0)}
            said += 1
            yield Candidate(value, place.piece.row, value, facts=facts)
