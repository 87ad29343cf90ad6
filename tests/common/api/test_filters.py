from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.http import QueryDict

from common.api.filters import MomentFilter

EAST = timezone(timedelta(hours=5, minutes=30))


def moment(query: str) -> datetime | None:
    """What the filter reads of a query string, which decodes a plain plus sign to a space."""
    field = MomentFilter().field
    cleaned: datetime | None = field.clean(QueryDict(query)["at"])
    return cleaned


@pytest.mark.parametrize("plus", ["+", "%2B"])
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-05-04T12:00:00{}00:00", datetime(2026, 5, 4, 12, tzinfo=UTC)),
        ("2026-05-04T12:00:00.123456{}00:00", datetime(2026, 5, 4, 12, 0, 0, 123456, UTC)),
        ("2026-05-04T12:00{}05:30", datetime(2026, 5, 4, 12, tzinfo=EAST)),
        ("2026-05-04T12:00:00{}0530", datetime(2026, 5, 4, 12, tzinfo=EAST)),
        ("2026-05-04%2012:00:00{}05:30", datetime(2026, 5, 4, 12, tzinfo=EAST)),
    ],
)
def test_an_offset_may_come_with_a_plain_plus(plus, text, expected):
    assert moment("at=" + text.format(plus)) == expected


def test_a_space_between_date_and_time_stays_one():
    assert moment("at=2026-05-04%2012:30Z") == datetime(2026, 5, 4, 12, 30, tzinfo=UTC)
    assert moment("at=2026-05-04+12:30Z") == datetime(2026, 5, 4, 12, 30, tzinfo=UTC)
    assert moment("at=2026-05-04%2012:30") == datetime(2026, 5, 4, 12, 30, tzinfo=UTC)
