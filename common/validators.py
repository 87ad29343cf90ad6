import re
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.deconstruct import deconstructible

_TAG = re.compile(r"<\s*[/!?a-zA-Z]")
# programs disagree about addresses with other characters in them
_ADDRESS = re.compile(r"[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+\Z")


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


@deconstructible
class HTTPSAddressValidator:
    """An address that this service may be asked to call: https, a host, no user name in it.

    Whether the host is a public one is decided when it is called, by what its name leads to then.
    """

    message = "Send an https address, without a user name in it."
    code = "https_address"

    def __call__(self, value: str) -> None:
        try:
            parts = urlsplit(value)
            host, _ = parts.hostname, parts.port
        except ValueError:
            raise ValidationError(self.message, code=self.code) from None
        if (
            parts.scheme != "https"
            or not host
            or parts.username is not None
            or not _ADDRESS.match(value)
        ):
            raise ValidationError(self.message, code=self.code)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, HTTPSAddressValidator)

    def __hash__(self) -> int:
        return hash(type(self))
