import io
import json
import logging
import logging.config

import pytest
import structlog
from django.test import Client

from config.logs import logging_config


@pytest.fixture
def log(settings):
    """Sets logging up in a format; gives what is written since."""
    written = io.StringIO()

    def set_up(log_format: str) -> io.StringIO:
        config = logging_config(log_format, "INFO")
        config["handlers"]["stderr"]["stream"] = written
        logging.config.dictConfig(config)
        return written

    yield set_up
    structlog.contextvars.clear_contextvars()
    logging.config.dictConfig(settings.LOGGING)


def test_json_has_one_object_a_line_with_the_request(log, client):
    written = log("json")
    response = client.get("/health/live")
    (line,) = [json.loads(line) for line in written.getvalue().splitlines()]
    assert line["event"] == "request"
    assert (line["method"], line["path"], line["status"]) == ("GET", "/health/live", 200)
    assert line["request_id"] == response["X-Request-ID"]
    assert line["milliseconds"] >= 0


def test_a_line_has_no_query_which_may_name_people(log, client):
    written = log("json")
    client.get("/health/live?search=someone")
    assert "someone" not in written.getvalue()


def test_a_traceback_stays_in_its_line(log):
    written = log("json")
    try:
        raise ValueError("two\nlines")
    except ValueError:
        logging.getLogger("anything").exception("It failed for %s.", "a reason")
    (line,) = [json.loads(line) for line in written.getvalue().splitlines()]
    assert line["event"] == "It failed for a reason."
    assert (line["level"], line["logger"]) == ("error", "anything")
    assert "ValueError: two\nlines" in line["exception"]


def test_a_warning_of_a_library_is_a_line_like_any_other(run):
    program = "import django, warnings; django.setup(); warnings.warn('old ways', stacklevel=1)"
    variables = {"DJANGO_SETTINGS_MODULE": "config.settings", "LOG_FORMAT": "json"}
    (line,) = [json.loads(line) for line in run("-c", program, **variables).stderr.splitlines()]
    assert "old ways" in line["event"]
    assert line["logger"] == "py.warnings"


def test_lines_for_people_leave_out_what_is_as_it_should_be(log, client):
    written = log("text")
    client.get("/health/live")
    client.get("/nothing/")
    assert client.get("/health/live", headers={"Host": "foreign.example"}).status_code == 400
    assert written.getvalue() == ""
    logging.getLogger("anything").warning("Look at %s.", "this")
    assert written.getvalue().rstrip().endswith("[warning  ] Look at this. [anything]")


def test_a_failure_is_logged_with_the_id_that_the_caller_got(log, monkeypatch):
    def fails(request):
        raise RuntimeError("broken")

    monkeypatch.setattr("config.health.CHECKS", {"database": lambda: fails(None)})
    written = log("json")
    response = Client(raise_request_exception=False).get("/health/ready")
    assert response.status_code == 500
    failures = [json.loads(line) for line in written.getvalue().splitlines() if "broken" in line]
    assert failures
    assert response["X-Request-ID"] in {line.get("request_id") for line in failures}


def test_the_caller_cannot_choose_the_id(client):
    sent = "chosen-by-the-caller"
    assert client.get("/health/live", headers={"X-Request-ID": sent})["X-Request-ID"] != sent


def test_a_task_that_ran_is_not_called_a_success(log):
    written = log("json")
    logging.getLogger("celery.app.trace").info("Task process_file succeeded in 0.1s: None")
    assert written.getvalue() == ""
