"""The embedded extractor: answers prompts by rules, without a model."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Any

from engine.languages.loading import PhraseTree, Vocabulary, default_vocabulary
from engine.rules.candidates import Candidate
from engine.rules.finders.checks import check_candidates
from engine.rules.finders.fields import field_candidates
from engine.rules.layout import lay_out
from engine.rules.parts import with_parts
from engine.rules.questions import Question, question_of
from engine.rules.reading import Reading
from engine.rules.scoring import best_of, ranked
from engine.rules.structured.answers import DATA_ALONE, find_in_data, states_as_another
from engine.rules.structured.evidence import data_evidence
from engine.types import Document, Evidence, Extraction, ExtractionRequest, Prompt, ValueType

PROMPTS_KEPT = 1_000
"""Prompts whose questions an extractor remembers: those of many tools."""


@dataclass(frozen=True, slots=True)
class Considered:
    """An answer, and the candidates that it was chosen from with their probabilities."""

    value: Any = None
    evidence: Evidence | None = None
    candidates: Sequence[tuple[Candidate, float]] = ()


class RulesExtractor:
    """Finds values by their labels, in the languages that have a table of words.

    Deterministic, without a model and without network. What is not found is null.
    """

    def __init__(self, vocabulary: Vocabulary | None = None) -> None:
        self._vocabulary = vocabulary or default_vocabulary()
        # the same prompts come with document after document
        self._question_of = lru_cache(PROMPTS_KEPT)(
            partial(question_of, vocabulary=self._vocabulary)
        )

    def extract(self, document: Document, request: ExtractionRequest) -> Extraction:
        """Answer every prompt; never raises for what a document says."""
        questions, reading = self.read(document, request.prompts)
        values: dict[str, Any] = {}
        evidence: dict[str, Evidence] = {}
        for prompt, question in zip(request.prompts, questions, strict=True):
            found = self._considered(prompt, question, document, reading)
            values[question.key] = found.value
            if found.evidence is not None:
                evidence[question.key] = found.evidence
        return Extraction(values=values, evidence=evidence)

    def considered(self, document: Document, prompt: Prompt) -> Considered:
        """The answer to one prompt, with all that could have been it."""
        (question,), reading = self.read(document, [prompt])
        return self._considered(prompt, question, document, reading)

    def read(self, document: Document, prompts: Sequence[Prompt]) -> tuple[list[Question], Reading]:
        """What the prompts ask, and the first document of the file as it is read for them."""
        questions = [self._question_of(prompt) for prompt in prompts]
        read = document if _has_pages(document) else replace(document, pages=())
        first = with_parts(read, self._vocabulary).first
        return questions, Reading(lay_out(first), self._vocabulary, _literal_tree(questions))

    def _considered(
        self, prompt: Prompt, question: Question, document: Document, reading: Reading
    ) -> Considered:
        """What the data say; what they leave open, the page may."""
        if question.members:
            return self._together(question, document, reading)
        data = document.data
        stated = find_in_data(prompt, question, data, self._vocabulary) if data else None
        candidates = ranked(candidates_of(question, reading)) if _has_pages(document) else ()
        if data is not None and stated is not None:
            if stated.value is None:
                return Considered(candidates=candidates)
            return Considered(stated.value, data_evidence(stated, data, candidates), candidates)
        best = best_of(candidates)
        if best is None or (data is not None and states_as_another(data, question, best[0].value)):
            return Considered(candidates=candidates)
        found, confidence = best
        return Considered(found.value, found.evidence(confidence), candidates)

    def _together(self, question: Question, document: Document, reading: Reading) -> Considered:
        """The answers to the members of an object; it is as sure as its least sure member."""
        values = {}
        evidence = []
        for member in question.members:
            prompt = Prompt(member.key, member.key.replace("_", " "), member.value_type)
            found = self._considered(prompt, member, document, reading)
            values[member.key] = found.value
            if found.evidence is not None:
                evidence.append(found.evidence)
        if not evidence:
            return Considered()
        known = [each.confidence for each in evidence if each.confidence is not None]
        return Considered(values, replace(evidence[0], confidence=min(known, default=None)))


def _has_pages(document: Document) -> bool:
    """Whether people can read the document, too; of data alone nothing else than the data tell."""
    return document.data is None or document.mime_type not in DATA_ALONE


def _literal_tree(questions: list[Question]) -> PhraseTree:
    tree = PhraseTree()
    for question in questions:
        for each in (question, *question.members):
            for rank, label in enumerate(each.labels):
                tree.add(label.words, each.literal, rank)
    return tree


def candidates_of(question: Question, reading: Reading) -> Iterator[Candidate]:
    """All that can be the answer, in the type that the prompt enforces."""
    is_check = question.value_type is ValueType.BOOLEAN
    found = check_candidates if is_check else field_candidates
    for candidate in found(question, reading):
        value = shaped(candidate.value, question.value_type, reading)
        if value is not None:
            yield replace(candidate, value=value)


def shaped(value: object, value_type: ValueType, reading: Reading) -> object:
    """A found value in the type that the prompt enforces, None where it does not fit."""
    match value_type:
        case ValueType.TEXT | ValueType.EMAIL | ValueType.DATE:
            return _as_text(value)
        case ValueType.NUMBER:
            if isinstance(value, str):
                return reading.number(value)
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
