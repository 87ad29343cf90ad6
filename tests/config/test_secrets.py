import json
import stat
import subprocess
import sys

from cryptography.fernet import Fernet

from config.secrets import load_or_create_secrets
from tests.e2e.service import ROOT


def test_secrets_are_made_once_and_readable_by_their_owner_alone(tmp_path):
    folder = tmp_path / "new" / "data"
    made = load_or_create_secrets(folder)
    assert set(made) == {"SECRET_KEY", "KEY_ENCRYPTION_KEYS", "KEY_DIGEST_PEPPER"}
    assert len(made["SECRET_KEY"]) >= 50
    Fernet(made["KEY_ENCRYPTION_KEYS"])
    assert load_or_create_secrets(folder) == made
    assert stat.S_IMODE((folder / "secrets.json").stat().st_mode) == 0o600
    assert [path.name for path in folder.iterdir()] == ["secrets.json"]


def test_another_installation_has_others(tmp_path):
    first, second = (load_or_create_secrets(tmp_path / name) for name in "ab")
    assert not set(first.values()) & set(second.values())


def test_processes_that_start_at_once_agree(tmp_path):
    program = (
        "import json, pathlib, sys\n"
        "from config.secrets import load_or_create_secrets\n"
        "sys.stdin.read()\n"
        "print(json.dumps(load_or_create_secrets(pathlib.Path(sys.argv[1]))))\n"
    )
    racers = [
        subprocess.Popen(
            [sys.executable, "-c", program, tmp_path],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        for _ in range(6)
    ]
    for racer in racers:  # all have loaded what they need by the time that one is let go
        assert racer.stdin is not None
        racer.stdin.close()
        racer.stdin = None
    got = [json.loads(racer.communicate(timeout=60)[0]) for racer in racers]
    assert all(secrets == got[0] for secrets in got)
    assert [path.name for path in tmp_path.iterdir()] == ["secrets.json"]
