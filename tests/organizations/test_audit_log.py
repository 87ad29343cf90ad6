"""The route of the audit log: who reads it, how it is narrowed, what it costs."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from organizations.audit.services import Action, record
from organizations.models import AuditEvent
from tests.factories import OrganizationFactory, PlatformKeyFactory
from tests.fixtures import bearing, signed_in

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)


@pytest.fixture
def url(prefix) -> str:
    return f"{prefix}/audit-log/"


def event(organization, user, *, minute: int = 0, **fields) -> AuditEvent:
    made: AuditEvent = AuditEvent.objects.create(
        **{
            "organization": organization,
            "actor_id": user and user.pk,
            "actor_email": user.email if user else "",
            "action": "changed",
            "object_type": "api_key",
            "object_id": "1",
            "object_title": "first",
            "created_at": NOW + timedelta(minutes=minute),
            **fields,
        }
    )
    return made


def ids(response) -> list[int]:
    assert response.status_code == 200, response.content
    return [row["id"] for row in response.json()["results"]]


def test_a_row_tells_who_did_what_when(url, organization, admin):
    key = PlatformKeyFactory(organization=organization, name="ci")
    record(
        organization_id=organization.pk,
        user=key.service_account,
        action=Action.CHANGED,
        on=admin,
        changes={"role": {"from": "user", "to": "admin"}},
    )
    body = signed_in(admin).get(url).json()
    (row,) = body["results"]
    made = AuditEvent.objects.get()
    assert row == {
        "id": made.pk,
        "created_at": made.created_at.isoformat().replace("+00:00", "Z"),
        "actor": key.service_account_id,
        "actor_email": key.service_account.email,
        "platform_key": str(key.pk),
        "platform_key_name": "ci",
        "action": "changed",
        "object_type": "user",
        "object_id": str(admin.pk),
        "object_title": admin.email,
        "changes": {"role": {"from": "user", "to": "admin"}},
    }


@pytest.mark.parametrize("tier", ["read", "read_write", "full_access"])
def test_platform_keys_may_export_it(url, organization, tier):
    client = bearing(PlatformKeyFactory(organization=organization, permission=tier).secret)
    assert client.get(url).status_code == 200


def test_other_organizations_are_not_in_it(url, organization, admin):
    mine = event(organization, admin)
    event(OrganizationFactory(), admin)
    assert ids(signed_in(admin).get(url)) == [mine.pk]


def test_pages_are_newest_first_without_repeating_a_row(url, organization, admin):
    made = [event(organization, admin, minute=minute).pk for minute in (0, 1, 1, 1, 2)]
    seen = []
    address = f"{url}?page_size=2"
    while address:
        body = signed_in(admin).get(address).json()
        assert body["count"] == 5
        seen += [row["id"] for row in body["results"]]
        address = body["next"]
    assert seen == sorted(made, reverse=True)


def test_filters(url, organization, admin, member):
    first = event(organization, admin, minute=0)
    second = event(organization, member, minute=1, action="deleted", object_id="2")
    third = event(organization, None, minute=2, object_type="api_deployment")
    client = signed_in(admin)
    minute = (NOW + timedelta(minutes=1)).isoformat()
    for query, expected in (
        ({"actor": admin.pk}, [first]),
        ({"actor": 10**30}, []),
        ({"action": "deleted"}, [second]),
        ({"object_type": "api_key"}, [second, first]),
        ({"object_type": "nonsense"}, []),
        ({"object_id": "2"}, [second]),
        ({"object_type": "api_deployment", "object_id": "1"}, [third]),
        ({"created_after": minute}, [third, second]),
        ({"created_before": minute}, [first]),
        ({"created_after": minute, "created_before": minute}, []),
        ({"actor": "", "nonsense": "1"}, [third, second, first]),
    ):
        assert ids(client.get(url, query)) == [row.pk for row in expected], query


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("actor", "x"),
        ("actor", "1.5"),
        ("actor", "1e400"),
        ("actor", "-1"),
        ("actor", "1_0"),
        ("actor", "\u0665"),
        ("actor", "9" * 400),
        ("actor", "1\x00"),
        ("action", "nonsense"),
        ("object_id", "\x00"),
        ("object_type", "a\x00"),
        ("created_after", "yesterday"),
        ("created_before", "2026-13-01"),
        # no time of any year in UTC
        ("created_after", "9999-12-31T23:59:59-23:00"),
        ("created_before", "0001-01-01T00:00:00+14:00"),
        ("page_size", "x"),
    ],
)
def test_malformed_values_are_refused(url, admin, name, value):
    response = signed_in(admin).get(url, {name: value})
    assert response.status_code == 400, response.content
    assert response.json()["errors"][0]["attr"] == name


@pytest.mark.parametrize("count", [10, 1000])
def test_it_costs_a_constant_number_of_queries(
    url, organization, admin, django_assert_num_queries, count
):
    AuditEvent.objects.bulk_create(
        AuditEvent(
            organization=organization,
            actor_id=admin.pk,
            action="changed",
            object_type="api_key",
            object_id=str(number),
        )
        for number in range(count)
    )
    client = signed_in(admin)
    # session, user, membership, count, rows
    with django_assert_num_queries(5):
        response = client.get(url, {"page_size": 1000})
    assert len(response.json()["results"]) == count


@pytest.mark.parametrize(
    ("filters", "index"),
    [
        ({}, "audit_newest"),
        ({"created_at__gte": NOW}, "audit_newest"),
        ({"actor_id": 1}, "audit_of_actor"),
        ({"action": "rotated"}, "audit_of_action"),
        ({"object_type": "group"}, "audit_of_type"),
        ({"object_id": "1"}, "audit_of_object"),
    ],
)
def test_every_filter_reads_an_index_in_order(organization, filters, index):
    """Of many events, few match: a planner that could would use no other index."""
    AuditEvent.objects.bulk_create(
        AuditEvent(
            organization=organization,
            created_at=NOW + timedelta(minutes=number),
            actor_id=number % 500,
            action="rotated" if number % 500 == 0 else "changed",
            object_type="group" if number % 500 == 0 else "api_key",
            object_id=str(number % 500),
        )
        for number in range(3000)
    )
    rows = AuditEvent.objects.filter(organization=organization, **filters)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        if connection.vendor == "postgresql":
            # the few rows would be sorted, where an index has them in order
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_sort = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")
        plan = rows.order_by("-created_at", "-pk").explain()
    assert index in plan
    assert "Sort" not in plan
    assert "TEMP B-TREE" not in plan


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nobody_writes_it(url, admin, method):
    assert getattr(signed_in(admin), method)(url, {}).status_code == 405
