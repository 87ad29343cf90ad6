"""The organization's default adapter of each type."""

import pytest

from common.crypto import MASK
from connections.models import Adapter
from tests.answers import error_of
from tests.factories import AdapterFactory, OrganizationFactory
from tests.fixtures import signed_in

from .conftest import SECRET, new

pytestmark = pytest.mark.django_db


def test_choosing_the_default_takes_it_from_the_former(url, admin, organization, adapter):
    former = AdapterFactory(organization=organization, is_default=True)
    other_type = AdapterFactory(organization=organization, adapter_type="X2TEXT", is_default=True)
    elsewhere = AdapterFactory(organization=OrganizationFactory(), is_default=True)
    response = signed_in(admin).patch(f"{url}{adapter.pk}/", {"is_default": True})
    assert response.status_code == 200, response.content
    assert response.json()["is_default"] is True
    defaults = set(Adapter.objects.filter(is_default=True))
    assert defaults == {adapter, other_type, elsewhere}
    former.refresh_from_db()
    assert former.is_default is False


def test_a_new_default_takes_it_too(url, api, organization):
    AdapterFactory(organization=organization, is_default=True)
    assert api.post(url, new(is_default=True)).json()["is_default"] is True
    assert Adapter.objects.get(is_default=True).adapter_name == "small model"


def test_one_without_credentials_displaces_no_default(url, api, organization):
    former = AdapterFactory(organization=organization, is_default=True)
    made = api.post(url, new(is_default=True, adapter_metadata={"api_key": MASK}))
    assert made.status_code == 201
    assert made.json()["is_default"] is False
    assert Adapter.objects.get(is_default=True) == former
    error = error_of(api.patch(f"{url}{made.json()['id']}/", {"is_default": True}))
    assert error["attr"] == "is_default"


def test_one_without_credentials_becomes_the_first_default(url, api):
    made = api.post(url, new(is_default=True, adapter_metadata={"api_key": MASK})).json()
    assert made["is_default"] is True


def test_credentials_and_default_in_one_write(url, api, organization):
    AdapterFactory(organization=organization, is_default=True)
    made = api.post(url, new(adapter_metadata={"api_key": MASK})).json()
    change = {"is_default": True, "adapter_metadata": {"api_key": SECRET}}
    assert api.patch(f"{url}{made['id']}/", change).json()["is_default"] is True


def test_owners_do_not_choose_the_default(url, detail, owner, adapter):
    client = signed_in(owner)
    assert client.patch(detail, {"is_default": True}).status_code == 403
    assert client.post(url, new(is_default=True)).status_code == 403
    assert client.patch(detail, {"is_default": False}).status_code == 200
    assert not Adapter.objects.filter(is_default=True).exists()


def test_a_full_update_leaves_the_default(detail, admin, adapter):
    Adapter.objects.filter(pk=adapter.pk).update(is_default=True)
    assert signed_in(admin).put(detail, new()).json()["is_default"] is True
    assert signed_in(admin).patch(detail, {"is_default": False}).json()["is_default"] is False
