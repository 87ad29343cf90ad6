"""Two requests at the same moment, from two threads with a database connection each."""

import pytest

from tests.factories import (
    PlatformKeyFactory,
    RegistryEntryFactory,
    TagFactory,
    WorkflowFactory,
)
from tests.fixtures import bearing
from tests.races import ROUNDS, at_once
from workflows.models import Tag, ToolInstance, Workflow

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("database_file")]


@pytest.fixture
def secrets(organization) -> list[str]:
    return [PlatformKeyFactory(organization=organization).secret for _ in range(2)]


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_two_tools_for_one_workflow(prefix, organization, secrets, round_):
    workflow = WorkflowFactory(organization=organization, tool=False)
    entries = RegistryEntryFactory.create_batch(2, organization=organization)
    responses = at_once(
        *(
            lambda secret=secret, entry=entry: bearing(secret).post(
                f"{prefix}/tool_instance/",
                {"workflow_id": str(workflow.pk), "tool_id": str(entry.pk)},
            )
            for secret, entry in zip(secrets, entries, strict=True)
        )
    )
    assert {response.status_code for response in responses} == {201, 400}
    assert ToolInstance.objects.count() == 1


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_one_name_taken_twice(prefix, organization, secrets, round_):
    for path, body in (
        ("workflow/", {"workflow_name": "nightly"}),
        ("tags/", {"name": "urgent"}),
    ):
        responses = at_once(
            *(
                lambda secret=secret, path=path, body=body: bearing(secret).post(
                    f"{prefix}/{path}", body
                )
                for secret in secrets
            )
        )
        assert {response.status_code for response in responses} == {201, 400}
    assert Workflow.objects.get().endpoints.count() == 2
    assert Tag.objects.count() == 1


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_a_workflow_deleted_while_it_is_changed(prefix, organization, secrets, round_):
    workflow = WorkflowFactory(organization=organization, tool=False)
    endpoint = workflow.endpoints.first()
    deleted, changed, configured = at_once(
        lambda: bearing(secrets[0]).delete(f"{prefix}/workflow/{workflow.pk}/"),
        lambda: bearing(secrets[1]).patch(
            f"{prefix}/workflow/{workflow.pk}/", {"description": "x"}
        ),
        lambda: bearing(secrets[1]).patch(
            f"{prefix}/workflow/endpoint/{endpoint.pk}/", {"connection_type": "API"}
        ),
    )
    assert deleted.status_code == 204
    assert {changed.status_code, configured.status_code} <= {200, 404}
    assert not Workflow.objects.exists()


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_a_tag_deleted_while_it_is_changed(prefix, organization, secrets, round_):
    tag = TagFactory(organization=organization)
    url = f"{prefix}/tags/{tag.pk}/"
    deleted, changed = at_once(
        lambda: bearing(secrets[0]).delete(url),
        lambda: bearing(secrets[1]).patch(url, {"name": "other"}),
    )
    assert deleted.status_code == 204
    assert changed.status_code in {200, 404}
    assert not Tag.objects.exists()
