"""The embedded extractor: answers prompts by rules, without a model."""

from __future__ import annotations

from typing import Any

from engine.languages.loading import PhraseTree, Vocabulary, default_vocabulary
from engine.rules.checks import find_check
from engine.rules.fields import find_field
from engine.rules.layout import lay_out
from engine.rules.questions import Question, question_of
from engine.rules.reading import Found, Reading
from engine.types import Document, Evidence, Extraction, ExtractionRequest, ValueType
from engine.values.numbers import parse_number


class RulesExtractor:
    """Finds values by their labels, in the languages that have a table of words.

    Deterministic, without a model and without network. What is not found is null.
    """

    def __init__(self, vocabulary: Vocabulary | None = None) -> None:
        self._vocabulary = vocabulary or default_vocabulary()

    def extract(self, document: Document, request: ExtractionRequest) -> Extraction:
        """Answer every prompt; never raises for what a document says."""
        questions = [question_of(prompt, self._vocabulary) for prompt in request.prompts]
        reading = Reading(lay_out(document), self._vocabulary, _literal_tree(questions))
        values: dict[str, Any] = {}
        evidence: dict[str, Evidence] = {}
        for question in questions:
            found = _find(question, reading)
            value = None if found is None else shaped(found.value, question.value_type, reading)
            values[question.key] = value
            if found is not None and value is not None:
                evidence[question.key] = found.evidence
        return Extraction(values=values, evidence=evidence)


def _literal_tree(questions: list[Question]) -> PhraseTree:
    tree = PhraseTree()
    for question in questions:
        for rank, words in enumerate(question.phrases):
            tree.add(words, question.literal, rank)
    return tree


def _find(question: Question, reading: Reading) -> Found | None:
    if question.value_type is ValueType.BOOLEAN:
        return find_check(question, reading)
    return find_field(question, reading)


def shaped(value: object, value_type: ValueType, reading: Reading) -> object:
    """A found value in the type that the prompt enforces, None where it does not fit."""
    match value_type:
        case ValueType.TEXT | ValueType.EMAIL | ValueType.DATE:
            return _as_text(value)
        case ValueType.NUMBER:
            if isinstance(value, str):
                return parse_number(value, reading.decimal)
            is_number = isinstance(value, int | float) and not isinstance(value, bool)
            return value if is_number else None
        case ValueType.BOOLEAN:
            return value if isinstance(value, bool) else None
        case ValueType.JSON:
            return {"lines": value} if _is_lines(value) else value
        case ValueType.TABLE | ValueType.LINE_ITEM:
            return value if isinstance(value, list) else None


def _as_text(value: object) -> str | None:
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        if not _is_lines(value):
            return None
        return ", ".join(str(line).rstrip(",") for line in value)
    return str(value)


def _is_lines(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(line, str) for line in value)
