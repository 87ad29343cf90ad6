"""Images and scanned pages: real renderings of the samples, read by the real engine.

Each page costs seconds, so that there are few; most formats are tried with the small receipt.
The shares of words are what was measured, less a little for other versions of the models.
"""

from __future__ import annotations

import io
import json
import random
import subprocess
import sys
import time
import zlib
from collections import Counter
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from engine.documents import ocr
from engine.sandbox.parent import Sandbox, SandboxResult
from engine.types import ExtractionRequest, Limits, UnreadableDocument
from tests.engine.documents.files import A4, SAMPLES, pdf, pdf_of, stream, text_at
from tests.engine.documents.mutations import mutated
from tests.engine.rules_pages import DEMO_PROMPTS

if ocr.IS_INSTALLED:
    import numpy
    from PIL import Image, ImageFilter

pytestmark = [
    pytest.mark.ocr,
    pytest.mark.skipif(
        not ocr.IS_INSTALLED, reason="the OCR extra is not installed; make ocr does that"
    ),
]

ROOT = Path(__file__).resolve().parents[3]
REQUEST = ExtractionRequest(DEMO_PROMPTS)
MEGABYTE = 1024 * 1024


def rendered(name: str, dpi: int) -> Any:
    with pypdfium2.PdfDocument(SAMPLES / f"{name}.pdf") as document:
        return document[0].render(scale=dpi / 72).to_pil()


def saved(image: Any, kind: str = "PNG", **options: Any) -> bytes:
    output = io.BytesIO()
    image.save(output, kind, **options)
    return output.getvalue()


def scanned(image: Any, degrees: float) -> Any:
    """As a worn scanner gives it: askew, grey, blurred and full of noise."""
    turned = image.convert("L").rotate(
        degrees, fillcolor="white", resample=Image.Resampling.BICUBIC
    )
    pixels = numpy.asarray(turned.filter(ImageFilter.GaussianBlur(0.8))).astype(float)
    noise = numpy.random.default_rng(1).normal(0, 25, pixels.shape)
    return Image.fromarray((pixels * 0.85 + 20 + noise).clip(0, 255).astype("uint8"))


@pytest.fixture(scope="module")
def receipt() -> Any:
    return rendered("receipt", 100)


def run(sandbox: Sandbox, folder: Path, data: bytes, **limits: Any) -> SandboxResult:
    path = folder / "stored"
    path.write_bytes(data)
    return sandbox.run(path, "scan", Limits(**limits), REQUEST)


def peak_megabytes(sandbox: Sandbox) -> float:
    status = Path(f"/proc/{sandbox.process_id}/status").read_text()
    (peak,) = [line for line in status.splitlines() if line.startswith("VmHWM")]
    return int(peak.split()[1]) / 1024


def share_of_words(text: str, name: str) -> float:
    """How much of what the sample's text layer says was found, word by word."""
    with pypdfium2.PdfDocument(SAMPLES / f"{name}.pdf") as document:
        said = Counter(document[0].get_textpage().get_text_range().split())
    return (Counter(text.split()) & said).total() / said.total()


def expected(name: str, *keys: str) -> dict[str, Any]:
    values = json.loads((SAMPLES / "expected" / f"{name}.json").read_text())
    return {key: values[key] for key in keys}


@pytest.mark.parametrize(
    ("name", "dpi", "least"),
    [
        ("invoice", 150, 0.97),
        ("invoice_two_column", 300, 0.95),
        ("invoice_de", 200, 0.88),
    ],
)
def test_clean_scans_give_their_words_and_values(sandbox, tmp_path, name, dpi, least):
    result = run(sandbox, tmp_path, saved(rendered(name, dpi)))

    assert share_of_words(result.document.text, name) >= least
    wanted = expected(name, "invoice_number", "invoice_date", "total_amount")
    assert {key: result.extraction.values[key] for key in wanted} == wanted
    assert peak_megabytes(sandbox) < 1300


def test_an_askew_and_noisy_scan_gives_most_words_and_the_values(sandbox, tmp_path):
    result = run(sandbox, tmp_path, saved(scanned(rendered("invoice", 150), -4)))

    assert share_of_words(result.document.text, "invoice") >= 0.9
    wanted = expected("invoice", "invoice_number", "invoice_date", "total_amount")
    assert {key: result.extraction.values[key] for key in wanted} == wanted


def test_a_noisy_scan_at_100_dpi_gives_two_words_of_three(sandbox, tmp_path):
    result = run(sandbox, tmp_path, saved(scanned(rendered("invoice", 100), 1.5)))

    assert share_of_words(result.document.text, "invoice") >= 0.65


@pytest.mark.parametrize("degrees", [180, 270])
def test_a_scan_that_lies_on_its_side_or_head_is_turned(sandbox, tmp_path, receipt, degrees):
    result = run(sandbox, tmp_path, saved(receipt.rotate(degrees, expand=True)))

    assert share_of_words(result.document.text, "receipt") >= 0.95
    assert result.document.text.startswith("THE COPPER KETTLE")
    assert (
        result.extraction.values["total_amount"]
        == expected("receipt", "total_amount")["total_amount"]
    )


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("JPEG", {"quality": 40}),
        ("WEBP", {"quality": 60}),
        ("TIFF", {"compression": "tiff_lzw"}),
        ("PNG", {"mode": "1"}),
        ("PNG", {"mode": "I;16"}),
        ("PNG", {"mode": "LA"}),
        ("JPEG", {"mode": "CMYK"}),
    ],
)
def test_every_kind_of_image_is_read(sandbox, tmp_path, receipt, kind, options):
    mode = options.pop("mode", "RGB")
    if mode == "I;16":
        grey = numpy.asarray(receipt.convert("L")).astype("uint16") * 257
        image = Image.fromarray(grey)
    else:
        image = receipt.convert(mode)

    result = run(sandbox, tmp_path, saved(image, kind, **options))

    assert result.document.mime_type == f"image/{kind.lower()}"
    assert share_of_words(result.document.text, "receipt") >= 0.8


def test_what_is_see_through_is_white(sandbox, tmp_path, receipt):
    layer = receipt.convert("RGBA")
    layer.putalpha(receipt.convert("L").point(lambda value: 255 - value))
    black = Image.new("RGBA", layer.size, "black")
    black.putalpha(layer.getchannel("A"))

    result = run(sandbox, tmp_path, saved(black))

    assert share_of_words(result.document.text, "receipt") >= 0.9


def test_a_photograph_is_turned_as_its_camera_says(sandbox, tmp_path, receipt):
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned clockwise
    data = saved(receipt.rotate(90, expand=True), "JPEG", exif=exif)

    assert run(sandbox, tmp_path, data).document.text.startswith("THE COPPER KETTLE")


def test_every_picture_of_a_tiff_is_a_page(sandbox, tmp_path, receipt):
    small = receipt.resize((receipt.width // 2, receipt.height // 2))
    data = saved(receipt, "TIFF", save_all=True, append_images=[small])

    document = run(sandbox, tmp_path, data).document

    assert [page.number for page in document.pages] == [1, 2]
    assert "COPPER" in document.pages[1].lines[0].text


def test_scanned_pages_of_a_pdf_are_read_among_others(sandbox, tmp_path, receipt):
    def scan(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(receipt), 0, 0, A4[1] * receipt.width / receipt.height, A4[1])

    document = run(sandbox, tmp_path, pdf(text_at((72, 72, "Cover")), scan, text_at())).document

    assert document.mime_type == "application/pdf"
    assert document.pages[0].lines[0].text == "Cover"
    assert "THE COPPER KETTLE" in document.pages[1].lines[0].text
    assert document.pages[2].lines == ()


LETTERS = {
    "T": ("#####", "  #  ", "  #  ", "  #  ", "  #  ", "  #  ", "  #  "),
    "O": (" ### ", "#   #", "#   #", "#   #", "#   #", "#   #", " ### "),
    "A": (" ### ", "#   #", "#   #", "#####", "#   #", "#   #", "#   #"),
    "L": ("#    ", "#    ", "#    ", "#    ", "#    ", "#    ", "#####"),
}


def test_letters_drawn_as_shapes_are_read(sandbox, tmp_path):
    """As design programs export them: not a character of text, not a picture either."""

    def draw(canvas: Canvas) -> None:
        for place, letter in enumerate("TOTALTOTAL"):
            for y, row in enumerate(LETTERS[letter]):
                for x in (x for x, dot in enumerate(row) if dot == "#"):
                    canvas.rect(72 + 24 * place + 3 * x, 700 - 3 * y, 3, 3, stroke=0, fill=1)

    assert run(sandbox, tmp_path, pdf(draw)).document.text == "TOTALTOTAL"


def test_a_picture_without_text_has_none(sandbox, tmp_path):
    with pytest.raises(UnreadableDocument, match=r"^The file has no text\.$"):
        run(sandbox, tmp_path, saved(Image.new("RGB", (800, 600), "white")))


@pytest.mark.parametrize("size", [(1, 1), (3000, 2), (2, 3000), (40, 5000), (8000, 60)])
def test_pictures_of_any_shape_stay_in_bounds(sandbox, tmp_path, size):
    with pytest.raises(UnreadableDocument, match="has no text"):
        run(sandbox, tmp_path, saved(Image.new("L", size, 255)), scan_seconds=10)


def test_an_image_bomb_is_refused_before_it_is_decoded(sandbox, tmp_path):
    data = saved(Image.new("1", (30_000, 10_000)))
    started = time.monotonic()

    with pytest.raises(UnreadableDocument, match="a picture of over 80 megapixels"):
        run(sandbox, tmp_path, data)

    assert time.monotonic() - started < 3


@pytest.mark.parametrize("kind", ["PNG", "TIFF", "WEBP", "JPEG"])
def test_pixels_are_counted_in_every_kind_of_image(sandbox, tmp_path, kind):
    with pytest.raises(UnreadableDocument, match="a picture of over 1 megapixels"):
        run(
            sandbox,
            tmp_path,
            saved(Image.new("RGB", (1200, 1000)), kind),
            max_pixels=1_000_000,
        )


def test_a_pdf_with_an_image_bomb_is_refused(sandbox, tmp_path):
    bomb = (
        b"/Type/XObject/Subtype/Image/Width 30000/Height 10000/BitsPerComponent 8"
        b"/ColorSpace/DeviceGray/Filter/FlateDecode"
    )
    data = pdf_of(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</XObject<</I 5 0 R>>>>>>",
        stream(b"500 0 0 500 0 0 cm /I Do"),
        stream(
            zlib.compress(b"\0" * MEGABYTE), bomb + b"/ColorSpace/DeviceGray/Filter/FlateDecode"
        ),
    )

    with pytest.raises(UnreadableDocument, match="a picture of over 80 megapixels"):
        run(sandbox, tmp_path, data)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "WEBP"])
def test_truncated_images_are_refused(sandbox, tmp_path, receipt, kind):
    data = saved(receipt, kind)

    with pytest.raises(UnreadableDocument, match="picture is damaged"):
        run(sandbox, tmp_path, data[: len(data) // 2])


def test_mutated_images_are_read_or_refused(sandbox, tmp_path):
    small = Image.new("RGB", (120, 40), "white")
    seeds = [saved(small, kind) for kind in ("PNG", "JPEG", "TIFF", "WEBP")]
    seeds += [
        saved(small, "TIFF", compression=name) for name in ("tiff_lzw", "tiff_deflate", "jpeg")
    ]
    seeds.append(saved(small.convert("1"), "TIFF", compression="group4"))
    chance = random.Random(20261103)  # noqa: S311

    for number in range(100):
        data = mutated(chance.choice(seeds), chance)
        try:
            run(sandbox, tmp_path, data)
        except UnreadableDocument as refused:
            said = str(refused)
            for only_for_limits in ("took longer", "broken off", "or reading it needs"):
                assert only_for_limits not in said, f"round {number}"


def test_more_scanned_pages_than_allowed_are_refused(sandbox, tmp_path):
    white = Image.new("1", (40, 40), 1)
    data = saved(white, "TIFF", save_all=True, append_images=[white] * 3)

    with pytest.raises(UnreadableDocument, match="more than 2 scanned pages"):
        run(sandbox, tmp_path, data, max_scans=2)


def test_a_scanned_page_adds_to_the_time_of_its_document(sandbox, tmp_path, receipt):
    data = saved(receipt, "TIFF", save_all=True, append_images=[receipt])

    assert len(run(sandbox, tmp_path, data, wall_seconds=0.5, cpu_seconds=1).document.pages) == 2


def test_a_scanned_page_that_takes_too_long_is_stopped(sandbox, tmp_path):
    data = saved(rendered("invoice", 150))

    with pytest.raises(UnreadableDocument, match="took longer"):
        run(sandbox, tmp_path, data, wall_seconds=0.2, scan_seconds=0.2)

    assert run(sandbox, tmp_path, b"next").document.text == "next"


def test_a_machine_without_the_memory_refuses_the_scan_only(sandbox, tmp_path, receipt):
    with pytest.raises(UnreadableDocument, match="memory"):
        run(
            sandbox,
            tmp_path,
            saved(receipt),
            memory_bytes=128 * MEGABYTE,
            scan_memory_bytes=64 * MEGABYTE,
        )

    assert run(sandbox, tmp_path, b"next").document.text == "next"


OFFLINE = """
import sys
from pathlib import Path
from engine.documents import ocr
from engine.documents.reading import read_document
from engine.types import Limits

def refuse(event, arguments):
    if event.startswith("socket.") or (event == "open" and "w" in str(arguments[1])):
        raise PermissionError(event)

sys.addaudithook(refuse)
for _ in range(2):
    document = read_document(Path(sys.argv[1]), "", Limits())
print(document.text)
print(ocr._engine.cache_info().misses)
"""


def test_nothing_is_downloaded_and_the_engine_is_loaded_once(tmp_path, receipt):
    """The models come with the wheel: reading opens no connection and writes no file."""
    (tmp_path / "receipt").write_bytes(saved(receipt))

    done = subprocess.run(
        [sys.executable, "-c", OFFLINE, tmp_path / "receipt"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.startswith("THE COPPER KETTLE")
    assert done.stdout.split()[-1] == "1"
