import subprocess
import sys

NAMES_OF_ENGINE = """
import sys
import config.wsgi
from django.urls import get_resolver

get_resolver().url_patterns
print(*(name for name in sys.modules if name.startswith("engine.")))
"""


def test_the_web_process_loads_no_readers_and_no_rules() -> None:
    done = subprocess.run(
        [sys.executable, "-c", NAMES_OF_ENGINE], capture_output=True, text=True, check=True
    )
    loaded = set(done.stdout.split())

    assert "engine.documents.detection" in loaded
    assert not loaded & {"engine.documents.reading", "engine.documents.pdf", "engine.rules"}
