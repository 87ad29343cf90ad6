"""Two writes of one resource's sharing at the same moment."""

import pytest

from organizations.models import AuditEvent, Membership
from organizations.people.services import remove_member
from tests.factories import APIDeploymentFactory, PlatformKeyFactory, UserFactory
from tests.fixtures import bearing
from tests.races import ROUNDS, at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("database_file")]


@pytest.fixture
def secrets(organization) -> list[str]:
    return [PlatformKeyFactory(organization=organization).secret for _ in range(2)]


@pytest.fixture
def deployment(organization, owner):
    return APIDeploymentFactory(organization=organization, owner=owner)


@pytest.fixture
def detail(prefix, deployment) -> str:
    return f"{prefix}/api/deployment/{deployment.pk}/"


def statuses(responses) -> list[int]:
    return sorted(response.status_code for response in responses)


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_the_last_two_owners_are_removed(organization, deployment, detail, owner, secrets, round_):
    other = UserFactory(memberships=organization)
    deployment.members.create(user=other, role="owner")
    removed = at_once(
        *(
            lambda secret=secret, user=user: bearing(secret).delete(f"{detail}owners/{user.pk}/")
            for secret, user in zip(secrets, (owner, other), strict=True)
        )
    )
    assert statuses(removed) == [204, 400]
    assert deployment.members.filter(role="owner").count() == 1
    assert AuditEvent.objects.filter(action="owner_removed").count() == 1


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_one_owner_is_removed_twice(organization, deployment, detail, owner, secrets, round_):
    other = UserFactory(memberships=organization)
    deployment.members.create(user=other, role="owner")
    removed = at_once(
        *(
            lambda secret=secret: bearing(secret).delete(f"{detail}owners/{other.pk}/")
            for secret in secrets
        )
    )
    assert statuses(removed) == [204, 400]
    assert deployment.members.get().user == owner


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_one_owner_is_added_twice(deployment, detail, viewer, secrets, round_):
    added = at_once(
        *(
            lambda secret=secret: bearing(secret).post(f"{detail}owners/", {"user_id": viewer.pk})
            for secret in secrets
        )
    )
    assert statuses(added) == [200, 400]
    assert deployment.members.filter(user=viewer, role="owner").count() == 1


@pytest.mark.parametrize(
    ("path", "body"), [("share/", "shared_users"), ("owners/", "user_id")], ids=["share", "owners"]
)
@pytest.mark.parametrize("round_", range(ROUNDS))
def test_a_member_is_removed_while_something_is_shared(
    organization, deployment, detail, admin, viewer, secrets, path, body, round_
):
    sent = {body: [viewer.pk] if body == "shared_users" else viewer.pk}

    def remove() -> None:
        remove_member(organization=organization, user=viewer, by=admin)

    _, shared = at_once(remove, lambda: bearing(secrets[0]).post(f"{detail}{path}", sent))
    # shared in time and taken away again, or refused
    assert shared.status_code in {200, 400}, shared.content
    assert not Membership.objects.filter(user=viewer).exists()
    assert not deployment.members.filter(user=viewer).exists()


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_two_replacements_of_the_viewers(
    organization, deployment, detail, viewer, member, secrets, round_
):
    shared = at_once(
        *(
            lambda secret=secret, user=user: bearing(secret).post(
                f"{detail}share/", {"shared_users": [user.pk]}
            )
            for secret, user in zip(secrets, (viewer, member), strict=True)
        )
    )
    assert statuses(shared) == [200, 200]
    # the later one replaced the earlier
    assert deployment.members.filter(role="viewer").count() == 1


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_a_deletion_meets_sharing(deployment, detail, viewer, secrets, round_):
    deleted, shared = at_once(
        lambda: bearing(secrets[0]).delete(detail),
        lambda: bearing(secrets[1]).post(f"{detail}share/", {"shared_users": [viewer.pk]}),
    )
    assert deleted.status_code == 204, deleted.content
    assert shared.status_code in {200, 404}, shared.content
