"""Dockerfile, docker-compose.yml, .env.example and package.json say what is so."""

import json
import re
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import CommandError, call_command

from config import processes, settings
from executions.heartbeats.models import Heartbeat
from executions.heartbeats.services import beat
from tests.e2e.service import ROOT

SECRETS = ("SECRET_KEY", "KEY_ENCRYPTION_KEYS", "KEY_DIGEST_PEPPER")
VARIABLE = re.compile(r"\$\{([A-Z_]+)")


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    composed: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    return composed


@pytest.fixture(scope="module")
def example() -> dict[str, str]:
    """The variables that .env.example names, with the defaults that it tells."""
    text = (ROOT / ".env.example").read_text()
    return dict(re.findall(r"^# ([A-Z_]+)=(\S*)", text, re.MULTILINE))


def composed_variables() -> set[str]:
    return set(VARIABLE.findall((ROOT / "docker-compose.yml").read_text()))


def test_the_example_names_every_variable_and_no_other(example):
    read = settings.env.names | processes.env.names
    assert set(example) == read | composed_variables()


def test_the_example_tells_the_defaults(example, run):
    program = (
        "from config import processes, settings\n"
        "del settings.UNFOLD\n"
        "settings.LOGGING = settings.LOGGING['root']\n"
        "for module in (settings, processes):\n"
        "    for name in filter(str.isupper, dir(module)):\n"
        "        print(name, '=', getattr(module, name))\n"
    )
    needed = dict.fromkeys(SECRETS, "NxN5BAU0zyJIqDZYhW8HPSDFmFx3mHFiM9KlPLX1kKw=")
    needed["DJANGO_SETTINGS_MODULE"] = "config.settings"
    told = {name: value for name, value in example.items() if name != "DATA_DIR"}
    unset = run("-c", program, **needed).stdout
    assert run("-c", program, **(told | needed)).stdout == unset
    assert "WORKER_PROCESSES = 2\n" in unset


def test_the_readme_names_every_variable(example):
    readme = (ROOT / "README.md").read_text()
    assert "`.env.example` lists every variable" in readme
    for name in re.findall(r"`([A-Z]+_[A-Z_]+)`", readme):
        assert name in example or name.startswith("TEST_"), name


def test_secrets_have_no_default(compose):
    text = (ROOT / "docker-compose.yml").read_text()
    for name in (*SECRETS, "POSTGRES_PASSWORD", "RABBITMQ_PASSWORD"):
        for use in re.findall(rf"\$\{{{name}[^}}]*\}}", text):
            assert ":?" in use, use


def own_services(compose: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        name: service
        for name, service in compose["services"].items()
        if service.get("image") == "document-apis"
    }


def test_each_role_has_a_service(compose):
    roles = [
        service["command"] for service in own_services(compose).values() if "command" in service
    ]
    assert sorted(role for (role,) in roles) == sorted(processes.ROLES)


def test_every_service_can_be_scaled_but_those_with_a_port(compose):
    for name, service in compose["services"].items():
        assert "container_name" not in service, name
        assert ("ports" in service) == (name == "web")


def test_what_is_set_for_the_services_is_read_by_them(compose):
    read = settings.env.names | processes.env.names
    for service in own_services(compose).values():
        assert set(service["environment"]) <= read
        assert service["environment"]["BROKER_URL"].startswith("amqp://")
        assert service["environment"]["DATABASE_URL"].startswith("postgres://")


def test_volumes_and_conditions_name_what_is_there(compose):
    for service in compose["services"].values():
        for volume in service["volumes"]:
            assert volume.partition(":")[0] in compose["volumes"]
        for needed, condition in service.get("depends_on", {}).items():
            assert needed in compose["services"]
            if condition["condition"] == "service_healthy":
                assert "healthcheck" in compose["services"][needed]


def dockerfile() -> dict[str, list[str]]:
    """Instruction → what follows it, each time; continued lines are joined."""
    text = (ROOT / "Dockerfile").read_text().replace("\\\n", "")
    found: dict[str, list[str]] = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            instruction, _, rest = line.partition(" ")
            found.setdefault(instruction, []).append(rest.strip())
    return found


def test_the_image_starts_modules_that_exist(compose):
    entry = json.loads(dockerfile()["ENTRYPOINT"][0])
    assert entry[:2] == ["python", "-m"]
    assert find_spec(entry[2])
    migrate = compose["services"]["migrate"]["entrypoint"]
    assert (ROOT / migrate[1]).exists()


def test_the_image_is_run_by_nobody_special_with_pinned_packages():
    instructions = dockerfile()
    assert instructions["USER"] == ["10001"]
    assert len(instructions["FROM"]) == 2
    installs = [step for step in instructions["RUN"] if "pip install" in step]
    assert installs
    for step in installs:
        assert step.count("pip install") == step.count("--require-hashes")


def test_the_image_asks_its_own_health():
    (check,) = dockerfile()["HEALTHCHECK"]
    command = json.loads(check[check.index("[") :])
    assert command[:2] == ["python", "-c"]
    compile(command[2], "HEALTHCHECK", "exec")
    assert "/health/ready" in command[2]


def test_the_image_has_every_room_and_none_of_the_tests():
    let_through = {
        line[1:] for line in (ROOT / ".dockerignore").read_text().split() if line.startswith("!")
    }
    rooms = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests"}
    assert rooms <= let_through
    assert "tests" not in let_through
    assert {"manage.py", "requirements.txt"} <= let_through


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["worker", "scheduler"])
def test_the_check_of_a_role_passes_while_that_is_alive(compose, role):
    kind, *command = compose["services"][role]["healthcheck"]["test"]
    assert (kind, command[:2]) == ("CMD", ["python", "manage.py"])
    with pytest.raises(CommandError):
        call_command(*command[2:])
    beat(Heartbeat.Role(role))
    call_command(*command[2:])


def test_development_packages_from_npm_are_pinned_and_nothing_records_addresses():
    packages = json.loads((ROOT / "package.json").read_text())
    for version in packages["devDependencies"].values():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version)
    assert not (ROOT / "package-lock.json").exists()
    for path in ROOT.glob("**/requirements*.txt"):
        if not {".venv", "node_modules"} & set(path.parts):
            assert "://" not in path.read_text(), path


def test_ci_is_a_script_that_can_be_run():
    script = ROOT / ".ci" / "run"
    assert script.stat().st_mode & 0o111
    assert "set -euo pipefail" in Path(script).read_text()
