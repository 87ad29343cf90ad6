"""How secrets are kept: a keyed digest finds one, a ciphertext can show it again.

Digests are HMAC-SHA-256 under ``KEY_DIGEST_PEPPER``, so a copy of the database finds no key without
the pepper. Ciphertexts are Fernet tokens under ``KEY_ENCRYPTION_KEYS``, newest first.
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


def digest(secret: str) -> str:
    """The look-up value of ``secret``: 64 hexadecimal characters."""
    return hmac.new(
        settings.KEY_DIGEST_PEPPER.encode(), secret.encode(), hashlib.sha256
    ).hexdigest()


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
