"""Numbers that tax offices give: VAT ids of the European Union and tax numbers of other countries.

Sources: https://ec.europa.eu/taxation_customs/vies for the forms; the check digits of each country
are those of python-stdnum.

>>> number = find_tax_number("VAT: ATU 1358 5627, page 3")
>>> number.text, number.is_valid
('ATU 1358 5627', True)
>>> find_tax_number("DE123456789").is_valid, find_tax_number("none")
(False, None)
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from stdnum import get_cc_module
from stdnum.eu import vat

TAX_NUMBER = re.compile(
    r"(?<![A-Za-z0-9])[A-Z]{0,4}[ ]?[A-Z0-9](?:[ .\-/]?[A-Z0-9]){5,20}(?![A-Za-z0-9])"
)
LEAST_DIGITS = 5
WITH_OWN_CHECK = ("ch", "no", "gb", "au", "in", "br", "mx", "tr", "rs", "il", "nz", "sg", "za")
"""Countries outside of the Union, by their codes, whose numbers have check digits."""


@dataclass(frozen=True, slots=True)
class TaxNumber:
    """A number as it is written; ``is_valid`` where the check digits of its country are right."""

    text: str
    start: int
    is_valid: bool

    @property
    def is_international(self) -> bool:
        """Whether it begins with a country's letters, as VAT ids do."""
        return self.text[:2].isalpha()


def find_tax_number(text: str) -> TaxNumber | None:
    """The first run of groups of digits and capitals that can be a tax number."""
    match = TAX_NUMBER.search(text)
    if match is None or sum(sign.isdigit() for sign in match.group()) < LEAST_DIGITS:
        return None
    number = match.group().strip()
    return TaxNumber(number, match.start(), is_valid(number))


def is_valid(number: str) -> bool:
    """Whether the check digits of a country are right that gives numbers of this form."""
    if number[:2].isalpha() and vat.is_valid(number):
        return True
    modules = [get_cc_module(country, "vat") for country in WITH_OWN_CHECK]
    return any(module is not None and module.is_valid(number) for module in modules)
