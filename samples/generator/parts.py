"""What the sample documents are made of: items, amounts as they are written, pages to draw on."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

CENT = Decimal("0.01")
KEYS = (
    "invoice_number",
    "invoice_date",
    "due_date",
    "vendor_name",
    "customer_name",
    "currency",
    "subtotal",
    "tax_amount",
    "total_amount",
    "contact_email",
    "iban",
    "line_items",
)

Sample = tuple[bytes, dict[str, Any]]


def expected(**values: Any) -> dict[str, Any]:
    """What is to be found, beginning with the demo's prompts; what is missing is null."""
    return {key: values.pop(key, None) for key in KEYS} | values


@dataclass(frozen=True)
class Item:
    description: str
    quantity: Decimal
    unit_price: Decimal

    @property
    def amount(self) -> Decimal:
        return rounded(self.quantity * self.unit_price)

    def expected(self) -> dict[str, Any]:
        return {
            "description": self.description,
            "quantity": plain(self.quantity),
            "unit_price": plain(self.unit_price),
            "amount": plain(self.amount),
        }


def item(description: str, quantity: str, unit_price: str) -> Item:
    return Item(description, Decimal(quantity), Decimal(unit_price))


def rounded(value: Decimal) -> Decimal:
    return value.quantize(CENT, rounding=ROUND_HALF_UP)


def plain(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def total_of(items: Iterable[Item]) -> Decimal:
    return sum((each.amount for each in items), Decimal(0))


def english(value: Decimal, sign: str = "") -> str:
    return f"{sign}{value:,.2f}"


def continental(value: Decimal, thousands: str = ".") -> str:
    return f"{value:,.2f}".replace(",", "\0").replace(".", ",").replace("\0", thousands)


def iban(country: str, account: str) -> str:
    """The IBAN with its check digits, in groups of four (ISO 13616)."""
    digits = "".join(str(int(character, 36)) for character in f"{account}{country}00")
    compact = f"{country}{98 - int(digits) % 97:02d}{account}"
    return " ".join(compact[start : start + 4] for start in range(0, len(compact), 4))


def compact(value: str) -> str:
    return value.replace(" ", "")


class Sheet:
    """A PDF page whose coordinates count from the top left corner, in points."""

    def __init__(self, target: io.BytesIO, size: tuple[float, float], title: str) -> None:
        self.width, self.height = size
        self.canvas = Canvas(target, pagesize=size, invariant=1)
        self.canvas.setTitle(title)
        self.canvas.setAuthor("Sample documents")

    def text(self, x: float, y: float, text: str, size: float = 9.5, *, bold: bool = False) -> None:
        self.canvas.setFont("Helvetica-Bold" if bold else "Helvetica", size)
        self.canvas.drawString(x, self.height - y, text)

    def right(
        self, x: float, y: float, text: str, size: float = 9.5, *, bold: bool = False
    ) -> None:
        self.canvas.setFont("Helvetica-Bold" if bold else "Helvetica", size)
        self.canvas.drawRightString(x, self.height - y, text)

    def centre(
        self, x: float, y: float, text: str, size: float = 9.5, *, bold: bool = False
    ) -> None:
        self.canvas.setFont("Helvetica-Bold" if bold else "Helvetica", size)
        self.canvas.drawCentredString(x, self.height - y, text)

    def lines(self, x: float, y: float, texts: Iterable[str], size: float = 9.5) -> None:
        for index, text in enumerate(texts):
            self.text(x, y + index * (size + 3.5), text, size)

    def rule(self, y: float, x0: float = 50, x1: float | None = None) -> None:
        self.canvas.setStrokeColor(HexColor("#8a8f98"))
        right = self.width - 50 if x1 is None else x1
        self.canvas.line(x0, self.height - y, right, self.height - y)

    def box(self, x: float, y: float, width: float, height: float, fill: str | None = None) -> None:
        self.canvas.setStrokeColor(HexColor("#8a8f98"))
        if fill:
            self.canvas.setFillColor(HexColor(fill))
        self.canvas.rect(x, self.height - y - height, width, height, fill=int(bool(fill)))
        self.canvas.setFillColor(HexColor("#000000"))

    def finish(self) -> None:
        self.canvas.showPage()
        self.canvas.save()
