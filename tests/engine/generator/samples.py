"""Questions with their candidates, each known to be right or not: what weights are fitted to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from random import Random
from typing import Any

from engine.comparison import Verdict, compare
from engine.documents.reading import read_document
from engine.rules.candidates import Facts
from engine.rules.extractor import RulesExtractor, candidates_of
from engine.rules.scoring import merged, weights
from engine.types import Document, EngineError, Limits, Prompt
from tests.engine.evaluation import cases
from tests.engine.generator.documents import generated
from tests.engine.generator.formats import FORMATS, read_as
from tests.engine.rules_evaluation import as_pdf, as_text, document_of, examples

WEIGHT_OF_GENERATED = 0.3
"""Generated documents are many and alike: each counts less than one that somebody wrote."""


@dataclass(frozen=True)
class Sample:
    """One question: the facts of each candidate, which of them are right, and its group.

    A group is a kind of trouble or a layout family; it is judged by weights that have not seen it.
    ``weight`` is how much the sample counts beside others.
    """

    group: str
    facts: tuple[Facts, ...]
    right: tuple[bool, ...]
    weight: float = 1.0


@cache
def _extractor() -> RulesExtractor:
    return RulesExtractor()


def of_document(
    group: str,
    document: Document,
    prompts: Iterable[Prompt],
    expected: Mapping[str, Any],
    *,
    names: Iterable[str] = (),
    accepted: Mapping[str, list[Any]] | None = None,
) -> Iterator[Sample]:
    questions, reading = _extractor().read(document, tuple(prompts))
    for question in questions:
        if question.key not in expected:
            continue
        found = merged(candidates_of(question, reading), weights())
        wanted = expected[question.key]
        right = tuple(
            wanted is not None
            and compare(
                candidate.value,
                wanted,
                question.value_type,
                accepted=(accepted or {}).get(question.key, ()),
                is_name=question.key in names,
            )
            is Verdict.RIGHT
            for candidate in found
        )
        yield Sample(group, tuple(candidate.facts for candidate in found), right)


def of_cases() -> Iterator[Sample]:
    for case in cases():
        try:
            document = read_document(case.path, case.file_name, Limits())
        except EngineError:
            continue
        if document.data is not None:
            # data answer for themselves, and are no matter of weights
            continue
        yield from of_document(
            case.kind,
            document,
            case.prompts,
            case.expected,
            names=case.names,
            accepted=case.accepted,
        )


def of_layouts() -> Iterator[Sample]:
    for example in examples():
        expected = {prompt.key: example.expected.get(prompt.key) for prompt in example.prompts}
        for suffix, data in ((".pdf", as_pdf(example)), (".txt", as_text(example))):
            document = document_of(data, suffix)
            yield from of_document(example.name[:2], document, example.prompts, expected)


def of_generator(count: int, seed: int = 0) -> Iterator[Sample]:
    random = Random(seed)  # noqa: S311 - documents are drawn, no secrets
    for number in range(count):
        made = generated(seed * count + number)
        document = read_as(made, random.choice(list(FORMATS)))
        for sample in of_document(
            made.family, document, made.prompts, made.expected, names=made.names
        ):
            yield replace(sample, weight=WEIGHT_OF_GENERATED)
