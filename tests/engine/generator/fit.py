"""Fits the weights of evidence: ``python -m tests.engine.generator.fit``.

The model is a conditional logit (``engine/rules/scoring.py``). Its weights maximize the probability
of what is right, of no answer where nothing is, on generated documents, on ``layouts/`` and on
``cases/``; they are held near ``prior.toml``, where each is set by reason. A fact that hardly
occurs keeps its prior.
"""

from __future__ import annotations

import argparse
import math
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from engine.rules.scoring import LEAST_CONFIDENCE
from tests.engine.generator.samples import Sample, of_cases, of_generator, of_layouts

PRIOR = Path(__file__).with_name("prior.toml")
FITTED = Path("engine/rules/weights.toml")
DOCUMENTS = 400
FRESH = 100
ROUNDS = 120
STEP = 0.4
NEARNESS = 12.0
"""How many samples' worth of evidence it takes to move a weight by one from its prior."""
RARE = 15
FOLDS = 5

Weights = Mapping[str, float]


def prior() -> dict[str, dict[str, float]]:
    """The weights set by reason, in their groups."""
    return tomllib.loads(PRIOR.read_text(encoding="utf-8"))


def flat(groups: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    return {name: value for group in groups.values() for name, value in group.items()}


def shares(sample: Sample, weights: Weights) -> list[float]:
    """The probability of each candidate."""
    scores = [sum(weights[name] * x for name, x in facts.items()) for facts in sample.facts]
    top = max([0.0, *scores])
    powers = [math.exp(score - top) for score in scores]
    whole = sum(powers) + math.exp(-top)
    return [power / whole for power in powers]


def fitted(samples: Sequence[Sample], start: Weights) -> dict[str, float]:
    """The weights that make what is right the likeliest, by steps that shrink (AdaGrad)."""
    seen = Counter(
        name for each in samples for facts in each.facts for name, x in facts.items() if x
    )
    free = {name for name in start if seen[name] >= RARE}
    weights = dict(start)
    squares = dict.fromkeys(weights, 1e-6)
    for _ in range(ROUNDS):
        slope = {name: NEARNESS * (start[name] - weights[name]) for name in free}
        for sample in samples:
            for name, value in _slope(sample, weights):
                if name in free:
                    slope[name] += sample.weight * value
        for name, value in slope.items():
            squares[name] += value * value
            weights[name] += STEP * value / math.sqrt(squares[name])
    return weights


def _slope(sample: Sample, weights: Weights) -> Iterator[tuple[str, float]]:
    probable = shares(sample, weights)
    right = sum(p for p, is_right in zip(probable, sample.right, strict=True) if is_right)
    for facts, p, is_right in zip(sample.facts, probable, sample.right, strict=True):
        pull = (p / right if is_right and right else 0.0) - p
        if abs(pull) > 1e-4:
            for name, x in facts.items():
                if x:
                    yield name, pull * x


def judged(samples: Sequence[Sample], weights: Weights) -> list[tuple[float, bool]]:
    """The answers that are given, each with its confidence and whether it is right."""
    answers = []
    for sample in samples:
        probable = shares(sample, weights)
        if probable and max(probable) >= LEAST_CONFIDENCE:
            best = probable.index(max(probable))
            answers.append((probable[best], sample.right[best]))
    return answers


def cross_validated(
    real: Sequence[Sample], made: Sequence[Sample], start: Weights
) -> list[tuple[float, bool]]:
    """Answers about real documents by weights that saw no sample of the same kind or family."""
    answers = []
    groups = sorted({sample.group for sample in real})
    for fold in range(FOLDS):
        held = set(groups[fold::FOLDS])
        others = [sample for sample in real if sample.group not in held]
        weights = fitted([*others, *made], start)
        answers += judged([sample for sample in real if sample.group in held], weights)
    return answers


def calibration(answers: Sequence[tuple[float, bool]], title: str) -> Table:
    table = Table("confidence", "given", "right", "right %", title=title)
    for low, high in ((0.5, 0.6), (0.6, 0.7), (0.7, 0.8), (0.8, 0.9), (0.9, 0.97), (0.97, 1.01)):
        rights = [is_right for confidence, is_right in answers if low <= confidence < high]
        if rights:
            share = sum(rights) / len(rights)
            row = (f"{low} to {min(high, 1.0)}", len(rights), sum(rights), f"{share:.1%}")
            table.add_row(*map(str, row))
    return table


def written(groups: Mapping[str, Mapping[str, float]], weights: Weights) -> str:
    lines = [
        "# What each fact about a candidate adds to its score; no answer has the score 0.",
        "# Written by `make fit` from tests/engine/generator/prior.toml: change that instead.",
    ]
    for group, names in groups.items():
        lines += ["", f"[{group}]", *(f'"{name}" = {weights[name]:.2f}' for name in names)]
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=DOCUMENTS)
    parser.add_argument("--dry-run", action="store_true", help="print, and write nothing")
    arguments = parser.parse_args()
    console = Console()
    groups = prior()
    start = flat(groups)
    made = list(of_generator(arguments.documents))
    real = [*of_cases(), *of_layouts()]
    console.print(f"{len(made)} questions about generated documents, {len(real)} about others")
    console.print(calibration(cross_validated(real, made, start), "cross-validated by kind"))
    weights = fitted([*real, *made], start)
    console.print(
        calibration(judged(of_fresh := list(of_generator(100, seed=1)), weights), "fresh")
    )
    console.print(f"of {len(of_fresh)} fresh questions")
    if not arguments.dry_run:
        FITTED.write_text(written(groups, weights), encoding="utf-8")


if __name__ == "__main__":
    main()
