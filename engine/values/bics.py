"""BIC: the code of a bank, also called SWIFT code.

Source: ISO 9362. Four letters for the bank, two for the country, two for the place and three for a
branch. It has no check digits, but the country is one of ISO 3166.

>>> find_bic("BIC: COBADEFFXXX"), find_bic("see INVOICES and RECHTXYZ")
('COBADEFFXXX', None)
"""

from __future__ import annotations

import re

BIC = re.compile(r"(?<![A-Za-z0-9])[A-Z]{4}([A-Z]{2})[A-Z0-9]{2}(?:[A-Z0-9]{3})?(?![A-Za-z0-9])")
COUNTRIES = frozenset(
    """
    AD AE AF AG AI AL AM AO AR AT AU AW AZ BA BB BD BE BF BG BH BI BJ BM BN BO BR BS BT BW BY BZ CA
    CD CF CG CH CI CK CL CM CN CO CR CU CV CW CY CZ DE DJ DK DM DO DZ EC EE EG ER ES ET FI FJ FK FM
    FO FR GA GB GD GE GG GH GI GL GM GN GP GQ GR GT GU GW GY HK HN HR HT HU ID IE IL IM IN IQ IR IS
    IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MG
    MK ML MM MN MO MQ MR MS MT MU MV MW MX MY MZ NA NC NE NG NI NL NO NP NR NZ OM PA PE PF PG PH PK
    PL PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SI SK SL SM SN SO SR SS ST SV SX SY SZ TC TD
    TG TH TJ TL TM TN TO TR TT TV TW TZ UA UG US UY UZ VA VC VE VG VI VN VU WS XK YE ZA ZM ZW
    """.split()  # noqa: SIM905 (a list of codes reads better without quotation marks)
)


def find_bic(text: str) -> str | None:
    return next((m.group() for m in BIC.finditer(text) if m[1] in COUNTRIES), None)
