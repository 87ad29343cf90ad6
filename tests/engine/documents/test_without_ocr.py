"""What needs OCR fails alone where the extra is not installed, and says which command helps."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from reportlab.lib.utils import ImageReader

from tests.engine.documents.files import pdf, text_at

ROOT = Path(__file__).resolve().parents[3]
# the smallest PNG: one white pixel
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8ffff"
    "3f0005fe02fe0def46b80000000049454e44ae426082"
)
READ_WITHOUT = """
import sys
from pathlib import Path
sys.modules["rapidocr"] = None
from engine.documents.reading import read_document
from engine.types import Limits, UnreadableDocument
try:
    print(read_document(Path(sys.argv[1]), "", Limits()).text)
except UnreadableDocument as refused:
    print("refused:", refused)
"""


@pytest.fixture
def scan(tmp_path):
    (tmp_path / "pixel.png").write_bytes(PNG)
    return lambda canvas: canvas.drawImage(ImageReader(str(tmp_path / "pixel.png")), 0, 0, 500, 800)


def outcome(folder: Path, data: bytes) -> str:
    (folder / "stored").write_bytes(data)
    done = subprocess.run(
        [sys.executable, "-c", READ_WITHOUT, folder / "stored"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def test_an_image_names_the_command(tmp_path):
    assert outcome(tmp_path, PNG) == (
        "refused: The file is a picture, and reading it needs OCR, which is not installed here; "
        "the operator installs it with `make ocr`."
    )


def test_a_scanned_pdf_names_the_command(tmp_path, scan):
    assert outcome(tmp_path, pdf(scan)) == (
        "refused: The PDF has no text layer: it is a scan, and reading it needs OCR, which is not "
        "installed here; the operator installs it with `make ocr`."
    )


def test_scanned_pages_among_others_come_out_empty(tmp_path, scan):
    assert outcome(tmp_path, pdf(text_at((72, 72, "Cover")), scan)) == "Cover"


def test_an_empty_pdf_has_no_text(tmp_path):
    assert outcome(tmp_path, pdf(text_at())) == "refused: The PDF has no text."
