"""The pages that describe the API; tests/e2e/test_browser.py has them rendered."""

import re

import pytest

OUTSIDE = re.compile(r"(?:src|href)=[\"'](?:https?:)?//")


def test_the_home_page_leads_to_the_docs(client):
    response = client.get("/")
    assert (response.status_code, response["Location"]) == (302, "/api/docs/")


@pytest.mark.parametrize("path", ["/api/docs/", "/api/redoc/"])
def test_pages_name_no_outside_host_and_may_load_from_none(client, path):
    response = client.get(path)
    assert response.status_code == 200
    assert not OUTSIDE.search(response.content.decode())
    policy = response["Content-Security-Policy"]
    assert policy.startswith("default-src 'self'; ")
    assert "http" not in policy


@pytest.mark.parametrize("path", ["/api/docs/", "/api/redoc/"])
def test_what_pages_load_is_served_here(client, path):
    page = client.get(path).content.decode()
    addresses = re.findall(r"(?:src|href)=[\"'](/[^\"']+)", page)
    assert addresses
    for address in addresses:
        response = client.get(address)
        assert response.status_code == 200, address
        assert response.getvalue(), address


def test_redocs_bundle_asks_for_no_outside_logo(client):
    response = client.get("/api/redoc/bundle.js")
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/javascript")
    assert "cdn.redoc.ly" not in response.content.decode()


def test_browsers_find_an_icon(client):
    response = client.get("/favicon.ico", follow=True)
    assert response.status_code == 200
    assert response["Content-Type"] == "image/png"
    assert response.getvalue()


def test_static_files_can_be_kept_by_browsers(client):
    response = client.get("/static/organizations/page.css")
    assert response.status_code == 200
    assert "max-age" in response["Cache-Control"]
    assert response.getvalue()
