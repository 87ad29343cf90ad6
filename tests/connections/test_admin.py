"""What the admin shows and keeps of connections."""

import pytest

from common.crypto import MASK
from connections.models import Adapter
from tests.admin_rows import SECRET, change, page
from tests.factories import AdapterFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def adapter(organization) -> Adapter:
    return AdapterFactory(organization=organization, metadata={"api_key": SECRET, "model": "m"})


def test_settings_are_shown_masked(browser, adapter):
    shown = browser.get(page("adapter", "change", adapter.pk)).content.decode()
    assert MASK in shown
    assert "&quot;model&quot;: &quot;m&quot;" in shown


def test_a_change_keeps_the_credentials(browser, adapter):
    change(browser, adapter, {"adapter_name": "changed", "sealed_metadata": "x"})
    adapter.refresh_from_db()
    assert adapter.adapter_name == "changed"
    assert adapter.metadata == {"api_key": SECRET, "model": "m"}
