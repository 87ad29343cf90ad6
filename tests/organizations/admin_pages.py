"""Filling in the forms of this app's admin pages."""

import re

from django.urls import reverse


def page(name: str, kind: str, *args) -> str:
    return reverse(f"admin:organizations_{name}_{kind}", args=args)


def inline(prefix: str, *rows: dict, initial: int = 0) -> dict:
    """The fields of an inline formset; the first ``initial`` rows exist already."""
    form = {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": initial}
    for index, row in enumerate(rows):
        form |= {f"{prefix}-{index}-{name}": value for name, value in row.items()}
    return form


def saved(response) -> None:
    errors = re.findall(
        r'class="[^"]*errorlist[^"]*".*?</ul>', response.content.decode(), re.DOTALL
    )
    assert response.status_code == 302, errors
