"""The service's own secrets, made once for an installation on one machine."""

import json
import os
import secrets
from pathlib import Path

from cryptography.fernet import Fernet


def load_or_create_secrets(data_dir: Path) -> dict[str, str]:
    """Read ``secrets.json`` of the data folder, making it (mode 0600) when it isn't there.

    Several processes may start at once: the file is linked into place whole, the first one wins.
    """
    path = data_dir / "secrets.json"
    if not path.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        made = {
            "SECRET_KEY": secrets.token_urlsafe(64),
            "KEY_ENCRYPTION_KEYS": Fernet.generate_key().decode(),
            "KEY_DIGEST_PEPPER": secrets.token_urlsafe(48),
        }
        draft = data_dir / f"secrets.{os.getpid()}.{secrets.token_hex(4)}.draft"
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            json.dump(made, file)
        try:
            path.hardlink_to(draft)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    stored: dict[str, str] = json.loads(path.read_text())
    return stored
