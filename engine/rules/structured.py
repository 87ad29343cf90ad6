"""Answers from structured data: a question's concept, the standard's own term, or the data's names.

What the data don't state, or state several times with different values, is not answered.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.concepts import COLUMNS, CONCEPTS, DOCUMENT_TYPES
from engine.data import Fact, StructuredDocument
from engine.documents.structured.standards import question_words
from engine.documents.structured.whole import whole_document
from engine.languages.loading import Vocabulary
from engine.rules.names_in_data import column_in_rows, named_leaf, named_rows
from engine.rules.questions import TABLE_TYPES, Question
from engine.types import Evidence, Prompt, RowEvidence, ValueType
from engine.values.words import Phrase, key_phrase, phrase

# A word that can be a standard's term: BT-112, P_15, vNF, ImportoTotaleDocumento, MOA+77.
_TERM = re.compile(r"[A-Za-z][\w+-]*")
_UNLIKE_A_WORD = re.compile(r"[-_+\d]|(?<=\w)[A-Z]")
_USUAL_COLUMNS = ("description", "quantity", "unit_price", "amount")
_WHOLE = frozenset(
    {
        *("whole", "entire", "complete", "full", "everything", "ganze", "gesamte", "komplette"),
        *("vollstandige", "entiere", "toute", "intera", "completa", "entera", "toda", "hele"),
        *("volledige", "hela", "cala"),
    }
)
# Formats without a page for people: nothing but the data answers.
DATA_ALONE = frozenset(["application/xml", "application/json", "application/edifact"])


@dataclass(frozen=True, slots=True)
class DataAnswer:
    """A value with the fact that it comes from; a table's rows have a fact each."""

    value: Any
    fact: Fact
    rows: tuple[Fact, ...] = ()


def find_in_data(
    prompt: Prompt, question: Question, data: StructuredDocument, vocabulary: Vocabulary
) -> DataAnswer | None:
    """The answer that the data give, None where they give none."""
    if (
        question.value_type is ValueType.JSON
        and data.standard
        and _asks_for_all(prompt, vocabulary)
    ):
        return DataAnswer(
            whole_document(data), Fact(None, f"/{data.root.tag}", data.root.sourceline)
        )
    if question.value_type in TABLE_TYPES or question.concept == "line_items":
        return _table(question, data, vocabulary)
    if question.value_type is ValueType.BOOLEAN:
        return _kind(question, data, vocabulary)
    facts = _facts(prompt, question, data, vocabulary)
    if facts is None:
        leaf = named_leaf(prompt, data, vocabulary)
        facts = [leaf] if leaf else []
    if not facts or len({fact.value for fact in facts}) > 1:
        return None
    return DataAnswer(_shaped(facts[0], question.value_type), facts[0])


def _asks_for_all(prompt: Prompt, vocabulary: Vocabulary) -> bool:
    """ "The whole invoice": a word for all of it, and one for a kind of document."""
    words = phrase(prompt.text)
    has_kind = any(vocabulary.kinds.longest(words, start) for start in range(len(words)))
    return has_kind and not _WHOLE.isdisjoint(words)


def _facts(
    prompt: Prompt, question: Question, data: StructuredDocument, vocabulary: Vocabulary
) -> Sequence[Fact] | None:
    """What the data state of the concept that is asked for; None where no concept is known."""
    for match in _TERM.finditer(prompt.text):
        term = match.group()
        fact = data.terms.get(term.lower()) if _UNLIKE_A_WORD.search(term) else None
        if fact is not None:
            return [fact]
    concept = (
        _named_concept(phrase(prompt.text), data, vocabulary)
        or _concept(question, data)
        or _named_concept(key_phrase(prompt.key), data, vocabulary)
    )
    return None if concept is None else data.facts.get(concept)


def _named_concept(asked: Phrase, data: StructuredDocument, vocabulary: Vocabulary) -> str | None:
    """The concept that the standard's own words name: the longest of them in the question."""
    idle = vocabulary.single_words["filler"]
    plain = _without(asked, idle)
    best: tuple[int, str] | None = None
    for said, concept in data.names.items():
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
    concept = question.concept
    if concept is None:
        return None
    if CONCEPTS[concept].is_of_either_party:
        party = "customer" if question.of_customer else "vendor"
        return f"{party}_{concept}" if f"{party}_{concept}" in data.facts else concept
    return concept if concept in data.facts else None


def _shaped(fact: Fact, value_type: ValueType) -> Any:
    match value_type:
        case ValueType.NUMBER:
            return fact.value if isinstance(fact.value, float) else _number(fact.value)
        case ValueType.DATE:
            return fact.value if re.fullmatch(r"\d{4}-\d\d-\d\d", str(fact.value)) else None
        case ValueType.EMAIL:
            return fact.value if "@" in str(fact.value) else None
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


def _table(
    question: Question, data: StructuredDocument, vocabulary: Vocabulary
) -> DataAnswer | None:
    columns = question.columns or _USUAL_COLUMNS
    if data.standard:
        return _items(columns, data, vocabulary)
    rows = named_rows(question, columns, vocabulary, data)
    if not rows:
        return None
    return DataAnswer([row for row, _ in rows], rows[0][1], tuple(fact for _, fact in rows))


def _items(
    columns: Sequence[str], data: StructuredDocument, vocabulary: Vocabulary
) -> DataAnswer | None:
    known = {name: _column(name, vocabulary) for name in columns}
    rows = []
    places = []
    for item, element in zip(data.items, data.item_roots, strict=True):
        row = {
            name: _cell(item, known[name])
            if known[name] is not None
            else column_in_rows(name, element)
            for name in columns
        }
        rows.append(row)
        places.append(next(iter(item.values()), Fact(None, "", element.sourceline)))
    if not rows or all(value is None for row in rows for value in row.values()):
        return None
    return DataAnswer(rows, places[0], tuple(places))


def _column(name: str, vocabulary: Vocabulary) -> str | None:
    """The column that a prompt's name means: the standards' own, or that of a language."""
    words = key_phrase(name)
    if "_".join(words) in COLUMNS:
        return "_".join(words)
    known = question_words().columns.get(words)
    if known:
        return known
    named = vocabulary.columns.names_of(words)
    return min(named, key=named.__getitem__) if named else None


def _cell(item: Mapping[str, Fact], column: str | None) -> Any:
    fact = item.get(column or "")
    else_take = COLUMNS[column].else_take if column else None
    if fact is None and else_take:
        fact = item.get(else_take)
    return None if fact is None else fact.value


def data_evidence(answer: DataAnswer) -> Evidence:
    """Where the data stand in the file; nothing of it is a guess."""
    return Evidence(
        page=1,
        line=answer.fact.line or 1,
        text=answer.fact.text or answer.fact.path,
        confidence=1.0,
        rows=tuple(RowEvidence(1, fact.line or 1, None) for fact in answer.rows),
    )
