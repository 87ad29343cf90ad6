"""The generator of labelled documents, and the fit of the weights of evidence to them."""

from collections import Counter

import pytest

from engine.comparison import Verdict, compare
from engine.rules.extractor import RulesExtractor
from engine.rules.scoring import weights
from engine.types import ExtractionRequest
from tests.engine.generator.documents import FAMILIES, TRAPS, generated
from tests.engine.generator.fit import fitted, flat, prior, shares
from tests.engine.generator.formats import FORMATS, read_as
from tests.engine.generator.samples import Sample

FIRST_SEED = 5_000_000
"""Far from the seeds that weights are fitted to."""


def test_document_is_drawn_from_its_seed_alone() -> None:
    one, other = generated(7), generated(7)
    assert (one.lines, one.expected) == (other.lines, other.expected)
    assert generated(8).lines != one.lines


def test_generator_draws_every_layout_and_trap() -> None:
    made = [generated(seed) for seed in range(200)]
    assert {document.family for document in made} == set(FAMILIES)
    assert {trap for document in made for trap in document.traps} == set(TRAPS)


@pytest.mark.parametrize("suffix", FORMATS)
def test_generated_documents_are_read_right_in_every_format(suffix: str) -> None:
    verdicts: Counter[Verdict] = Counter()
    for seed in range(FIRST_SEED, FIRST_SEED + 25):
        made = generated(seed)
        request = ExtractionRequest(tuple(made.prompts))
        values = RulesExtractor().extract(read_as(made, suffix), request).values
        for prompt in made.prompts:
            is_name = prompt.key in made.names
            expected = made.expected[prompt.key]
            verdict = compare(values[prompt.key], expected, prompt.value_type, is_name=is_name)
            verdicts[verdict] += 1
    assert verdicts[Verdict.RIGHT] >= 0.97 * verdicts.total()
    assert verdicts[Verdict.WRONG] <= 0.015 * verdicts.total()


def test_every_weight_is_fitted_from_one_set_by_reason() -> None:
    assert weights().keys() == flat(prior()).keys()


def test_fit_makes_what_is_right_likelier() -> None:
    start = {"good": 0.0, "bad": 0.0}
    sample = Sample("kind", ({"good": 1.0}, {"bad": 1.0}), (True, False))
    after = fitted([sample] * 200, start)
    assert shares(sample, after)[0] > 0.8
    assert after["good"] > 0.0 > after["bad"]


def test_fit_leaves_a_rare_fact_as_it_was() -> None:
    sample = Sample("kind", ({"good": 1.0},), (True,))
    assert fitted([sample], {"good": 0.5}) == {"good": 0.5}
