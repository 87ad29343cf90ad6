"""Presigned URLs against a local HTTPS server, which only these tests allow."""

import ipaddress
import ssl
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.utils import timezone

from executions.models import Execution, FileExecution

pytestmark = pytest.mark.django_db

INVOICE = b"Invoice number: INV-7\n"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        if path == "/redirect":
            self.send_response(302)
            self.send_header("Location", "/invoice.txt")
            self.end_headers()
        elif path == "/gone":
            self.send_error(404)
        elif path == "/large":
            self._send(b"x" * 2000)
        elif path == "/slow":
            self.send_response(200)
            self.end_headers()
            for _ in range(50):
                self.wfile.write(b"x")
                self.wfile.flush()
                time.sleep(0.1)
        else:
            self._send(INVOICE)

    def _send(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        pass


def _certificate(folder: Path) -> tuple[Path, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    names: list[x509.GeneralName] = [
        x509.DNSName("localhost"),
        x509.IPAddress(ipaddress.ip_address("127.0.0.1")),
    ]
    now = timezone.now()
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate_path, key_path = folder / "certificate.pem", folder / "key.pem"
    certificate_path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    key_path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return certificate_path, key_path


@pytest.fixture
def bucket(tmp_path: Path, settings) -> Iterator[str]:
    """The address of an HTTPS server that presigned URLs may name."""
    certificate, key = _certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    port = server.server_address[1]
    settings.PRESIGNED_URL_HOSTS = [f"localhost:{port}"]
    settings.PRESIGNED_URL_ALLOW_LOOPBACK = True
    settings.OUTBOUND_CA_BUNDLE = str(certificate)
    yield f"https://localhost:{port}"
    server.shutdown()
    server.server_close()


def submit(caller, endpoint, *urls: str, **fields):
    return caller.post(endpoint, {"presigned_urls": list(urls), **fields}, format="multipart")


def error_of(response) -> str:
    return response.json()["message"]["error"]


def test_documents_are_fetched_and_processed(caller, endpoint, bucket, run_worker):
    response = submit(caller, endpoint, f"{bucket}/a/in%20voice.txt?X-Amz-Signature=s3cret")
    assert response.status_code == 200, response.content
    run_worker()
    file = FileExecution.objects.get()
    assert file.file_name == "in voice.txt"
    assert file.size_bytes == len(INVOICE)
    assert file.result["output"] == {"invoice_number": "INV-7"}


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/redirect", 400, "redirect"),
        ("/gone", 502, "answered 404"),
        ("/large", 413, "larger than"),
        ("/slow", 504, "took too long"),
    ],
)
def test_what_cannot_be_fetched_is_named_without_its_query(
    caller, endpoint, bucket, settings, path, status, words
):
    settings.MAX_FILE_BYTES = 1000
    settings.PRESIGNED_URL_SECONDS = 0.3
    response = submit(caller, endpoint, f"{bucket}{path}?X-Amz-Signature=s3cret")
    assert response.status_code == status, response.content
    assert f"https://localhost{path}" in error_of(response)
    assert words in error_of(response)
    assert "s3cret" not in response.content.decode()
    assert not Execution.objects.exists()


@pytest.mark.parametrize(
    "url",
    [
        "http://bucket.s3.amazonaws.com/a.pdf",
        "https://example.com/a.pdf",
        "https://bucket.s3.amazonaws.com.example.com/a.pdf",
        "https://user@bucket.s3.amazonaws.com/a.pdf",
        "https://bucket.s3.amazonaws.com:8443/a.pdf",
        "https://127.0.0.1/a.pdf",
        "https://2130706433/a.pdf",
        "https://[::1]/a.pdf",
        "https://bucket.s3.amazonaws.com:port/a.pdf",
        "https://[bucket/a.pdf",
        "file:///etc/passwd",
        "a.pdf",
    ],
)
def test_other_addresses_are_refused_unasked(caller, endpoint, url):
    response = submit(caller, endpoint, url)
    assert response.status_code == 400, response.content
    assert response.json()["errors"][0]["attr"].startswith("presigned_urls")


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "2130706433", "[::1]", "[::ffff:127.0.0.1]", "localhost"]
)
def test_an_allowed_name_that_leads_inside_is_refused(caller, endpoint, bucket, settings, host):
    settings.PRESIGNED_URL_ALLOW_LOOPBACK = False
    port = bucket.rpartition(":")[2]
    settings.PRESIGNED_URL_HOSTS = ["*"]
    response = submit(caller, endpoint, f"https://{host}:{port}/invoice.txt")
    assert response.status_code == 400, response.content
    assert "not public" in error_of(response)


def test_an_untrusted_certificate_is_refused(caller, endpoint, bucket, settings):
    settings.OUTBOUND_CA_BUNDLE = ""
    assert submit(caller, endpoint, f"{bucket}/invoice.txt").status_code == 502


def test_files_and_addresses_count_together(caller, endpoint, bucket):
    urls = [f"{bucket}/{number}.txt" for number in range(33)]
    assert submit(caller, endpoint, *urls).status_code == 400
