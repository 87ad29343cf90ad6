"""What the engine knows of business documents: a row for each value and each column of a table.

The words that languages have for them are in ``languages/``, the terms of data standards in
``documents/structured/``; both are checked against these tables when they are loaded. It knows
nothing else of the engine, so that every part can use it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from engine.types import ValueType

_WRITTEN = frozenset({ValueType.TEXT, ValueType.JSON})


class Finder(StrEnum):
    """How the value of a concept is looked for; one finder reads all concepts of its kind."""

    AMOUNT = "amount"
    RATE = "rate"
    DATE = "date"
    IDENTIFIER = "identifier"
    TEXT = "text"
    PARTY = "party"
    ADDRESS = "address"
    EMAIL = "email"
    PHONE = "phone"
    WEBSITE = "website"
    IBAN = "iban"
    BIC = "bic"
    VAT_ID = "vat id"
    CURRENCY = "currency"
    ROWS = "rows"

    @property
    def types(self) -> frozenset[ValueType]:
        """The types of prompts that it can answer."""
        return _TYPES.get(self, _WRITTEN)


_TYPES = {
    Finder.AMOUNT: _WRITTEN | {ValueType.NUMBER},
    Finder.RATE: _WRITTEN | {ValueType.NUMBER},
    Finder.IDENTIFIER: _WRITTEN | {ValueType.NUMBER},
    Finder.DATE: _WRITTEN | {ValueType.DATE},
    Finder.EMAIL: _WRITTEN | {ValueType.EMAIL},
    Finder.ROWS: _WRITTEN | {ValueType.TABLE, ValueType.LINE_ITEM},
}


class Party(StrEnum):
    """Who is meant: the one who bills, the one who is billed, the one who gets the goods."""

    VENDOR = "vendor"
    CUSTOMER = "customer"
    RECIPIENT = "recipient"


@dataclass(frozen=True, slots=True)
class Concept:
    """One value that documents state.

    Args:
        party: whose it is, where its name says so.
        is_of_either_party: a question can ask for the vendor's or the customer's.
        is_of_sum: a part of net amount + tax = total, which proves all three.
        tells_currency: the currency of the document stands beside it.
        ends_table: its label under a table's rows is the end of the rows.
        tells_business: its label shows that the document is an invoice, an order or the like.
        is_contact: a line with its label can belong to an address.
        is_unmistakable: the word alone, whatever stands around it in a prompt's key, asks for it.
        else_ask: the concept whose value answers where this one has no label.
        numbers: the types of documents whose own number it is, which stands in their title.
        is_of_data: e-invoices or orders in data can state it, not only pages.
    """

    name: str
    finder: Finder
    party: Party | None = None
    is_of_either_party: bool = False
    is_of_sum: bool = False
    tells_currency: bool = False
    ends_table: bool = False
    tells_business: bool = False
    is_contact: bool = False
    is_unmistakable: bool = False
    else_ask: str | None = None
    numbers: tuple[str, ...] = ()
    is_of_data: bool = True


CONCEPTS: Mapping[str, Concept] = {
    concept.name: concept
    for concept in (
        # Which document it is, and what it refers to.
        Concept(
            "invoice_number",
            Finder.IDENTIFIER,
            tells_business=True,
            numbers=("invoice", "credit_note", "proforma_invoice"),
        ),
        Concept(
            "order_number",
            Finder.IDENTIFIER,
            tells_business=True,
            numbers=("purchase_order", "order_confirmation"),
        ),
        Concept("receipt_number", Finder.IDENTIFIER, tells_business=True, numbers=("receipt",)),
        Concept("quotation_number", Finder.IDENTIFIER, numbers=("quotation",)),
        Concept("delivery_note_number", Finder.IDENTIFIER, numbers=("delivery_note",)),
        Concept("customer_number", Finder.IDENTIFIER),
        Concept("account_number", Finder.IDENTIFIER),
        Concept("contract_number", Finder.IDENTIFIER),
        Concept("project_number", Finder.IDENTIFIER),
        Concept("buyer_reference", Finder.IDENTIFIER),
        Concept("payment_reference", Finder.IDENTIFIER),
        Concept("reference", Finder.TEXT),
        Concept("description", Finder.TEXT),
        Concept("document_type", Finder.TEXT),
        # When.
        Concept("invoice_date", Finder.DATE),
        Concept("due_date", Finder.DATE, tells_business=True),
        Concept("order_date", Finder.DATE),
        Concept("delivery_date", Finder.DATE),
        Concept("receipt_date", Finder.DATE, else_ask="invoice_date"),
        Concept("payment_date", Finder.DATE),
        Concept("period", Finder.TEXT),
        Concept("period_start", Finder.DATE),
        Concept("period_end", Finder.DATE),
        # Who.
        Concept("vendor_name", Finder.PARTY, Party.VENDOR),
        Concept("customer_name", Finder.PARTY, Party.CUSTOMER),
        Concept("ship_to_name", Finder.PARTY, Party.RECIPIENT),
        Concept("vendor_address", Finder.ADDRESS, Party.VENDOR),
        Concept("customer_address", Finder.ADDRESS, Party.CUSTOMER),
        Concept("ship_to_address", Finder.ADDRESS, Party.RECIPIENT),
        Concept("contact_name", Finder.TEXT, is_of_either_party=True, is_contact=True),
        Concept("email", Finder.EMAIL, is_of_either_party=True, is_contact=True),
        Concept("phone", Finder.PHONE, is_of_either_party=True, is_contact=True),
        Concept("website", Finder.WEBSITE, is_of_either_party=True, is_contact=True),
        Concept("vat_id", Finder.VAT_ID, is_of_either_party=True, is_contact=True),
        Concept("company_number", Finder.IDENTIFIER, is_of_either_party=True, is_contact=True),
        # How it is paid.
        Concept("iban", Finder.IBAN, is_of_either_party=True, is_unmistakable=True),
        Concept("bic", Finder.BIC, is_of_either_party=True, is_unmistakable=True),
        Concept("bank_name", Finder.TEXT),
        Concept("sort_code", Finder.IDENTIFIER),
        Concept("payment_terms", Finder.TEXT),
        Concept("payment_method", Finder.TEXT),
        Concept("currency", Finder.CURRENCY, is_unmistakable=True),
        # How much. A prepaid amount is an amount paid.
        Concept(
            "total_amount",
            Finder.AMOUNT,
            is_of_sum=True,
            tells_currency=True,
            ends_table=True,
            tells_business=True,
        ),
        Concept(
            "amount_due",
            Finder.AMOUNT,
            is_of_sum=True,
            tells_currency=True,
            ends_table=True,
            tells_business=True,
        ),
        Concept("subtotal", Finder.AMOUNT, is_of_sum=True, tells_currency=True, ends_table=True),
        Concept("tax_amount", Finder.AMOUNT, is_of_sum=True, tells_currency=True, ends_table=True),
        Concept("amount_paid", Finder.AMOUNT, tells_currency=True, ends_table=True),
        Concept("tax_rate", Finder.RATE),
        Concept("tax_by_rate", Finder.ROWS),
        Concept("allowances_and_charges", Finder.ROWS),
        Concept("discount", Finder.AMOUNT),
        Concept("shipping", Finder.AMOUNT),
        Concept("allowances", Finder.AMOUNT),
        Concept("charges", Finder.AMOUNT),
        Concept("rounding", Finder.AMOUNT),
        Concept("opening_balance", Finder.AMOUNT),
        Concept("closing_balance", Finder.AMOUNT, ends_table=True),
        Concept("line_items", Finder.ROWS),
        # What payslips, leases, policies, bookings and statements state beside these.
        Concept("birth_date", Finder.DATE, is_of_data=False),
        Concept("notice_period", Finder.TEXT, is_of_data=False),
        Concept("contract_term", Finder.TEXT, is_of_data=False),
        Concept("owner_name", Finder.TEXT, is_of_data=False),
        Concept("employer_name", Finder.TEXT, is_of_data=False, else_ask="vendor_name"),
        Concept("employee_name", Finder.TEXT, is_of_data=False),
        Concept("passenger_name", Finder.TEXT, is_of_data=False, else_ask="customer_name"),
        Concept("department", Finder.TEXT, is_of_data=False),
        Concept("job_title", Finder.TEXT, is_of_data=False),
        Concept("plate_number", Finder.TEXT, is_of_data=False),
        Concept("gross_pay", Finder.AMOUNT, is_of_data=False),
        Concept("net_pay", Finder.AMOUNT, is_of_data=False),
        Concept("total_deductions", Finder.AMOUNT, is_of_data=False),
        Concept("income_tax", Finder.AMOUNT, is_of_data=False),
        Concept("total_paid_in", Finder.AMOUNT, is_of_data=False),
        Concept("total_paid_out", Finder.AMOUNT, is_of_data=False),
        Concept("rent", Finder.AMOUNT, is_of_data=False),
        Concept("security_deposit", Finder.AMOUNT, is_of_data=False),
        Concept("paid_by_card", Finder.AMOUNT, is_of_data=False),
        Concept("premium", Finder.AMOUNT, is_of_data=False),
        # What e-invoices and orders in data state beside these.
        Concept("document_id", Finder.IDENTIFIER),
        Concept("document_date", Finder.DATE),
        Concept("series", Finder.IDENTIFIER),
        Concept("order_confirmation_number", Finder.IDENTIFIER),
        Concept("sales_order_number", Finder.IDENTIFIER),
        Concept("preceding_invoice_number", Finder.IDENTIFIER),
        Concept("preceding_invoice_date", Finder.DATE),
        Concept("tender_number", Finder.IDENTIFIER),
        Concept("cost_center", Finder.IDENTIFIER),
        Concept("protocol_number", Finder.IDENTIFIER),
        Concept("tracking_number", Finder.IDENTIFIER),
        Concept("tax_point_date", Finder.DATE),
        Concept("despatch_date", Finder.DATE),
        Concept("stamp_date", Finder.DATE),
        Concept("valid_until", Finder.DATE),
        Concept("place_of_issue", Finder.TEXT),
        Concept("usage", Finder.TEXT),
        Concept("tax_regime", Finder.TEXT),
        Concept("payee_name", Finder.TEXT),
        Concept("invoicee_name", Finder.TEXT),
        Concept("ordering_party_name", Finder.TEXT),
        Concept("third_party_name", Finder.TEXT),
        Concept("tax_representative_name", Finder.TEXT),
        Concept("carrier_name", Finder.TEXT),
        Concept("account_holder", Finder.TEXT),
        Concept("tax_id", Finder.IDENTIFIER, is_of_either_party=True),
        Concept("gln", Finder.IDENTIFIER, is_of_either_party=True),
        Concept("lines_total", Finder.AMOUNT),
        Concept("tax_amount_in_tax_currency", Finder.AMOUNT),
        Concept("total_taxes", Finder.AMOUNT),
        Concept("withholding_tax", Finder.AMOUNT),
        Concept("stamp_duty", Finder.AMOUNT),
        Concept("insurance", Finder.AMOUNT),
        Concept("exchange_rate", Finder.RATE),
    )
}


class Cell(StrEnum):
    """What the cells of a column hold."""

    TEXT = "text"
    IDENTIFIER = "identifier"
    DATE = "date"
    NUMBER = "number"
    RATE = "rate"
    PRICE = "price"
    """An amount that is not a row's sum."""
    SUM = "sum"
    """What a row comes to: every row of goods or bookings has one."""

    @property
    def is_numeric(self) -> bool:
        return self in {Cell.NUMBER, Cell.RATE, Cell.PRICE, Cell.SUM}


@dataclass(frozen=True, slots=True)
class ColumnConcept:
    """One column of a table of goods, services or bookings.

    Args:
        tells_item: under this header stand goods, services or bookings, if money or a quantity
            stands beside it.
        else_take: the column that answers in a table without this one.
    """

    name: str
    cell: Cell
    tells_item: bool = False
    else_take: str | None = None


COLUMNS: Mapping[str, ColumnConcept] = {
    column.name: column
    for column in (
        ColumnConcept("position", Cell.IDENTIFIER),
        ColumnConcept("item_number", Cell.IDENTIFIER, tells_item=True),
        ColumnConcept("buyer_item_number", Cell.IDENTIFIER),
        ColumnConcept("gtin", Cell.IDENTIFIER),
        ColumnConcept("description", Cell.TEXT, tells_item=True, else_take="item_number"),
        ColumnConcept("long_description", Cell.TEXT),
        ColumnConcept("date", Cell.DATE),
        ColumnConcept("period", Cell.TEXT),
        ColumnConcept("quantity", Cell.NUMBER),
        ColumnConcept("unit", Cell.TEXT),
        ColumnConcept("gross_price", Cell.PRICE),
        ColumnConcept("unit_price", Cell.PRICE),
        ColumnConcept("discount", Cell.PRICE),
        ColumnConcept("tax_rate", Cell.RATE),
        ColumnConcept("tax_amount", Cell.PRICE),
        ColumnConcept("amount", Cell.SUM, else_take="gross_amount"),
        ColumnConcept("gross_amount", Cell.SUM),
        ColumnConcept("debit", Cell.SUM),
        ColumnConcept("credit", Cell.SUM),
        ColumnConcept("balance", Cell.SUM),
    )
}

TABLES: Mapping[str, tuple[str, ...]] = {
    "tax_by_rate": ("tax_category", "tax_rate", "taxable_amount", "tax_amount", "reason"),
    "allowances_and_charges": ("kind", "reason", "percent", "base_amount", "amount", "tax_rate"),
}
"""The tables that data state beside the items, with their columns."""

_AMOUNTS_OF_TABLES = frozenset(
    ["tax_rate", "taxable_amount", "tax_amount", "percent", "base_amount", "amount"]
)


def is_numeric_column(name: str) -> bool:
    """Whether a column of items or of another table holds numbers."""
    return COLUMNS[name].cell.is_numeric if name in COLUMNS else name in _AMOUNTS_OF_TABLES


DOCUMENT_TYPES = frozenset(
    [
        "invoice",
        "credit_note",
        "proforma_invoice",
        "receipt",
        "purchase_order",
        "order_confirmation",
        "quotation",
        "delivery_note",
        "reminder",
        "statement",
    ]
)


class UnknownConcept(ValueError):
    """A table names what the engine doesn't know; the message has the file and the name."""


def check_names(names: Iterable[str], known: Iterable[str], where: str) -> None:
    """Make sure that a file's keys are names that the engine knows.

    Raises:
        UnknownConcept: with ``where``, the file and the table in it, and the unknown names.
    """
    unknown = sorted(set(names) - set(known))
    if unknown:
        raise UnknownConcept(f"{where}: unknown {', '.join(unknown)}")


def without_party(name: str) -> str:
    """The concept of ``vendor_vat_id`` or ``customer_vat_id``: ``vat_id``.

    Raises:
        UnknownConcept: the engine knows no such value.
    """
    if name in CONCEPTS:
        return name
    party, _, concept = name.partition("_")
    is_known = party in set(Party) | {"ship"} and concept in CONCEPTS
    if is_known and CONCEPTS[concept].is_of_either_party:
        return concept
    raise UnknownConcept(f"unknown {name}")


def concepts_with(finder: Finder) -> tuple[str, ...]:
    """The names of the concepts that one finder reads."""
    return tuple(name for name, concept in CONCEPTS.items() if concept.finder is finder)
