import re
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.deconstruct import deconstructible

# of the HTML standard, obsolete ones included, and the roots of SVG and MathML
_HTML_NAMES = """
    a abbr acronym address applet area article aside audio b base basefont bdi bdo bgsound big
    blink blockquote body br button canvas caption center cite code col colgroup command content
    data datalist dd del details dfn dialog dir div dl dt element em embed fieldset figcaption
    figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe
    image img input ins isindex kbd keygen label legend li link listing main map mark marquee
    math menu menuitem meta meter multicol nav nextid nobr noembed noframes noscript object ol
    optgroup option output p param picture plaintext pre progress q rb rp rt rtc ruby s samp
    script search section select selectedcontent shadow slot small source spacer span strike
    strong style sub summary sup svg table tbody td template textarea tfoot th thead time title
    tr track tt u ul var video wbr xmp
"""
_HTML_ELEMENTS = frozenset(_HTML_NAMES.split())
_TAG = re.compile(
    r"<(?P<blank>\s*)/?(?P<name>[a-zA-Z][^\s/<>]*)(?P<closed>\s*/?>|\s[^<>=]*=[^<>]*>)?"
)
_COMMENT_OR_DECLARATION = re.compile(r"<(?:!--|!\[|[!?][a-zA-Z])")
# programs disagree about addresses with other characters in them
_ADDRESS = re.compile(r"[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+\Z")


@deconstructible
class NoHTMLValidator:
    """Names are shown in other people's pages: they carry no markup.

    A ``<`` that opens no element of HTML is text: ``qty <threshold`` and ``<invoice_no>``.
    """

    message = "HTML is not allowed here; remove the angle brackets."
    code = "no_html"

    def __call__(self, value: str) -> None:
        if _COMMENT_OR_DECLARATION.search(value) or any(map(_is_html, _TAG.finditer(value))):
            raise ValidationError(self.message, code=self.code)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, NoHTMLValidator)

    def __hash__(self) -> int:
        return hash(type(self))


def _is_html(tag: re.Match[str]) -> bool:
    # browsers read no tag after a blank, other programs do; "a < b" is a comparison
    opens = not tag["blank"] or tag["closed"]
    return bool(opens) and tag["name"].lower() in _HTML_ELEMENTS


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
