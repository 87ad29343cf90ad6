"""One generated document: its facts, the traps among them, and where its layout puts them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from engine.languages.loading import default_vocabulary
from engine.types import Prompt, ValueType
from tests.engine.generator import content
from tests.engine.generator.content import COUNTRIES, OWN_FACTS, Country

WIDTH = 92
LABELS_TO_CHOOSE_FROM = 6
QUESTIONS = {
    "invoice_number": "What is the invoice number?",
    "invoice_date": "What is the invoice date?",
    "due_date": "By when does the invoice have to be paid?",
    "order_number": "What is the order number?",
    "customer_number": "What is the customer number?",
    "vendor_name": "Who issued the invoice?",
    "customer_name": "Who is billed?",
    "subtotal": "What is the amount before tax?",
    "tax_amount": "How much tax is charged?",
    "tax_rate": "What is the tax rate?",
    "total_amount": "What is the total amount including tax?",
    "amount_due": "What is the amount due?",
    "amount_paid": "How much was already paid?",
}
TYPES = {
    "number": ValueType.NUMBER,
    "code": ValueType.TEXT,
    "person": ValueType.TEXT,
    "date": ValueType.DATE,
}


@dataclass(frozen=True)
class Fact:
    """A label with its value as written; ``value`` is what is right, None for an empty label."""

    label: str
    written: str
    value: Any


@dataclass
class Generated:
    """A document as lines of characters, what is asked of it, and what is right.

    ``names`` are the keys whose values name somebody.
    """

    family: str
    traps: frozenset[str]
    pairs: list[tuple[str, str]] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    prompts: list[Prompt] = field(default_factory=list)
    expected: dict[str, Any] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)


class _Maker:
    """Draws one document from its random numbers."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.country: Country = random.choice(list(COUNTRIES.values()))
        vocabulary = default_vocabulary()
        self.language = next(
            each for each in vocabulary.languages if each.code == self.country.language
        )
        self.traps = frozenset(trap for trap in TRAPS if random.random() < TRAP_SHARE)

    def label(self, concept: str) -> str:
        known = self.language.labels[concept][:LABELS_TO_CHOOSE_FROM]
        words = " ".join(self.random.choice(known))
        return words[:1].upper() + words[1:]

    def day(self) -> date:
        return date(2024, 1, 13) + timedelta(days=self.random.randint(0, 900))

    def dated(self, concept: str, value: date) -> Fact:
        written = content.written_date(value, self.country, self.random)
        return Fact(self.label(concept), written, value.isoformat())

    def money(self, concept: str, value: float) -> Fact:
        written = content.amount(value, self.country)
        if self.random.random() < 0.4:
            written = f"{written} {self.country.currency}"
        return Fact(self.label(concept), written, value)

    def facts(self) -> dict[str, Fact]:
        """The head's facts by concept, in the order in which they are printed."""
        issued = self.day()
        facts = {"invoice_number": self._coded("invoice_number")}
        if self.random.random() < 0.8:
            facts["invoice_date"] = self.dated("invoice_date", issued)
        if self.random.random() < 0.6:
            facts["due_date"] = self.dated("due_date", issued + timedelta(days=30))
        for concept in ("order_number", "customer_number"):
            if self.random.random() < 0.5:
                facts[concept] = self._coded(concept)
        if "empty label" in self.traps:
            empty = self.random.choice(list(facts))
            facts[empty] = Fact(facts[empty].label, "", None)
        return facts

    def _coded(self, concept: str) -> Fact:
        value = content.code(self.random)
        return Fact(self.label(concept), value, value)

    def sums(self) -> dict[str, Fact]:
        net = round(self.random.uniform(20, 4000), 2)
        tax = round(net * self.country.tax_rate / 100, 2)
        total = round(net + tax, 2)
        sums = {
            "subtotal": self.money("subtotal", net),
            "tax_amount": self.money("tax_amount", tax),
            "total_amount": self.money("total_amount", total),
        }
        if "rate in label" in self.traps:
            fact = sums["tax_amount"]
            label = f"{fact.label} {self.country.tax_rate} %"
            sums["tax_amount"] = Fact(label, fact.written, tax)
        if "paid in part" in self.traps:
            paid = round(total / 4, 2)
            sums["amount_paid"] = self.money("amount_paid", paid)
            sums["amount_due"] = self.money("amount_due", round(total - paid, 2))
        if "total is missing" in self.traps:
            del sums["total_amount"]
        return sums

    def own_facts(self) -> list[tuple[Fact, str]]:
        facts = []
        known = OWN_FACTS[self.country.language]
        for label, kind in self.random.sample(known, k=min(2, len(known))):
            day = self.day()
            written, value = {
                "number": (str(number := self.random.randint(100, 99999)), number),
                "code": (made := f"KX {self.random.randint(100, 999)}", made),
                "person": (person := self.random.choice(content.PEOPLE), person),
                "date": (content.written_date(day, self.country, self.random), day.isoformat()),
            }[kind]
            facts.append((Fact(label, written, value), kind))
        return facts


TRAP_SHARE = 0.3
TRAPS = (
    "empty label",
    "rate in label",
    "paid in part",
    "total is missing",
    "other date",
    "account holder",
    "sentence",
    "two languages",
    "box numbers",
    "stranger's number",
)


def generated(seed: int) -> Generated:
    random = Random(seed)  # noqa: S311 - documents are drawn, no secrets
    maker = _Maker(random)
    family = random.choice(list(FAMILIES))
    document = Generated(family, maker.traps)
    vendor = content.company(random, maker.country)
    customer = content.company(random, maker.country)
    facts, sums, own = maker.facts(), maker.sums(), maker.own_facts()
    head = [*facts.values(), *(fact for fact, _ in own)]
    document.lines += [vendor, f"{random.choice(content.STREETS)} {random.randint(1, 99)}"]
    document.lines += [maker.country.town, ""]
    customer_label = maker.label("customer_name")
    document.lines += _party(customer_label, customer, maker)
    document.lines += FAMILIES[family](_dressed(head, maker), random)
    document.lines += ["", *_extras(maker), ""]
    document.lines += _right_set(list(sums.values()), random)
    document.pairs = [(fact.label, fact.written) for fact in (*head, *sums.values())]
    known = {**facts, **sums}
    if "amount_paid" not in sums and "total_amount" in sums:
        known["amount_due"] = Fact("", "", sums["total_amount"].value)
    if "rate in label" in maker.traps:
        known["tax_rate"] = Fact("", "", maker.country.tax_rate)
    known["vendor_name"] = Fact("", vendor, vendor)
    known["customer_name"] = Fact(customer_label, customer, customer)
    _ask(document, known, own, random)
    return document


def _party(label: str, name: str, maker: _Maker) -> list[str]:
    if maker.random.random() < 0.5:
        return [f"{label}: {name}", ""]
    street = f"{maker.random.choice(content.STREETS)} {maker.random.randint(1, 99)}"
    return [f"{label}:", name, street, maker.country.town, ""]


def _dressed(facts: Sequence[Fact], maker: _Maker) -> list[Fact]:
    """The facts with what makes their labels harder to read."""
    dressed = []
    for number, fact in enumerate(facts, 1):
        label = fact.label
        if "two languages" in maker.traps:
            label = f"{label} / {label[:3]}ovo {label[-3:].strip()}"
        if "box numbers" in maker.traps:
            label = f"{number} {label}"
        dressed.append(Fact(label, fact.written, fact.value))
    return dressed


def _extras(maker: _Maker) -> list[str]:
    """Lines that hold no answer but look as if they did."""
    lines = []
    if "other date" in maker.traps:
        day = content.written_date(maker.day(), maker.country, maker.random)
        lines.append(f"{maker.random.choice(content.PEOPLE)}, * {day}")
    if "account holder" in maker.traps:
        lines.append(f"IBAN: {content.code(maker.random)}  {maker.random.choice(content.PEOPLE)}")
    if "sentence" in maker.traps:
        label = maker.label("total_amount").lower()
        lines.append(f"Ad {label} vide 2 et {maker.random.randint(3, 90)} supra, {label} est.")
    if "stranger's number" in maker.traps:
        lines.append(
            f"ISO {maker.random.randint(1000, 99999)}   HRB {maker.random.randint(1, 999)}"
        )
    return lines


def _colons(facts: Sequence[Fact], random: Random) -> list[str]:
    gap = " " * random.choice((0, 1, 3))
    return [f"{fact.label}:{gap}{fact.written}".rstrip() for fact in facts]


def _columns(facts: Sequence[Fact], random: Random) -> list[str]:
    wide = max(len(fact.label) for fact in facts) + random.randint(3, 10)
    return [f"{fact.label.ljust(wide)}{fact.written}".rstrip() for fact in facts]


def _heads(facts: Sequence[Fact], random: Random) -> list[str]:
    """Labels in a row, their values under them, two or three to a row."""
    per_row = random.choice((2, 3))
    lines = []
    for start in range(0, len(facts), per_row):
        group = facts[start : start + per_row]
        wide = max(max(len(fact.label), len(fact.written)) for fact in group) + 4
        lines.append("".join(fact.label.ljust(wide) for fact in group).rstrip())
        lines.append("".join(fact.written.ljust(wide) for fact in group).rstrip())
        lines.append("")
    return lines


def _under(facts: Sequence[Fact], random: Random) -> list[str]:
    """Each value in the line under its label."""
    del random
    return [line for fact in facts for line in (fact.label, fact.written, "")]


def _side_by_side(facts: Sequence[Fact], random: Random) -> list[str]:
    """Two columns of labels with their values."""
    lines = _columns(facts, random)
    half = (len(lines) + 1) // 2
    left, right = lines[:half], [*lines[half:], ""]
    wide = max(map(len, left)) + 6
    return [f"{one.ljust(wide)}{other}".rstrip() for one, other in zip(left, right, strict=False)]


FAMILIES: Mapping[str, Callable[[Sequence[Fact], Random], list[str]]] = {
    "colons": _colons,
    "columns": _columns,
    "heads": _heads,
    "under": _under,
    "side by side": _side_by_side,
}


def _right_set(facts: Sequence[Fact], random: Random) -> list[str]:
    """The sums at the foot, their amounts flush right."""
    start = random.randint(20, 50)
    wide = WIDTH - start
    return [
        " " * start
        + fact.label
        + fact.written.rjust(max(wide - len(fact.label), len(fact.written) + 2))
        for fact in facts
    ]


def _ask(
    document: Generated, known: Mapping[str, Fact], own: Sequence[tuple[Fact, str]], random: Random
) -> None:
    for number, (concept, question) in enumerate(QUESTIONS.items()):
        fact = known.get(concept)
        way = random.random()
        key, text = concept, question
        if way < 0.3 and fact and fact.label:
            key, text = f"f{number}", random.choice((fact.label, f'What stands at "{fact.label}"?'))
        elif way < 0.5:
            key = f"f{number}"
        _add(document, key, text, _type_of(concept), fact.value if fact else None)
        if concept.endswith("_name"):
            document.names.add(key)
    for number, (fact, kind) in enumerate(own):
        text = random.choice((fact.label, f"What is the {fact.label.lower()}?"))
        _add(document, f"own{number}", text, TYPES[kind], fact.value)


def _type_of(concept: str) -> ValueType:
    if concept.endswith("_date"):
        return ValueType.DATE
    is_text = concept.endswith(("_number", "_name"))
    return ValueType.TEXT if is_text else ValueType.NUMBER


def _add(document: Generated, key: str, text: str, value_type: ValueType, value: Any) -> None:
    document.prompts.append(Prompt(key, text, value_type))
    document.expected[key] = value
