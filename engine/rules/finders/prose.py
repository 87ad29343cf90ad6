"""Values in running sentences, as contracts and minutes have them: one clear sentence, or nothing.

A term that a document defines ("Ferrow Ltd. (the “Licensor”)") answers for its own words. Otherwise
the one sentence that has all of a question's words answers, with the only value of its type, or
with what follows those words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.concepts import CONCEPTS
from engine.rules.candidates import Candidate
from engine.rules.finders.names import company_before, is_name
from engine.rules.finders.paragraphs import Prose
from engine.rules.labels.likeness import agreement
from engine.rules.questions import Question
from engine.rules.reading import Reading
from engine.types import ValueType
from engine.values.dates import find_dates
from engine.values.words import phrase, tokens

BEFORE_TERM = 120
"""Characters before a defined term in which its value stands."""
LEAST_WORDS_SHARED = 2
MAX_WORDS_BEHIND = 6
DEFINED = re.compile(r"\([^()\"“”„«»]{0,40}[\"“„«]([^\"“”„«»()]{2,40})[\"”“»]")
SENTENCE_END = re.compile(r"(?<=[^\W\d_]{2}[.!?])\s+(?=[^\W\d_a-zß-ÿ])")
DURATION = re.compile(
    r"(?:[a-z]{3,9}\s)?\(?\d{1,3}\)?[\s-](?:calendar\s|business\s)?(?:years?|months?|weeks?|days?"
    r"|Jahre?n?|Monate?n?|Wochen?|Tage?n?|ans?|mois|semaines?|jours?|años?|meses|días|anni|mesi|giorni)"
)


def prose_candidates(question: Question, reading: Reading) -> Iterator[Candidate]:
    yield from defined_terms(question, reading)
    prose = reading.prose
    if prose.rows:
        yield from _in_sentence(question, prose, reading)


def defined_terms(question: Question, reading: Reading) -> Iterator[Candidate]:
    """What a term in quotes stands for, where its words are the question's."""
    prose = reading.prose
    for match in DEFINED.finditer(prose.text):
        words = phrase(match[1])
        # word for word: a licensor is no licensee
        if not words or not set(words) <= set(question.telling):
            continue
        before = prose.text[max(match.start() - BEFORE_TERM, 0) : match.start()].rstrip()
        value = _value_before(before, question, reading)
        if value is not None:
            share = min(len(words) / len(question.telling), 1.0)
            facts = {"defined term": share}
            row = prose.row_at(match.start())
            yield Candidate(value, row, str(value), facts=facts)


def _value_before(before: str, question: Question, reading: Reading) -> str | None:
    if question.value_type is ValueType.DATE:
        dates = list(find_dates(before, reading.months))
        value = dates[-1].value(reading.day_order) if dates else None
        return value.isoformat() if value else None
    is_of_party = question.concept is not None and CONCEPTS[question.concept].party is not None
    if question.asks_who or is_of_party:
        return company_before(before, reading)
    durations = DURATION.findall(before)
    return durations[-1] if durations else None


def _in_sentence(question: Question, prose: Prose, reading: Reading) -> Iterator[Candidate]:
    """The value in the one sentence with all the words of a question."""
    if len(set(question.telling)) < LEAST_WORDS_SHARED:
        return
    start = 0
    for sentence in SENTENCE_END.split(prose.text):
        start = prose.text.index(sentence, start)
        words = tokens(sentence)
        shared = [
            word for word in words if any(agreement(word.text, each) for each in question.telling)
        ]
        is_whole = all(_is_among(each, [word.text for word in words]) for each in question.telling)
        if is_whole:
            value = _value_in(sentence, shared[-1].end, question, reading)
            if value is not None:
                row = prose.row_at(start + shared[-1].start)
                yield Candidate(value, row, str(value), facts={"clear sentence": 1.0})


def _value_in(
    sentence: str, behind: int, question: Question, reading: Reading
) -> str | float | None:
    if question.value_type is ValueType.DATE:
        dates = list(find_dates(sentence, reading.months))
        value = dates[0].value(reading.day_order) if len(dates) == 1 else None
        return value.isoformat() if value else None
    if question.value_type is ValueType.NUMBER:
        numbers = [each for each in reading.numbers_in(sentence) if not each.is_percent]
        money = [each for each in numbers if each.is_money]
        several = money or (numbers if question.concept is None else [])
        return several[0].value if len(several) == 1 else None
    rest = sentence[behind:].strip(" .")
    kept = rest.split()
    of = reading.vocabulary.single_words["of"] | reading.vocabulary.single_words["filler"]
    while kept and kept[0].lower() in of:
        kept.pop(0)
    text = " ".join(kept)
    is_short = 0 < len(kept) <= MAX_WORDS_BEHIND
    return text if is_short and text[:1].isupper() and is_name(text, reading) else None


def _is_among(word: str, words: tuple[str, ...] | list[str]) -> bool:
    return any(agreement(word, other) for other in words)
