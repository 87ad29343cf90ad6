import pytest
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command

from api_keys.models import APIKey
from connections.models import Adapter, Connector
from tests.factories import AdapterFactory, APIKeyFactory, ConnectorFactory

pytestmark = pytest.mark.django_db


def test_secrets_move_to_the_newest_key(settings):
    old, new = settings.KEY_ENCRYPTION_KEYS[0], Fernet.generate_key().decode()
    APIKeyFactory(secret="the-secret")
    settings.KEY_ENCRYPTION_KEYS = [new, old]
    call_command("rotate_key_encryption")
    settings.KEY_ENCRYPTION_KEYS = [new]
    assert APIKey.objects.get().secret == "the-secret"


def test_a_secret_that_no_key_opens_is_named(settings):
    key = APIKeyFactory()
    settings.KEY_ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    with pytest.raises(CommandError, match=str(key.pk)):
        call_command("rotate_key_encryption")


def test_settings_of_connections_move_too(settings):
    old, new = settings.KEY_ENCRYPTION_KEYS[0], Fernet.generate_key().decode()
    AdapterFactory(metadata={"api_key": "the-secret"})
    ConnectorFactory(metadata={"password": "the-secret"})
    AdapterFactory()
    settings.KEY_ENCRYPTION_KEYS = [new, old]
    call_command("rotate_key_encryption")
    settings.KEY_ENCRYPTION_KEYS = [new]
    assert {str(row.metadata) for row in Adapter.objects.all()} == {
        "{'api_key': 'the-secret'}",
        "{}",
    }
    assert Connector.objects.get().metadata == {"password": "the-secret"}
