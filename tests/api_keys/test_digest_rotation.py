"""Changing the pepper of digests while keys go on working."""

from datetime import UTC, datetime, timedelta

import pytest
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command

from api_keys.models import APIKey
from api_keys.services import rotate_key
from common.crypto import newest_pepper
from organizations.models import PlatformKey
from tests.factories import APIDeploymentFactory, APIKeyFactory, PlatformKeyFactory
from tests.fixtures import bearing

from .conftest import SECRET

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
WHOAMI = "/api/v1/unstract/whoami/"


@pytest.fixture
def deployment(organization):
    return APIDeploymentFactory(organization=organization)


@pytest.fixture
def opens(deployment):
    """401 is a refusal; 400 asks for the execution's id."""

    def status_of(secret: str) -> int:
        status: int = bearing(secret).get(f"/{deployment.api_endpoint}").status_code
        return status

    return status_of


@pytest.fixture
def new_pepper(settings):
    """Puts a pepper in front; what is returned takes the former ones away."""

    def put_in_front():
        settings.KEY_DIGEST_PEPPERS = ["new pepper", *settings.KEY_DIGEST_PEPPERS]

        def take_former_away() -> None:
            settings.KEY_DIGEST_PEPPERS = settings.KEY_DIGEST_PEPPERS[:1]

        return take_former_away

    return put_in_front


@pytest.fixture
def rotated_digests(capsys):
    def printed() -> list[str]:
        call_command("rotate_key_digest")
        lines: list[str] = capsys.readouterr().out.splitlines()
        return lines

    return printed


def test_a_key_works_under_every_pepper_in_one_query(
    deployment, opens, new_pepper, django_assert_num_queries
):
    APIKeyFactory(api=deployment, secret=SECRET)
    new_pepper()
    APIKeyFactory(api=deployment, secret="made-since")
    assert [opens(SECRET), opens("made-since")] == [400, 400]
    for secret in (SECRET, "made-since", "unknown"):
        with django_assert_num_queries(1):
            opens(secret)


def test_without_its_pepper_a_key_is_unknown(deployment, opens, settings):
    APIKeyFactory(api=deployment, secret=SECRET)
    settings.KEY_DIGEST_PEPPERS = ["another pepper"]
    assert opens(SECRET) == 401


def test_moved_keys_need_no_former_pepper(deployment, opens, new_pepper, rotated_digests):
    APIKeyFactory(api=deployment, secret=SECRET)
    take_former_away = new_pepper()
    APIKeyFactory(api=deployment, secret="made-since")
    assert rotated_digests() == [
        "API keys digested again: 1.",
        "Nothing needs the former peppers any more.",
    ]
    take_former_away()
    assert [opens(SECRET), opens("made-since")] == [400, 400]
    assert rotated_digests()[0] == "API keys digested again: 0."


def test_a_secret_from_before_a_rotation_works_out_its_grace(
    deployment, owner, opens, new_pepper, rotated_digests, time_machine
):
    time_machine.move_to(NOW, tick=False)
    key = APIKeyFactory(api=deployment, secret=SECRET)
    rotate_key(key=key, user=owner, grace_seconds=60)
    new_pepper()
    assert "Secrets from before a rotation: 1, working until 2026-05-04T12:01:00+00:00." in (
        rotated_digests()
    )
    assert opens(SECRET) == 400
    time_machine.move_to(NOW + timedelta(seconds=60), tick=False)
    assert rotated_digests()[-1] == "Nothing needs the former peppers any more."


def test_a_platform_key_moves_when_it_is_used(
    organization, new_pepper, rotated_digests, django_assert_num_queries
):
    key = PlatformKeyFactory(organization=organization, name="nightly", last_used_at=NOW)
    PlatformKeyFactory(organization=organization, name="weekly", last_used_at=None)
    take_former_away = new_pepper()
    moves = "of org_acme moves when it is used or rotated; last use:"
    assert rotated_digests()[1:] == [
        f"Platform key nightly {moves} 2026-05-04T12:00:00+00:00.",
        f"Platform key weekly {moves} never.",
    ]
    assert bearing(key.secret).get(WHOAMI).status_code == 200
    assert PlatformKey.objects.get(name="nightly").digest.startswith(newest_pepper())
    assert len(rotated_digests()) == 2
    take_former_away()
    with django_assert_num_queries(1):
        assert bearing(key.secret).get(WHOAMI).status_code == 200


def test_a_refused_platform_key_stays_as_it_was(organization, new_pepper):
    key = PlatformKeyFactory(organization=organization, is_active=False)
    new_pepper()
    assert bearing(key.secret).get(WHOAMI).status_code == 401
    assert PlatformKey.objects.get().digest == key.digest


def test_a_secret_that_no_key_opens_is_named(settings, new_pepper):
    key = APIKeyFactory()
    new_pepper()
    settings.KEY_ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    with pytest.raises(CommandError, match=str(key.pk)):
        call_command("rotate_key_digest")
    assert APIKey.objects.get().digest == key.digest
