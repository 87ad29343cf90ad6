import os
from contextlib import suppress
from pathlib import Path


def keep_private(data_dir: Path) -> None:
    """Let only this process's user read the data folder, whatever the process's umask was.

    What is made from now on is private; what is there already is closed with the folder.
    """
    os.umask(0o077)
    data_dir.mkdir(parents=True, exist_ok=True)
    for path in (data_dir, *data_dir.iterdir()):
        # other processes make and remove files here; a mounted folder may be another user's
        with suppress(FileNotFoundError, PermissionError):
            if not path.is_symlink():
                path.chmod(0o700 if path.is_dir() else 0o600)
