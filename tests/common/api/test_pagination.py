import pytest
from django.core.exceptions import ImproperlyConfigured
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from common.api.pagination import PageNumberPagination
from organizations.models import Organization
from tests.factories import OrganizationFactory


def asked(**query) -> Request:
    return Request(APIRequestFactory().get("/things/", query))


def page_of(rows, **query) -> dict:
    paginator = PageNumberPagination()
    page = paginator.paginate_queryset(rows, asked(**query))
    body: dict = paginator.get_paginated_response(page).data
    return body


@pytest.mark.parametrize(
    ("query", "first", "last"),
    [
        ({}, 0, 49),
        ({"page": 2}, 50, 99),
        ({"page": 3}, 100, 100),
        ({"page": "03"}, 100, 100),
        ({"page_size": 10}, 0, 9),
        ({"page": 4, "page_size": 10}, 30, 39),
        ({"page_size": 1000}, 0, 100),
        ({"page_size": 100_000}, 0, 100),
    ],
)
def test_pages(query, first, last):
    body = page_of(list(range(101)), **query)
    assert body["count"] == 101
    assert (body["results"][0], body["results"][-1]) == (first, last)


def test_links():
    body = page_of(list(range(101)), page=2, colour="blue")
    assert body["next"] == "http://testserver/things/?colour=blue&page=3"
    assert body["previous"] == "http://testserver/things/?colour=blue"
    assert page_of(list(range(101)), page=3)["next"] is None
    assert page_of([])["previous"] is None


def test_links_stand_under_the_public_address(settings):
    settings.PUBLIC_BASE_URL = "https://documents.example"
    body = page_of(list(range(101)), page=2, colour="//blue")
    assert body["next"] == "https://documents.example/things/?colour=%2F%2Fblue&page=3"
    assert body["previous"] == "https://documents.example/things/?colour=%2F%2Fblue"


@pytest.mark.parametrize(("size", "clamped"), [("999", 999), ("1000", 1000), ("1001", 1000)])
def test_the_size_is_clamped(size, clamped):
    assert PageNumberPagination().get_page_size(asked(page_size=size)) == clamped


def test_a_long_number_is_clamped_too():
    # more digits than Python turns into a number
    assert PageNumberPagination().get_page_size(asked(page_size="9" * 10_000)) == 1000
    assert PageNumberPagination().get_page_size(asked(page_size="0" * 10_000 + "7")) == 7


@pytest.mark.parametrize("size", ["", "0", "000", "-1", "+1", "x", "1e3", "1.0", " 1", "²", "٣"])
def test_a_malformed_size_is_refused(size):
    with pytest.raises(ValidationError) as caught:
        page_of([1], page_size=size)
    assert caught.value.get_codes() == {"page_size": ["invalid"]}


@pytest.mark.parametrize("page", ["", "0", "-1", "3", "x", "last", "1.0", "²", "٣", "9" * 10_000])
def test_there_is_no_such_page(page):
    with pytest.raises(NotFound):
        page_of([1, 2], page=page, page_size=1)


@pytest.mark.django_db
def test_rows_without_an_order_are_refused():
    OrganizationFactory()
    with pytest.raises(ImproperlyConfigured, match="Organization is listed without an order"):
        page_of(Organization.objects.order_by())
    assert len(page_of(Organization.objects.order_by("pk"))["results"]) == 1
