"""``manage.py read``: what the engine sees."""

import io
import struct

import pytest
from django.core.management import CommandError, call_command

from tests.e2e.service import SAMPLES
from tests.engine.evaluation import CASES


def said(*arguments: object) -> str:
    written = io.StringIO()
    call_command("read", *map(str, arguments), stdout=written)
    return written.getvalue()


def test_it_shows_the_lines_and_tables():
    shown = said(SAMPLES / "orders.csv")
    assert "text/csv, 1 pages" in shown
    assert "table of" in shown


def test_it_shows_structured_data_with_their_places():
    shown = said(CASES / "files" / "n_ein_x_ehf.xml")
    assert "BT-112" in shown
    assert "3168.35" in shown


def test_it_shows_the_candidates_and_the_page_with_the_answer_framed(tmp_path):
    picture = tmp_path / "page.png"
    shown = said(
        SAMPLES / "invoice.pdf",
        *("--ask", "What is the total amount?", "--type", "number", "--picture", picture),
    )
    assert "Answer: " in shown
    assert "probability" in shown
    data = picture.read_bytes()
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", data[16:24])
    assert width > 500
    assert height > 500


@pytest.mark.parametrize(
    "arguments", [("nothing.pdf",), (SAMPLES / "orders.csv", "--picture", "/dev/null")]
)
def test_what_it_cannot_show_it_says(arguments):
    with pytest.raises(CommandError):
        said(*arguments)
