"""The pages that people see, in a real browser that reaches nothing but this service."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

from tests.e2e.service import Service

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
]


@pytest.fixture
def browser(service: Service, monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    # the browser's driver leaves an event loop in this thread, of which Django would beware
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=[
                *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
                *("--disable-background-networking", "--disable-component-update"),
                "--disable-sync",
            ],
        )
        yield browser
        browser.close()


@dataclass
class Watched:
    """A page and what it did that it should not."""

    page: Page
    origin: str
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("request", self._requested)
        self.page.on("console", self._told)
        self.page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        self.page.on(
            "requestfailed", lambda request: self.complaints.append(f"failed: {request.url}")
        )

    def _requested(self, request: Request) -> None:
        if not request.url.startswith((f"{self.origin}/", "data:", "blob:")):
            self.complaints.append(f"outside: {request.url}")

    def _told(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(f"{message.type}: {message.text} {message.location['url']}")

    def outside_links(self) -> list[str]:
        """Images, fonts, styles and scripts that the rendered page takes from elsewhere."""
        found: list[str] = self.page.evaluate(
            "origin => [...document.querySelectorAll('[src], link[href]')]"
            ".map(e => e.src || e.href)"
            ".filter(url => url && !url.startsWith(origin) && !/^(data|blob):/.test(url))",
            self.origin,
        )
        return found


@pytest.fixture
def watched(browser: Browser, service: Service) -> Iterator[Watched]:
    context = browser.new_context(base_url=service.base_url)
    yield Watched(context.new_page(), service.base_url)
    context.close()


def test_swagger_ui_renders_from_this_server_alone(watched: Watched):
    watched.page.goto("/", wait_until="networkidle")
    assert watched.page.url == f"{watched.origin}/api/docs/"
    # operations further down are rendered when they come into view
    watched.page.locator(".opblock").nth(5).wait_for()
    assert watched.outside_links() == []
    assert watched.complaints == []


def test_an_operation_can_be_tried_out(watched: Watched, service: Service):
    page = watched.page
    page.goto("/api/docs/", wait_until="networkidle")
    page.get_by_role("button", name="Authorize").first.click()
    scheme = page.locator(".auth-container", has_text="platform").first
    scheme.locator("input").first.fill(service.acme["platform_keys"]["read"])
    scheme.get_by_role("button", name="Apply credentials").click()
    scheme.get_by_role("button", name="Close", exact=True).click()
    block = page.locator(".opblock", has_text="/api/v1/unstract/whoami/").first
    block.click()
    block.get_by_role("button", name="Try it out").click()
    block.get_by_role("button", name="Execute").click()
    block.locator(".live-responses-table").wait_for()
    assert "org_acme" in block.locator(".live-responses-table").inner_text()
    assert watched.complaints == []


def test_redoc_renders_from_this_server_alone(watched: Watched):
    watched.page.goto("/api/redoc/", wait_until="networkidle")
    watched.page.locator("[data-section-id]").first.wait_for()
    assert watched.page.locator("h1").first.inner_text().startswith("Document workflow APIs")
    assert watched.outside_links() == []
    assert watched.complaints == []


def test_an_admin_signs_in_and_looks_around(watched: Watched, service: Service):
    page = watched.page
    page.goto("/admin/", wait_until="networkidle")
    admin = service.acme["users"]["admin"]
    page.locator("input[name=username]").fill(admin["email"])
    page.locator("input[name=password]").fill(admin["password"])
    page.locator("[type=submit]").first.click()
    page.wait_for_url("**/admin/")
    for path in (
        *("/admin/deployments/apideployment/", "/admin/api_keys/apikey/"),
        *("/admin/executions/execution/", "/admin/executions/fileexecution/"),
    ):
        response = page.goto(path, wait_until="networkidle")
        assert response is not None
        assert response.status == 200
        assert service.acme["deployment"]["api_key"] not in page.content()
    assert watched.outside_links() == []
    assert watched.complaints == []
