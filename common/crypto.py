"""How secrets are kept: a keyed digest finds one, a ciphertext can show it again.

Digests are HMAC-SHA-256 under a pepper, so that nobody can test guesses with a copy of the database
alone; each begins with the name of its pepper. Ciphertexts are Fernet tokens. The settings list
peppers and encryption keys: the first makes what is new, the others still find and open.
"""

import hashlib
import hmac
import json
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings

# what those who may not see a secret see instead
MASK = "********"


DIGEST_CHARACTERS = 73


def digest(secret: str) -> str:
    """What ``secret`` is stored as: its pepper's name, a colon, 64 hexadecimal characters."""
    return _digest(secret, settings.KEY_DIGEST_PEPPERS[0])


def digests(secret: str) -> list[str]:
    """What ``secret`` may be stored as: its digest under each pepper, the newest first."""
    return [_digest(secret, pepper) for pepper in settings.KEY_DIGEST_PEPPERS]


def newest_pepper() -> str:
    """What the digests under the newest pepper begin with."""
    return f"{_pepper_name(settings.KEY_DIGEST_PEPPERS[0])}:"


def _digest(secret: str, pepper: str) -> str:
    return f"{_pepper_name(pepper)}:{_hmac(pepper, secret)}"


def _pepper_name(pepper: str) -> str:
    # no secret is empty, so this is no part of any digest
    return _hmac(pepper, "")[:8]


def _hmac(pepper: str, text: str) -> str:
    return hmac.new(pepper.encode(), text.encode(), hashlib.sha256).hexdigest()


@lru_cache(maxsize=4)
def _fernet(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def encrypt(secret: str) -> str:
    return _fernet(tuple(settings.KEY_ENCRYPTION_KEYS)).encrypt(secret.encode()).decode()


def decrypt(token: str) -> str:
    """Raises ``cryptography.fernet.InvalidToken`` when no configured key made ``token``."""
    return _fernet(tuple(settings.KEY_ENCRYPTION_KEYS)).decrypt(token.encode()).decode()


def reencrypt(token: str) -> str:
    """The same secret under the newest key."""
    return _fernet(tuple(settings.KEY_ENCRYPTION_KEYS)).rotate(token.encode()).decode()


def encrypt_json(value: dict[str, Any]) -> str:
    return encrypt(json.dumps(value))


def decrypt_json(token: str) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(decrypt(token))
    return value
