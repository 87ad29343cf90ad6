"""The engine on documents of kinds that go wrong elsewhere (``cases/``)."""

import pytest

from engine.comparison import Verdict
from tests.engine.evaluation import cases, outcomes_of


@pytest.mark.parametrize(
    "case", [case for case in cases() if case.kind == "control"], ids=lambda case: case.name
)
def test_what_was_read_right_stays_right(case):
    assert [outcome for outcome in outcomes_of(case) if outcome.verdict is not Verdict.RIGHT] == []
