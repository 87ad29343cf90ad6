import re

import pytest
from cryptography.fernet import Fernet, InvalidToken

from common.crypto import (
    DIGEST_CHARACTERS,
    decrypt,
    decrypt_json,
    digest,
    digests,
    encrypt,
    encrypt_json,
    newest_pepper,
    reencrypt,
)


def test_a_secret_comes_back():
    token = encrypt("ü secret")
    assert "secret" not in token
    assert decrypt(token) == "ü secret"
    assert decrypt_json(encrypt_json({"a": ["ü", 1]})) == {"a": ["ü", 1]}


def test_an_older_key_still_opens_and_the_newest_seals(settings):
    old, new = settings.KEY_ENCRYPTION_KEYS[0], Fernet.generate_key().decode()
    token = encrypt("secret")
    settings.KEY_ENCRYPTION_KEYS = [new, old]
    assert decrypt(token) == "secret"
    moved = reencrypt(token)
    settings.KEY_ENCRYPTION_KEYS = [new]
    assert decrypt(moved) == "secret"
    with pytest.raises(InvalidToken):
        decrypt(token)


def test_a_digest_is_the_same_each_time_and_hangs_on_the_pepper(settings):
    first = digest("secret")
    assert first == digest("secret")
    assert first != digest("Secret")
    assert re.fullmatch(r"[0-9a-f]{8}:[0-9a-f]{64}", first)
    assert len(first) == DIGEST_CHARACTERS
    settings.KEY_DIGEST_PEPPERS = ["another pepper"]
    assert digest("secret").split(":")[1] != first.split(":")[1]


def test_a_digest_says_which_pepper_made_it(settings):
    before = digest("secret")
    assert before.startswith(newest_pepper())
    settings.KEY_DIGEST_PEPPERS = ["another pepper", *settings.KEY_DIGEST_PEPPERS]
    assert not before.startswith(newest_pepper())
    assert digests("secret") == [digest("secret"), before]
    assert digest("secret").startswith(newest_pepper())
