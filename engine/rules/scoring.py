"""Which candidate answers: a model small enough to read weighs what speaks for each.

A candidate carries named facts, each from 0 to 1. The weights of the facts, in ``weights.toml``,
add up to its score; no answer at all has the score 0. The probability of a candidate is its share
of all that could be the answer (a conditional logit), so that a rival of equal score halves it.
That probability is the confidence that leaves the engine.
"""

from __future__ import annotations

import json
import math
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

from engine.rules.candidates import Candidate

LEAST_CONFIDENCE = 0.7
"""Below it the answer is null: there, half of the answers to kinds not fitted to were wrong."""
SAID_AGAIN = "said again"
_MAX_SCORE = 30.0
_WEIGHTS = Path(__file__).with_name("weights.toml")


@cache
def weights() -> Mapping[str, float]:
    """The fact's name → what it adds to a score."""
    table = tomllib.loads(_WEIGHTS.read_text(encoding="utf-8"))
    return {name: float(weight) for part in table.values() for name, weight in part.items()}


def score_of(facts: Mapping[str, float], known: Mapping[str, float]) -> float:
    """The sum of the facts' weights.

    Raises:
        KeyError: a fact has no weight.
    """
    total = sum(known[name] * value for name, value in facts.items())
    return max(-_MAX_SCORE, min(_MAX_SCORE, total))


def merged(candidates: Iterable[Candidate], known: Mapping[str, float]) -> list[Candidate]:
    """One candidate for each value, the best; that others in other rows agree is a fact more."""
    groups: dict[str, list[Candidate]] = {}
    for candidate in candidates:
        groups.setdefault(_identity(candidate.value), []).append(candidate)
    best = []
    for group in groups.values():
        first = max(group, key=lambda each: score_of(each.facts, known))
        if len({each.row.index for each in group}) > 1:
            first = first.with_facts({SAID_AGAIN: 1.0})
        best.append(first)
    return best


def probabilities(candidates: Sequence[Candidate], known: Mapping[str, float]) -> list[float]:
    """The probability of each candidate; what is left to 1 is that none is right."""
    scores = [score_of(candidate.facts, known) for candidate in candidates]
    top = max([0.0, *scores])
    shares = [math.exp(score - top) for score in scores]
    whole = sum(shares) + math.exp(-top)
    return [share / whole for share in shares]


def ranked(candidates: Iterable[Candidate]) -> list[tuple[Candidate, float]]:
    """The different candidates with their probabilities, the likeliest first."""
    known = weights()
    different = merged(candidates, known)
    return sorted(
        zip(different, probabilities(different, known), strict=True), key=lambda each: -each[1]
    )


def best_of(candidates: Sequence[tuple[Candidate, float]]) -> tuple[Candidate, float] | None:
    """The first of the ranked candidates, if it leads clearly."""
    if not candidates or candidates[0][1] < LEAST_CONFIDENCE:
        return None
    return candidates[0]


def _identity(value: object) -> str:
    """What makes two values the same: 48 is 48.0, and case does not count."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return repr(float(value))
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str).casefold()
