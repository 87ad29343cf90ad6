"""Writes the sample documents and the values that are to be found in them.

``python -m samples.generator [folder]`` writes the same bytes on every run. Companies, people and
bank accounts are invented; the check digits of the IBANs are right.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path

from samples.generator.invoices import invoice, invoice_de, invoice_two_column
from samples.generator.other_formats import bill_fr, order_email, orders, purchase_order
from samples.generator.pages_and_receipt import invoice_multipage, receipt
from samples.generator.parts import Sample

SAMPLES: dict[str, Callable[[], Sample]] = {
    "invoice.pdf": invoice,
    "invoice_two_column.pdf": invoice_two_column,
    "invoice_de.pdf": invoice_de,
    "invoice_multipage.pdf": invoice_multipage,
    "receipt.pdf": receipt,
    "purchase_order.docx": purchase_order,
    "orders.csv": orders,
    "order_email.eml": order_email,
    "bill_fr.html": bill_fr,
}


def write_samples(folder: Path) -> None:
    """Write every sample and, under ``expected/``, the values that are to be found in it."""
    expected_folder = folder / "expected"
    expected_folder.mkdir(parents=True, exist_ok=True)
    for name, make in SAMPLES.items():
        content, values = make()
        (folder / name).write_bytes(content)
        text = json.dumps(values, ensure_ascii=False, indent=2)
        (expected_folder / f"{Path(name).stem}.json").write_text(text + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=Path(__file__).parents[1])
    write_samples(parser.parse_args().folder)


if __name__ == "__main__":
    main()
