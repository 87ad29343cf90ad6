"""What the web server refuses before Django sees it."""

import json
import os
import socket
import subprocess
import sys

from gunicorn import util

from config import gunicorn


def test_its_own_refusals_are_in_the_envelope():
    assert util.write_error is gunicorn.write_error
    here, there = socket.socketpair()
    with here, there:
        util.write_error(here, 414, "URI Too Long", "Request Line is too large (9 > 4)")
        here.shutdown(socket.SHUT_WR)
        head, _, body = there.makefile("rb").read().partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 414 URI Too Long\r\n")
    assert f"Content-Length: {len(body)}".encode() in head
    detail = "Request Line is too large (9 > 4)"
    assert json.loads(body) == {
        "type": "client_error",
        "errors": [{"code": "uri_too_long", "detail": detail, "attr": None}],
        "message": detail,
    }


def test_it_is_read_before_the_application():
    code = "import config.gunicorn"
    subprocess.run([sys.executable, "-c", code], check=True, env=os.environ)  # our own
