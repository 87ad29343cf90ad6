import pytest

from tests.linear import Found, fault_of, patterns_in

ROOMS_THAT_READ_TEXTS_OF_CALLERS = ("common", "connections", "executions", "prompt_studio")


@pytest.mark.parametrize(
    "found",
    [found for room in ROOMS_THAT_READ_TEXTS_OF_CALLERS for found in patterns_in(room)],
    ids=lambda found: found.place,
)
def test_a_pattern_takes_time_that_grows_with_the_text(found: Found) -> None:
    assert fault_of(found) is None
