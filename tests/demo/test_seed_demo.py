"""The organizations that demos and checks use; what the command prints is read by programs."""

import json

import pytest
from django.core.management import call_command
from django.test import Client

from api_keys.models import APIKey
from deployments.models import APIDeployment
from organizations.models import Organization, PlatformKey, User
from tests.fixtures import bearing
from workflows.models import Workflow

pytestmark = pytest.mark.django_db


@pytest.fixture
def seeded(capsys):
    def seed() -> dict:
        call_command("seed_demo", "--json", "--base-url", "http://demo.example/")
        made: dict = json.loads(capsys.readouterr().out)
        return made

    return seed


def rows() -> list[int]:
    models = (Organization, User, PlatformKey, Workflow, APIDeployment, APIKey)
    return [model.objects.count() for model in models]


def test_every_member_that_programs_read_is_there(seeded):
    made = seeded()
    assert made["base_url"] == "http://demo.example"
    assert [one["organization_id"] for one in made["organizations"]] == ["org_acme", "org_globex"]
    for organization in made["organizations"]:
        assert set(organization) == {
            "organization_id",
            "users",
            "platform_keys",
            "tool_id",
            "prompt_registry_id",
            "workflow_id",
            "spare_workflow_id",
            "unconfigured_workflow_id",
            "pipeline_id",
            "deployment",
        }
        assert set(organization["users"]) == {
            "admin",
            "owner",
            "co_owner",
            "viewer",
            "grouped",
            "member",
        }
        assert set(organization["users"]["admin"]) == {"id", "email", "password"}
        assert set(organization["platform_keys"]) == {"read", "read_write", "full_access"}
        assert set(organization["deployment"]) == {"id", "api_name", "api_endpoint", "api_key"}


def test_what_it_prints_works(seeded):
    for organization in seeded()["organizations"]:
        prefix = f"/api/v1/unstract/{organization['organization_id']}"
        for secret in organization["platform_keys"].values():
            api = bearing(secret)
            for path in (
                f"prompt-studio/{organization['tool_id']}/",
                f"workflow/{organization['unconfigured_workflow_id']}/",
                f"pipeline/{organization['pipeline_id']}/",
                f"api/deployment/{organization['deployment']['id']}/",
            ):
                assert api.get(f"{prefix}/{path}").status_code == 200
        deployment = organization["deployment"]
        # the key opens it; 400 asks for the execution's id
        opened = bearing(deployment["api_key"]).get(f"/{deployment['api_endpoint']}")
        assert opened.status_code == 400
        for user in organization["users"].values():
            assert User.objects.get(email=user["email"]).check_password(user["password"])


@pytest.mark.parametrize(
    ("part", "status"),
    [("admin", 200), ("owner", 200), ("co_owner", 200), ("viewer", 200), ("grouped", 200),
     ("member", 404)],
)  # fmt: skip
def test_each_person_has_their_part(seeded, part, status):
    acme = seeded()["organizations"][0]
    client = Client()
    client.force_login(User.objects.get(email=acme["users"][part]["email"]))
    prefix = "/api/v1/unstract/org_acme"
    for path in (
        f"api/deployment/{acme['deployment']['id']}/",
        f"workflow/{acme['workflow_id']}/",
        f"prompt-studio/{acme['tool_id']}/",
    ):
        assert client.get(f"{prefix}/{path}").status_code == status


def test_the_first_admin_alone_opens_the_admin_pages(seeded):
    seeded()
    superusers = User.objects.filter(is_staff=True, is_superuser=True)
    assert [user.email for user in superusers] == ["admin@acme.example.com"]
    assert User.objects.filter(is_staff=True).count() == 1


def test_a_second_time_makes_nothing_twice_and_changes_the_secrets(seeded):
    first, before = seeded(), rows()
    second = seeded()
    assert rows() == before
    for old, new in zip(first["organizations"], second["organizations"], strict=True):
        assert old["deployment"] == new["deployment"]
        assert not set(old["platform_keys"].values()) & set(new["platform_keys"].values())
        assert (
            bearing(old["platform_keys"]["read"]).get("/api/v1/unstract/whoami/").status_code == 401
        )
        assert old["users"]["owner"]["id"] == new["users"]["owner"]["id"]
        assert old["users"]["owner"]["password"] != new["users"]["owner"]["password"]


def test_a_deployment_without_a_working_key_gets_one(seeded):
    seeded()
    APIKey.objects.update(is_active=False)
    acme = seeded()["organizations"][0]
    endpoint = f"/{acme['deployment']['api_endpoint']}"
    assert bearing(acme["deployment"]["api_key"]).get(endpoint).status_code == 400


def test_people_read_a_table(capsys):
    call_command("seed_demo")
    told = capsys.readouterr().out
    assert "org_acme" in told
    assert "platform key, full_access" in told
