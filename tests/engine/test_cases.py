"""The engine on documents of kinds that go wrong elsewhere (``cases/``).

The shares are what was reached: they may rise, and must not fall.
"""

from collections import Counter
from functools import cache

import pytest

from engine.comparison import Verdict
from tests.engine.evaluation import Outcome, cases, evaluated, outcomes_of

LEAST_RIGHT = 0.87
MOST_WRONG = 0.01
LEAST_SURE = 0.9
LEAST_RIGHT_OF_SURE = 0.97


@cache
def outcomes() -> list[Outcome]:
    return evaluated()


@pytest.mark.parametrize(
    "case", [case for case in cases() if case.kind == "control"], ids=lambda case: case.name
)
def test_what_was_read_right_stays_right(case):
    assert [outcome for outcome in outcomes_of(case) if outcome.verdict is not Verdict.RIGHT] == []


def test_values_are_right_and_hardly_ever_wrong():
    verdicts = Counter(outcome.verdict for outcome in outcomes())
    assert verdicts[Verdict.RIGHT] >= LEAST_RIGHT * verdicts.total()
    assert verdicts[Verdict.WRONG] <= MOST_WRONG * verdicts.total()


def test_confidence_means_what_it_says():
    sure = [each for each in outcomes() if each.confidence and each.confidence >= LEAST_SURE]
    right = sum(outcome.verdict is Verdict.RIGHT for outcome in sure)
    assert len(sure) > 300
    assert right >= LEAST_RIGHT_OF_SURE * len(sure)
