import re

import pytest

from tests.linear import Found, fault_of, patterns_in


@pytest.mark.parametrize("found", patterns_in("engine"), ids=lambda found: found.place)
def test_a_pattern_takes_time_that_grows_with_the_text(found: Found) -> None:
    assert fault_of(found) is None


@pytest.mark.parametrize("pattern", [r"\s+$", r"(\w+,)*x", r"a.*b.*c", r"\d+\s*%"])
def test_a_pattern_that_starts_over_at_each_place_is_found(pattern: str) -> None:
    assert fault_of(Found("", re.compile(pattern))) is not None
