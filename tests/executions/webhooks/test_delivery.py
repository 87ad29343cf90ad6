"""What receivers are told of ended executions, by a local HTTPS server."""

import json
import time
from collections.abc import Iterator
from datetime import timedelta
from email.message import Message
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import ClassVar

import pytest
from cryptography.fernet import Fernet
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.utils import timezone
from standardwebhooks import Webhook, WebhookVerificationError

from executions.models import WebhookDelivery
from executions.tasks import sweep
from executions.webhooks import delivery as webhooks
from tests.executions.https_server import https_server
from tests.factories import ExecutionFactory, WebhookDeliveryFactory
from tests.fixtures import bearing, signed_in

pytestmark = pytest.mark.django_db


class Receiver(BaseHTTPRequestHandler):
    """Answers what ``answers`` says, then 204."""

    answers: ClassVar[list[int]] = []
    received: ClassVar[list[tuple[str, Message, bytes]]] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.received.append((self.path, self.headers, body))
        if self.path == "/slow":
            for _ in range(20):
                self.wfile.write(b"x")
                self.wfile.flush()
                time.sleep(0.1)
        self.send_response(self.answers.pop(0) if self.answers else 204)
        if self.path == "/moved":
            self.send_header("Location", "/elsewhere")
        self.end_headers()

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def receiver(tmp_path: Path, settings) -> Iterator[str]:
    Receiver.answers.clear()
    Receiver.received.clear()
    with https_server(Receiver, tmp_path) as (address, certificate):
        settings.WEBHOOK_ALLOW_LOOPBACK = True
        settings.OUTBOUND_CA_BUNDLE = certificate
        yield address


@pytest.fixture
def hooked(api, prefix, deployment, receiver) -> dict:
    """The deployment with a webhook, as its owners see it."""
    url = f"{prefix}/api/deployment/{deployment.pk}/"
    body: dict = api.patch(url, {"webhook_url": f"{receiver}/hook?token=t0ken"}).json()
    return body


def run(caller, endpoint, run_worker, content=b"Invoice number: INV-1\n", **fields) -> str:
    document = SimpleUploadedFile("invoice.txt", content)
    response = caller.post(endpoint, {"files": [document], **fields}, format="multipart")
    assert response.status_code == 200, response.content
    run_worker()
    execution_id: str = response.json()["message"]["execution_id"]
    return execution_id


def deliver() -> None:
    for pk in webhooks.deliveries_due(timezone.now()):
        webhooks.deliver(pk)


def test_the_end_of_an_execution_is_told(hooked, caller, endpoint, run_worker):
    execution_id = run(caller, endpoint, run_worker)
    deliver()
    ((path, headers, body),) = Receiver.received
    assert path == "/hook?token=t0ken"
    told = Webhook(hooked["webhook_secret"]).verify(body, dict(headers))
    delivery = WebhookDelivery.objects.get()
    assert headers["webhook-id"] == str(delivery.pk)
    assert headers["Content-Type"] == "application/json"
    assert told.pop("timestamp")
    assert told == {
        "type": "execution.completed",
        "data": {
            "execution_id": execution_id,
            "status": "COMPLETED",
            "api_name": "invoices",
            "total_files": 1,
            "successful_files": 1,
            "failed_files": 0,
            "status_api": f"/deployment/api/org_acme/invoices/?execution_id={execution_id}",
        },
    }
    assert (delivery.status, delivery.attempts, delivery.response_status) == ("DELIVERED", 1, 204)
    deliver()
    assert len(Receiver.received) == 1


def test_a_changed_body_is_not_taken_for_ours(hooked, caller, endpoint, run_worker):
    run(caller, endpoint, run_worker)
    deliver()
    ((_, headers, body),) = Receiver.received
    with pytest.raises(WebhookVerificationError):
        Webhook(hooked["webhook_secret"]).verify(body + b" ", dict(headers))


@pytest.mark.parametrize("how", ["failed", "stopped", "overdue"])
def test_every_way_to_end_is_told(
    hooked, api, prefix, caller, endpoint, run_worker, deployment, how
):
    if how == "failed":
        run(caller, endpoint, run_worker, content=b"")
    else:
        execution_id = run(caller, endpoint, lambda: None)
    if how == "stopped":
        api.post(f"{prefix}/execution/{execution_id}/stop/")
    if how == "overdue":
        deployment.executions.update(deadline_at=timezone.now() - timedelta(seconds=1))
        sweep()
    deliver()
    ((_, _, body),) = Receiver.received
    told = json.loads(body)
    expected = {"failed": "ERROR", "stopped": "STOPPED", "overdue": "ERROR"}[how]
    assert told["data"]["status"] == expected
    assert told["type"] == ("execution.stopped" if how == "stopped" else "execution.failed")


def test_an_execution_may_name_a_receiver_of_its_own(
    hooked, caller, endpoint, receiver, run_worker
):
    run(caller, endpoint, run_worker, webhook_url=f"{receiver}/own")
    deliver()
    assert {path for path, _, _ in Receiver.received} == {"/hook?token=t0ken", "/own"}


def test_the_same_receiver_is_told_once(hooked, caller, endpoint, run_worker):
    run(caller, endpoint, run_worker, webhook_url=hooked["webhook_url"])
    deliver()
    assert len(Receiver.received) == 1


def test_a_receiver_of_one_execution_gets_the_deployments_signature(
    api, prefix, deployment, caller, endpoint, receiver, run_worker
):
    run(caller, endpoint, run_worker, webhook_url=f"{receiver}/own")
    deliver()
    shown = api.get(f"{prefix}/api/deployment/{deployment.pk}/").json()
    assert shown["webhook_url"] is None
    ((_, headers, body),) = Receiver.received
    assert Webhook(shown["webhook_secret"]).verify(body, dict(headers))


def test_without_a_receiver_nothing_is_written(caller, endpoint, run_worker):
    run(caller, endpoint, run_worker)
    assert not WebhookDelivery.objects.exists()


def test_the_queue_is_told_after_the_commit(
    hooked, caller, endpoint, run_worker, sent, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        run(caller, endpoint, run_worker)
    assert str(WebhookDelivery.objects.get().pk) in sent


def test_a_refused_delivery_is_tried_again_with_growing_pauses(
    hooked, caller, endpoint, run_worker, time_machine
):
    Receiver.answers[:] = [500] * 7
    run(caller, endpoint, run_worker)
    pauses = []
    for attempt in range(1, 8):
        before = timezone.now()
        deliver()
        delivery = WebhookDelivery.objects.get()
        assert delivery.attempts == attempt
        assert delivery.response_status == 500
        assert delivery.error == "The receiver answered 500."
        if delivery.next_attempt_at:
            pauses.append(round((delivery.next_attempt_at - before).total_seconds()))
            deliver()
            assert len(Receiver.received) == attempt, "tried again before it was due"
            time_machine.move_to(delivery.next_attempt_at + timedelta(seconds=1), tick=True)
    assert pauses == [10, 60, 600, 3600, 21_600, 86_400]
    assert delivery.status == "FAILED"
    assert delivery.finished_at is not None
    assert len({headers["webhook-id"] for _, headers, _ in Receiver.received}) == 1
    assert len({body for _, _, body in Receiver.received}) == 1


def test_the_sweep_sends_what_is_due(hooked, caller, endpoint, run_worker, sent, time_machine):
    Receiver.answers[:] = [503]
    run(caller, endpoint, run_worker)
    deliver()
    sent.clear()
    sweep()
    assert sent == []
    time_machine.move_to(timezone.now() + timedelta(seconds=11))
    sweep()
    assert sent == [str(WebhookDelivery.objects.get().pk)]


def test_a_receiver_that_is_gone_is_not_asked_again(hooked, caller, endpoint, run_worker):
    Receiver.answers[:] = [410]
    run(caller, endpoint, run_worker)
    deliver()
    assert WebhookDelivery.objects.get().status == "FAILED"


def test_redirects_are_not_followed(hooked, caller, endpoint, receiver, run_worker):
    Receiver.answers[:] = [204, 302]
    run(caller, endpoint, run_worker, webhook_url=f"{receiver}/moved")
    deliver()
    assert {path for path, _, _ in Receiver.received} == {"/hook?token=t0ken", "/moved"}
    errors = set(WebhookDelivery.objects.values_list("status", "error"))
    assert errors == {("DELIVERED", ""), ("WAITING", "The receiver answered 302.")}


def test_a_receiver_that_trickles_holds_nobody_for_long(
    deployment, caller, endpoint, receiver, run_worker, monkeypatch
):
    monkeypatch.setattr(webhooks, "_SECONDS", 0.3)
    run(caller, endpoint, run_worker, webhook_url=f"{receiver}/slow")
    started = time.monotonic()
    deliver()
    assert time.monotonic() - started < 1.5
    delivery = WebhookDelivery.objects.get()
    assert (delivery.status, delivery.response_status) == ("WAITING", None)
    assert delivery.error


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "2130706433", "[::ffff:127.0.0.1]"])
def test_a_receiver_inside_is_not_asked(
    deployment, caller, endpoint, receiver, run_worker, settings, host
):
    settings.WEBHOOK_ALLOW_LOOPBACK = False
    port = receiver.rpartition(":")[2]
    run(caller, endpoint, run_worker, webhook_url=f"https://{host}:{port}/hook")
    deliver()
    delivery = WebhookDelivery.objects.get()
    assert (delivery.status, delivery.attempts) == ("FAILED", 1)
    assert "not public" in delivery.error
    assert Receiver.received == []


def test_an_untrusted_certificate_is_said(hooked, caller, endpoint, run_worker, settings):
    settings.OUTBOUND_CA_BUNDLE = ""
    run(caller, endpoint, run_worker)
    deliver()
    assert WebhookDelivery.objects.get().error == "The certificate is not trusted."


def test_one_try_is_made_by_one_worker(hooked, caller, endpoint, run_worker):
    run(caller, endpoint, run_worker)
    pk = WebhookDelivery.objects.get().pk
    assert webhooks._claimed(pk) is not None
    assert webhooks._claimed(pk) is None


def test_a_deployment_deleted_meanwhile_ends_its_deliveries(
    hooked, api, prefix, deployment, caller, endpoint, run_worker
):
    run(caller, endpoint, run_worker)
    api.delete(f"{prefix}/api/deployment/{deployment.pk}/")
    deliver()
    assert WebhookDelivery.objects.get().status == "FAILED"
    assert Receiver.received == []


def test_owners_see_the_deliveries(
    hooked, prefix, deployment, owner, viewer, member, admin, caller, endpoint, run_worker
):
    deployment.members.create(user=viewer, role="viewer")
    execution_id = run(caller, endpoint, run_worker)
    deliver()
    path = f"{prefix}/execution/{execution_id}/webhook-deliveries/"
    for user, status in [(owner, 200), (admin, 200), (viewer, 403), (member, 404)]:
        assert signed_in(user).get(path).status_code == status
    (row,) = signed_in(owner).get(path).json()["results"]
    assert row["url"] == hooked["webhook_url"]
    assert (row["status"], row["response_status"]) == ("DELIVERED", 204)
    assert row["payload"]["data"]["execution_id"] == execution_id


def test_address_and_secret_are_the_owners(hooked, prefix, deployment, owner, viewer, platform_key):
    deployment.members.create(user=viewer, role="viewer")
    path = f"{prefix}/api/deployment/{deployment.pk}/"
    assert hooked["webhook_secret"].startswith("whsec_")
    assert signed_in(owner).get(path).json()["webhook_secret"] == hooked["webhook_secret"]
    platform_key.permission = "read"
    platform_key.save()
    for stranger in (signed_in(viewer), bearing(platform_key.secret)):
        shown = stranger.get(path).json()
        assert (shown["webhook_url"], shown["webhook_secret"]) == (None, None)


def test_the_secret_stays_when_the_address_changes(hooked, api, prefix, deployment):
    path = f"{prefix}/api/deployment/{deployment.pk}/"
    changed = api.patch(path, {"webhook_url": "https://example.com/"}).json()
    assert changed["webhook_secret"] == hooked["webhook_secret"]
    removed = api.patch(path, {"webhook_url": None}).json()
    assert removed["webhook_url"] is None


def test_a_rotated_secret_signs_from_then_on(
    hooked, api, prefix, deployment, caller, endpoint, run_worker
):
    run(caller, endpoint, run_worker)
    path = f"{prefix}/api/deployment/{deployment.pk}/rotate-webhook-secret/"
    fresh = api.post(path).json()["webhook_secret"]
    assert fresh != hooked["webhook_secret"]
    deliver()
    ((_, headers, body),) = Receiver.received
    assert Webhook(fresh).verify(body, dict(headers))
    with pytest.raises(WebhookVerificationError):
        Webhook(hooked["webhook_secret"]).verify(body, dict(headers))


def test_the_secret_survives_a_change_of_the_encryption_keys(hooked, deployment, settings):
    settings.KEY_ENCRYPTION_KEYS = [Fernet.generate_key().decode(), *settings.KEY_ENCRYPTION_KEYS]
    call_command("rotate_key_encryption")
    settings.KEY_ENCRYPTION_KEYS = settings.KEY_ENCRYPTION_KEYS[:1]
    deployment.refresh_from_db()
    assert deployment.webhook_secret == hooked["webhook_secret"]


@pytest.mark.parametrize("count", [10, 200])
def test_deliveries_are_listed_in_a_constant_number_of_queries(
    api, prefix, deployment, django_assert_num_queries, count
):
    execution = ExecutionFactory(deployment=deployment)
    WebhookDeliveryFactory.create_batch(count, execution=execution)
    path = f"{prefix}/execution/{execution.pk}/webhook-deliveries/"
    with django_assert_num_queries(4):
        response = api.get(path, {"page_size": 1000})
    assert len(response.json()["results"]) == count


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/",
        "https://user:pw@example.com/",
        "https://",
        "https://example.com\\@evil.example/",
        "https://exa mple.com/",
        "https://example.com:port/",
        "https://[::1/",
        "javascript:alert(1)",
        "https://example.com/" + "x" * 2048,
        "https://example.com/\x00",
        7,
        ["https://example.com/"],
    ],
)
def test_a_bad_address_is_refused(api, prefix, deployment, caller, endpoint, url):
    path = f"{prefix}/api/deployment/{deployment.pk}/"
    refused = api.patch(path, {"webhook_url": url})
    assert refused.status_code == 400
    assert {error["attr"] for error in refused.json()["errors"]} == {"webhook_url"}
    if isinstance(url, str):
        document = SimpleUploadedFile("invoice.txt", b"Invoice number: INV-1\n")
        body = {"files": [document], "webhook_url": url}
        assert caller.post(endpoint, body, format="multipart").status_code == 400


def test_the_admin_pages_show_deliveries(hooked, client, caller, endpoint, run_worker, admin):
    run(caller, endpoint, run_worker)
    admin.is_staff = admin.is_superuser = True
    admin.save()
    client.force_login(admin)
    delivery = WebhookDelivery.objects.get()
    for path in ("", f"{delivery.pk}/change/"):
        page = client.get(f"/admin/executions/webhookdelivery/{path}")
        assert page.status_code == 200
    page = client.get(f"/admin/executions/execution/{delivery.execution_id}/change/")
    assert page.status_code == 200
    assert hooked["webhook_secret"] not in page.content.decode()
