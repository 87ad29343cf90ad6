"""Who may read the data folder."""

from pathlib import Path

PROGRAM = """
import os
os.umask(0)
import django
django.setup()
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from config.celery import app
with connection.cursor() as cursor:
    cursor.execute("CREATE TABLE things (id integer)")
    default_storage.save("executions/org_acme/document", ContentFile(b"x"))
    app.send_task("some.task")
    (django.conf.settings.DATA_DIR / "tmp" / "upload").touch()
    print(*[f"{oct(path.stat().st_mode & 0o777)} {path.is_dir()} {path}"
        for path in (django.conf.settings.DATA_DIR, *django.conf.settings.DATA_DIR.rglob("*"))],
        sep="\\n")
"""


def test_nobody_else_reads_the_data_folder_whatever_the_umask(run, tmp_path):
    data = tmp_path / "data"
    data.mkdir(mode=0o777)
    data.chmod(0o777)
    for folder in ("documents", "queue"):
        (data / folder).mkdir()
        (data / folder).chmod(0o755)
    database = data / "db.sqlite3"
    database.touch()
    database.chmod(0o644)
    done = run("-c", PROGRAM, DJANGO_SETTINGS_MODULE="config.settings")
    assert done.returncode == 0, done.stderr
    modes = {
        Path(path): (mode, is_folder)
        for mode, is_folder, path in (line.split(" ", 2) for line in done.stdout.splitlines())
    }
    expected = {("0o700", "True"), ("0o600", "False")}
    assert {path: mode for path, mode in modes.items() if mode not in expected} == {}
    names = {path.name for path in modes}
    assert {"db.sqlite3", "db.sqlite3-wal", "db.sqlite3-shm", "secrets.json"} <= names
    assert {"document", "upload", "messages"} <= names
    assert any(path.suffix == ".msg" for path in modes)
