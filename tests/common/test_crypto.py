import pytest
from cryptography.fernet import Fernet, InvalidToken

from common.crypto import decrypt, decrypt_json, digest, encrypt, encrypt_json, reencrypt


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
    assert len(first) == 64
    settings.KEY_DIGEST_PEPPER += "x"
    assert digest("secret") != first
