"""A key that is written and used at the same moment."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from api_keys.models import APIKey
from deployments.models import APIDeployment
from executions.models import Execution
from organizations.models import AuditEvent
from tests.factories import (
    APIDeploymentFactory,
    APIKeyFactory,
    ExecutionFactory,
    PlatformKeyFactory,
)
from tests.fixtures import bearing
from tests.races import ROUNDS, at_once

from .conftest import SECRET

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("database_file")]


@pytest.fixture(autouse=True)
def _no_queue(monkeypatch):
    monkeypatch.setattr("executions.queue.current_app.send_task", lambda name, args: None)


@pytest.fixture
def secrets(organization) -> list[str]:
    return [PlatformKeyFactory(organization=organization).secret for _ in range(2)]


@pytest.fixture
def deployment(organization) -> APIDeployment:
    return APIDeploymentFactory(organization=organization)


@pytest.fixture
def key(deployment) -> APIKey:
    return APIKeyFactory(api=deployment, secret=SECRET)


@pytest.fixture
def key_url(prefix, key) -> str:
    return f"{prefix}/api/keys/{key.pk}/"


@pytest.fixture
def endpoint(deployment) -> str:
    return f"/{deployment.api_endpoint}"


def submit(endpoint, secret=SECRET):
    return bearing(secret).post(
        endpoint,
        {"files": SimpleUploadedFile("note.txt", b"Invoice number: 7")},
        format="multipart",
    )


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_a_rotation_meets_a_use(key_url, endpoint, secrets, round_):
    rotated, used, _ = at_once(
        lambda: bearing(secrets[0]).post(f"{key_url}rotate/"),
        lambda: submit(endpoint),
        lambda: submit(endpoint),
    )
    assert rotated.status_code == 200, rotated.content
    # in time, or too late
    assert used.status_code in {200, 401}, used.content
    assert bearing(SECRET).get(endpoint).status_code == 401
    assert bearing(rotated.json()["api_key"]).get(endpoint).status_code == 400
    # no count is lost to the rotation
    assert APIKey.objects.get().execution_count == Execution.objects.count()


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_two_rotations(key_url, endpoint, secrets, round_):
    rotated = at_once(
        *(
            lambda secret=secret: bearing(secret).post(f"{key_url}rotate/", {"grace_seconds": 60})
            for secret in secrets
        )
    )
    assert [response.status_code for response in rotated] == [200, 200]
    last = APIKey.objects.get().secret
    shown = {response.json()["api_key"] for response in rotated}
    assert last in shown
    # the loser's secret lives on as the former one, the first of all is gone
    assert {bearing(secret).get(endpoint).status_code for secret in shown} == {400}
    assert bearing(SECRET).get(endpoint).status_code == 401
    assert AuditEvent.objects.filter(action="rotated").count() == 2


@pytest.mark.parametrize("method", ["put", "post", "delete"])
@pytest.mark.parametrize("round_", range(ROUNDS))
def test_a_deletion_meets_another_write(key_url, secrets, method, round_):
    path = f"{key_url}rotate/" if method == "post" else key_url
    deleted, other = at_once(
        lambda: bearing(secrets[0]).delete(key_url),
        lambda: getattr(bearing(secrets[1]), method)(path, {"is_active": False}),
    )
    statuses = {deleted.status_code, other.status_code}
    assert 204 in statuses
    assert statuses <= {200, 204, 404}, (deleted.content, other.content)
    assert not APIKey.objects.exists()
    assert AuditEvent.objects.filter(action="deleted").count() == 1


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_the_deletion_of_a_key_meets_its_use(key_url, endpoint, secrets, round_, key):
    deleted, used, _ = at_once(
        lambda: bearing(secrets[0]).delete(key_url),
        lambda: submit(endpoint),
        lambda: submit(endpoint),
    )
    assert deleted.status_code == 204, deleted.content
    assert used.status_code in {200, 401}, used.content
    assert not Execution.objects.filter(api_key__isnull=False).exists()
    assert submit(endpoint).status_code == 401


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_the_deletion_of_a_deployment_meets_its_use(
    prefix, deployment, endpoint, key, secrets, round_
):
    url = f"{prefix}/api/deployment/{deployment.pk}/"
    deleted, *used = at_once(
        lambda: bearing(secrets[0]).delete(url),
        *[lambda: submit(endpoint)] * 3,
    )
    assert deleted.status_code == 204, deleted.content
    assert {response.status_code for response in used} <= {200, 401, 404}, [
        response.content for response in used
    ]
    assert not APIDeployment.objects.exists()
    assert Execution.objects.count() == [response.status_code for response in used].count(200)
    # what was accepted is kept for the admins
    for execution in Execution.objects.all():
        assert execution.deployment_id is None
        assert execution.files.count() == 1


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_many_uses_at_once_are_all_counted(endpoint, key, round_):
    used = at_once(*[lambda: submit(endpoint)] * 4)
    assert [response.status_code for response in used] == [200] * 4
    assert APIKey.objects.get().execution_count == 4
    assert APIDeployment.objects.get().run_count == 4


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_refusals_at_once_are_recorded_once(endpoint, key, round_):
    APIKey.objects.update(is_active=False)
    refused = at_once(*[lambda: submit(endpoint)] * 4)
    assert [response.status_code for response in refused] == [401] * 4
    assert AuditEvent.objects.filter(action="refused").count() == 1


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_the_deletions_of_a_key_and_of_its_deployment(
    prefix, deployment, key, key_url, secrets, round_
):
    for _ in range(3):
        ExecutionFactory(deployment=deployment, api_key=key)
    of_key, of_deployment = at_once(
        lambda: bearing(secrets[0]).delete(key_url),
        lambda: bearing(secrets[1]).delete(f"{prefix}/api/deployment/{deployment.pk}/"),
    )
    assert of_key.status_code in {204, 404}, of_key.content
    assert of_deployment.status_code == 204, of_deployment.content
    assert not APIKey.objects.exists()
    assert Execution.objects.filter(api_key=None, deployment=None).count() == 3


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_a_deployment_is_deleted_while_an_organizations_key_is_to_run_it(
    prefix, organization, deployment, secrets, round_
):
    kept = APIDeploymentFactory(organization=organization)
    wide = APIKeyFactory(api=None, organization=organization)
    wide.api_deployments.add(kept)
    deleted, changed = at_once(
        lambda: bearing(secrets[0]).delete(f"{prefix}/api/deployment/{deployment.pk}/"),
        lambda: bearing(secrets[1]).patch(
            f"{prefix}/global-api-deployment/keys/{wide.pk}/",
            {"api_deployments": [str(deployment.pk), str(kept.pk)]},
        ),
    )
    assert deleted.status_code == 204, deleted.content
    assert changed.status_code in {200, 400, 409}, changed.content
    assert list(wide.api_deployments.all()) == [kept]
