"""Answers from structured data: a question's concept, the standard's own term, or the data's names.

What the data state several times with different values is not answered, by the page neither.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from engine.concepts import CONCEPTS, DOCUMENT_TYPES, TABLES, Finder, without_party
from engine.data import Fact, StructuredDocument
from engine.documents.structured.standards import question_words
from engine.documents.structured.whole import whole_document
from engine.languages.loading import Vocabulary
from engine.rules.questions import TABLE_TYPES, Question
from engine.rules.structured.names import called, named_leaf
from engine.rules.structured.tables import find_table
from engine.types import Prompt, ValueType
from engine.values.words import Phrase, key_phrase, phrase

# A word that can be a standard's term: BT-112, P_15, vNF, ImportoTotaleDocumento, MOA+77.
_TERM = re.compile(r"[A-Za-z][\w+-]*")
_UNLIKE_A_WORD = re.compile(r"[-_+\d]|(?<=\w)[A-Z]")
# Formats without a page for people: nothing but the data answers.
DATA_ALONE = frozenset(["application/xml", "application/json", "application/edifact"])


@dataclass(frozen=True, slots=True)
class DataAnswer:
    """A value with the fact that it comes from; a table's rows have a fact each.

    ``value`` is None where the data state several. ``concept`` is what failed checks speak of.
    """

    value: Any
    fact: Fact
    concept: str | None = None
    rows: tuple[Fact, ...] = ()


def find_in_data(
    prompt: Prompt, question: Question, data: StructuredDocument, vocabulary: Vocabulary
) -> DataAnswer | None:
    """The answer that the data give, None where they say nothing of it."""
    is_json = question.value_type is ValueType.JSON
    if is_json and data.standard and _asks_for_all(prompt, vocabulary):
        return DataAnswer(
            whole_document(data), Fact(None, f"/{data.root.tag}", data.root.sourceline)
        )
    concept = _concept_of(prompt, question, data, vocabulary)
    is_rows = concept is not None and CONCEPTS[without_party(concept)].finder is Finder.ROWS
    if question.value_type in TABLE_TYPES or is_rows:
        table = find_table(question, concept if is_rows else None, data, vocabulary)
        if table is None:
            return None
        return DataAnswer(table.value, table.places[0], table.concept, table.places)
    if question.value_type is ValueType.BOOLEAN:
        kind = _kind(question, data, vocabulary)
        if kind is not None:
            return kind
    elif concept == "document_type" and data.kind:
        return DataAnswer(data.kind.replace("_", " "), Fact(data.kind, "", 1))
    elif concept is not None and concept in data.facts:
        return _answer(data.facts[concept], concept, question.value_type)
    called_so = _called_by_term(prompt, data)
    if called_so:
        return called_so
    if concept is not None and concept in data.known:
        return None
    leaf = named_leaf(prompt, data, vocabulary)
    return DataAnswer(leaf.value, leaf) if leaf else None


def _answer(facts: Sequence[Fact], concept: str, value_type: ValueType) -> DataAnswer:
    values = list(dict.fromkeys(fact.value for fact in facts))
    if len(values) == 1:
        return DataAnswer(_shaped(facts[0], value_type), facts[0], concept)
    return DataAnswer(values if value_type is ValueType.JSON else None, facts[0], concept)


def _asks_for_all(prompt: Prompt, vocabulary: Vocabulary) -> bool:
    """ "The whole invoice": a word for all of it, and one for a kind of document."""
    words = phrase(prompt.text)
    has_kind = any(vocabulary.kinds.longest(words, start) for start in range(len(words)))
    return has_kind and not question_words().whole.isdisjoint(words)


def _terms_in(prompt: Prompt) -> list[str]:
    return [term for term in _TERM.findall(prompt.text) if _UNLIKE_A_WORD.search(term)]


def _concept_of(
    prompt: Prompt, question: Question, data: StructuredDocument, vocabulary: Vocabulary
) -> str | None:
    """What is asked for, as data have it: by the standard's term, its words, or the languages'."""
    for term in _terms_in(prompt):
        concept = data.terms.get(term.lower())
        if concept is not None:
            return concept
    can_be_rows = question.value_type in {*TABLE_TYPES, ValueType.JSON}
    return (
        _named_concept(phrase(prompt.text), data, vocabulary, can_be_rows=can_be_rows)
        or _concept(question, data)
        or _named_concept(key_phrase(prompt.key), data, vocabulary, can_be_rows=can_be_rows)
    )


def _called_by_term(prompt: Prompt, data: StructuredDocument) -> DataAnswer | None:
    """The one value of the element or attribute that the prompt writes as the file does."""
    for term in _terms_in(prompt):
        facts = called(term, data, prompt.value_type)
        if facts:
            return _answer(facts, term, prompt.value_type)
    return None


def _named_concept(
    asked: Phrase, data: StructuredDocument, vocabulary: Vocabulary, *, can_be_rows: bool
) -> str | None:
    """The concept that the standard's own words name: the longest of them in the question."""
    idle = vocabulary.single_words["filler"]
    plain = _without(asked, idle)
    best: tuple[int, str] | None = None
    for said, concept in data.names.items():
        if concept in TABLES and not can_be_rows:
            continue
        bare = _without(said, idle)
        # "when was it issued" is not "who issued it"
        is_all = said == asked or (bare == plain and len(bare) >= min(2, len(said)) > 0)
        if is_all or (len(bare) > 1 and _is_within(said, asked)):
            size = len(asked) + 1 if is_all else len(said)
            if best is None or size > best[0]:
                best = size, concept
    return best[1] if best else None


def _without(words: Phrase, idle: frozenset[str]) -> Phrase:
    return tuple(word for word in words if word not in idle)


def _is_within(words: Phrase, asked: Phrase) -> bool:
    return any(
        asked[start : start + len(words)] == words for start in range(len(asked) - len(words) + 1)
    )


def _concept(question: Question, data: StructuredDocument) -> str | None:
    """The question's concept; of what both parties have, that of the party which is meant."""
    concept = question.concept
    if concept is None or not CONCEPTS[concept].is_of_either_party:
        return concept
    if question.of_customer:
        return f"customer_{concept}"
    return f"vendor_{concept}" if f"vendor_{concept}" in data.facts else concept


def _shaped(fact: Fact, value_type: ValueType) -> Any:
    match value_type:
        case ValueType.NUMBER:
            return fact.value if isinstance(fact.value, float) else _number(fact.value)
        case ValueType.DATE:
            return fact.value if re.fullmatch(r"\d{4}-\d\d-\d\d", str(fact.value)) else None
        case ValueType.EMAIL:
            return fact.value if "@" in str(fact.value) else None
        case ValueType.BOOLEAN:
            return None
        case ValueType.JSON:
            return fact.value
    return fact.text if isinstance(fact.value, float) else str(fact.value)


def _number(value: object) -> float | None:
    text = str(value).strip()
    return float(text) if re.fullmatch(r"-?\d+(?:\.\d+)?", text) else None


def _kind(
    question: Question, data: StructuredDocument, vocabulary: Vocabulary
) -> DataAnswer | None:
    """ "Is this a credit note?", where that is all that is asked."""
    if data.kind not in DOCUMENT_TYPES:
        return None
    asked = {next(iter(vocabulary.kinds.names_of(label.words)), None) for label in question.labels}
    asked.discard(None)
    if len(asked) != 1:
        return None
    return DataAnswer(asked == {data.kind}, Fact(data.kind, "", 1))


def states_as_another(data: StructuredDocument, question: Question, value: object) -> bool:
    """Whether the data state an amount, but as something else than what is asked for.

    Where the page has a label that can be read as both, the data know better.
    """
    if question.concept is None or CONCEPTS[question.concept].finder is not Finder.AMOUNT:
        return False
    return any(
        fact.value == value
        for concept, facts in data.facts.items()
        if concept != question.concept and CONCEPTS[without_party(concept)].finder is Finder.AMOUNT
        for fact in facts
    )
