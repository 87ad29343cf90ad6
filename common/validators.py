import re

from django.core.exceptions import ValidationError
from django.utils.deconstruct import deconstructible

_TAG = re.compile(r"<\s*[/!?a-zA-Z]")


@deconstructible
class NoHTMLValidator:
    """Names are shown in other people's pages: they carry no markup."""

    message = "HTML is not allowed here; remove the angle brackets."
    code = "no_html"

    def __call__(self, value: str) -> None:
        if _TAG.search(value):
            raise ValidationError(self.message, code=self.code)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, NoHTMLValidator)

    def __hash__(self) -> int:
        return hash(type(self))
