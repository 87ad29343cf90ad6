import pytest
from django.core.exceptions import ValidationError

from common.validators import NoHTMLValidator


@pytest.mark.parametrize(
    "text",
    [
        "<b>",
        "</b>",
        "a <b",
        "< script>",
        "<\tscript>",
        "<\nscript>",
        "<!-- x -->",
        "<!DOCTYPE html>",
        "<?php",
        "<img src=x onerror=alert(1)>",
        "<SCRIPT",
        "x<svg/onload=1",
        "<table\nid=x>",
        "<<b>",
        "<invoice_no<b>",
        "a < b then </b>",
        "<![CDATA[x]]>",
        "<h1/>",
        "< img src=x>",
    ],
)
def test_markup_is_refused(text):
    with pytest.raises(ValidationError) as caught:
        NoHTMLValidator()(text)
    assert caught.value.code == "no_html"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "5 < 6",
        "6 > 5",
        "<3",
        "a <- b",
        "a <= b",
        "<",
        ">",
        "& < >",
        "R&D",
        "<<>>",
        "qty <threshold",
        "<invoice_no>",
        "</invoice_no>",
        "a < b",
        "a < b and c > d",
        "<x-card>",
        "<!>",
        "<?",
        "<b_1>",
        "<tables>",
        "<e-mail@example.com>",
    ],
)
def test_signs_that_open_no_markup_are_allowed(text):
    NoHTMLValidator()(text)


def test_all_are_equal_for_migrations():
    assert NoHTMLValidator() == NoHTMLValidator()
    assert hash(NoHTMLValidator()) == hash(NoHTMLValidator())
    assert NoHTMLValidator() != object()
    path, args, kwargs = NoHTMLValidator().deconstruct()
    assert (path, args, kwargs) == ("common.validators.NoHTMLValidator", (), {})
