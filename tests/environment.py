"""Loaded before Django: tests read no settings of the shell and write nothing into the checkout.

Each test process has a folder of its own for database, documents and queue.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_DATA_DIR = Path(tempfile.mkdtemp(prefix="document-apis-tests-"))
_OWNER = os.getpid()


def _remove() -> None:
    # forked children leave the folder to the process that made it
    if os.getpid() == _OWNER:
        shutil.rmtree(_DATA_DIR, ignore_errors=True)


atexit.register(_remove)

os.environ["DATA_DIR"] = str(_DATA_DIR)
os.environ["DATABASE_URL"] = os.environ.get(
    "TEST_DATABASE_URL", f"sqlite:///{_DATA_DIR}/db.sqlite3"
)
os.environ["SECRET_KEY"] = "only-for-tests-" + "x" * 40
os.environ["KEY_ENCRYPTION_KEYS"] = "NxN5BAU0zyJIqDZYhW8HPSDFmFx3mHFiM9KlPLX1kKw="
os.environ["KEY_DIGEST_PEPPER"] = "only-for-tests-" + "y" * 30
for _name in ("BROKER_URL", "DEBUG", "PUBLIC_BASE_URL", "EXTRACTOR"):
    os.environ.pop(_name, None)
