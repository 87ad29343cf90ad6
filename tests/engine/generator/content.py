"""What generated documents are about: invented companies and people, and how a country writes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from random import Random


@dataclass(frozen=True)
class Country:
    """How a country writes: language, currency, marks of numbers, form of dates, legal form."""

    language: str
    currency: str
    decimal: str
    group: str
    dates: tuple[str, ...]
    legal_form: str
    tax_rate: int
    town: str


COUNTRIES: Mapping[str, Country] = {
    "GB": Country("en", "GBP", ".", ",", ("%d/%m/%Y", "%d %B %Y"), "Ltd", 20, "Leeds LS1 4AP"),
    "US": Country("en", "USD", ".", ",", ("%B %d, %Y", "%m/%d/%Y"), "Inc.", 8, "Salem, OR 97301"),
    "DE": Country("de", "EUR", ",", ".", ("%d.%m.%Y", "%d.%m.%y"), "GmbH", 19, "35037 Marburg"),
    "CH": Country("de", "CHF", ".", "'", ("%d.%m.%Y",), "AG", 8, "3011 Bern"),
    "FR": Country("fr", "EUR", ",", " ", ("%d/%m/%Y", "%d.%m.%Y"), "SARL", 20, "69002 Lyon"),
    "ES": Country("es", "EUR", ",", ".", ("%d/%m/%Y", "%d-%m-%Y"), "S.L.", 21, "28004 Madrid"),
    "IT": Country("it", "EUR", ",", ".", ("%d/%m/%Y",), "S.r.l.", 22, "20121 Milano"),
    "NL": Country("nl", "EUR", ",", ".", ("%d-%m-%Y",), "B.V.", 21, "3511 AB Utrecht"),
    "PT": Country("pt", "EUR", ",", ".", ("%d/%m/%Y", "%d-%m-%Y"), "Lda", 23, "4000-123 Porto"),
}
COMPANIES = (
    "Larkfield", "Tessaro", "Ostrander", "Valmonte", "Quillfeather", "Brambach", "Corvina",
    "Delmaris", "Hollowmere", "Nordvik", "Pinecrest", "Rosental", "Sarnico", "Umbria", "Wexholm",
)  # fmt: skip
TRADES = ("Paper", "Optik", "Media", "Textil", "Marine", "Print", "Garden", "Metal", "Foods")
PEOPLE = ("Ada Brandt", "Ivo Lindqvist", "Mara Teixeira", "Noel Garnier", "Pia Moretti")
STREETS = ("Via Roma", "Harbour Road", "Lindenweg", "Rue Basse", "Calle Sol", "Kerkstraat")
GOODS = ("Lamp", "Shelf", "Cable 5 m", "Valve", "Carpet", "Filter set", "Desk, oak", "Paint 2,5 l")
# Facts that no table of words knows: label, and the type of the value.
OWN_FACTS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "en": (
        ("Meter reading", "number"),
        ("Vehicle registration", "code"),
        ("Inspection carried out by", "person"),
        ("Warranty ends", "date"),
        ("Licence holder", "person"),
    ),
    "de": (
        ("Kilometerstand", "number"),
        ("Kennzeichen", "code"),
        ("Sachbearbeitung durch", "person"),
        ("Garantie endet", "date"),
    ),
    "fr": (("Relevé du compteur", "number"), ("Immatriculation", "code"), ("Technicien", "person")),
    "es": (("Lectura del contador", "number"), ("Matrícula", "code"), ("Técnico", "person")),
    "it": (("Lettura contatore", "number"), ("Targa", "code"), ("Tecnico", "person")),
    "nl": (("Meterstand", "number"), ("Kenteken", "code"), ("Monteur", "person")),
    "pt": (("Leitura do contador", "number"), ("Matrícula", "code"), ("Técnico", "person")),
}


def amount(value: float, country: Country) -> str:
    whole, cents = f"{value:,.2f}".split(".")
    return whole.replace(",", country.group) + country.decimal + cents


def written_date(value: date, country: Country, random: Random) -> str:
    return value.strftime(random.choice(country.dates))


def company(random: Random, country: Country) -> str:
    return f"{random.choice(COMPANIES)} {random.choice(TRADES)} {country.legal_form}"


def code(random: Random) -> str:
    number = random.randint(1000, 99999)
    return random.choice((f"{number}", f"R-{number}", f"{random.randint(2020, 2031)}/{number}"))
