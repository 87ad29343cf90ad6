"""The settings as a fresh process reads them."""

import json

import pytest

from config.celery import app

SECRETS = {
    "SECRET_KEY": "abcdefghij" * 6,
    "KEY_ENCRYPTION_KEYS": "NxN5BAU0zyJIqDZYhW8HPSDFmFx3mHFiM9KlPLX1kKw=",
    "KEY_DIGEST_PEPPER": "p" * 40,
}
SERVER = {"DATABASE_URL": "postgres://me:hidden@db.example/documents"}


@pytest.fixture
def setting(run):
    def setting(*names: str, **variables: str) -> list:
        program = (
            "import json\nfrom config import settings\n"
            f"print(json.dumps([getattr(settings, name) for name in {names}], default=str))"
        )
        done = run("-c", program, **variables)
        assert done.returncode == 0, done.stderr
        values: list = json.loads(done.stdout)
        return values

    return setting


def test_without_a_variable_it_runs_on_sqlite_with_secrets_of_its_own(setting, tmp_path):
    debug, on_sqlite, databases, secret, hosts = setting(
        "DEBUG", "ON_SQLITE", "DATABASES", "SECRET_KEY", "ALLOWED_HOSTS"
    )
    assert (debug, on_sqlite) == (False, True)
    assert databases["default"]["NAME"] == str(tmp_path / "data" / "db.sqlite3")
    assert databases["default"]["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in databases["default"]["OPTIONS"]["init_command"]
    assert hosts == ["localhost", "127.0.0.1", "[::1]"]
    assert setting("SECRET_KEY") == [secret]


def test_a_database_server_needs_secrets_from_the_environment(run):
    done = run("manage.py", "check", **SERVER)
    assert done.returncode != 0
    for name in SECRETS:
        assert f"- {name}: is required with a database server" in done.stderr
    assert "hidden" not in done.stderr


def test_debug_makes_secrets_for_a_database_server_too(setting):
    assert setting("DEBUG", **SERVER, DEBUG="true") == [True]


def test_what_is_set_is_not_made(setting, tmp_path):
    assert setting("KEY_DIGEST_PEPPERS", **SECRETS) == [[SECRETS["KEY_DIGEST_PEPPER"]]]
    assert not (tmp_path / "data" / "secrets.json").exists()


def test_every_bad_variable_is_named_in_one_start(run):
    bad = {
        "DEBUG": "perhaps",
        "WEB_THREADS": "1",
        "MAX_FILE_MEGABYTES": "big",
        "EXTRACTOR": "magic",
        "LOG_FORMAT": "xml",
        "LOG_LEVEL": "LOUD",
        "BROKER_URL": "kafka://host",
        "PUBLIC_BASE_URL": "example.com",
    }
    done = run("manage.py", "check", **bad)
    assert done.returncode != 0
    for name in bad:
        assert f"  - {name}: must " in done.stderr


def test_the_supervisor_tells_bad_variables_without_a_traceback(run):
    done = run("-m", "config.supervisor", PORT="http", WORKER_PROCESSES="0")
    assert done.returncode == 1
    assert "PORT: must be a whole number" in done.stderr
    assert "WORKER_PROCESSES: must be at least 1" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_language_model_needs_its_key(run):
    done = run("manage.py", "check", EXTRACTOR="llm")
    assert "LLM_API_KEY: is required while EXTRACTOR is llm." in done.stderr


def test_an_https_address_turns_on_what_https_needs(setting):
    names = ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT")
    assert setting(*names, "SECURE_HSTS_SECONDS") == [False, False, False, 0]
    assert setting(*names, PUBLIC_BASE_URL="https://documents.example") == [True, True, True]


def test_the_check_for_deployment_is_clean_with_the_composed_settings(run):
    done = run(
        *("manage.py", "check", "--deploy", "--fail-level", "WARNING", "--tag", "security"),
        **SERVER,
        **SECRETS,
        PUBLIC_BASE_URL="https://documents.example",
        ALLOWED_HOSTS="documents.example",
        BROKER_URL="amqp://me:hidden@rabbitmq//",
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("broker", "arguments"),
    [
        ("amqp://host//", {"x-queue-type": "quorum"}),
        ("redis://host/0", None),
        ("filesystem://", None),
    ],
)
def test_a_message_outlives_the_worker_that_had_it(run, broker, arguments):
    program = (
        "import json\n"
        "from config.celery import app\n"
        "conf = app.conf\n"
        "print(conf.task_acks_late, conf.task_reject_on_worker_lost,"
        " conf.worker_prefetch_multiplier)\n"
        "print(json.dumps([queue.queue_arguments for queue in app.amqp.queues.values()]))\n"
    )
    done = run("-c", program, BROKER_URL=broker, DJANGO_SETTINGS_MODULE="config.settings")
    assert done.stdout.splitlines()[0] == "True True 1", done.stderr
    assert json.loads(done.stdout.splitlines()[1]) == [arguments, arguments]


def test_upkeep_never_waits_behind_documents(settings):
    for task in ("executions.tasks.sweep", "executions.tasks.remove_orphans"):
        assert app.amqp.router.route({}, task)["queue"].name == settings.UPKEEP_QUEUE
    documents = app.amqp.router.route({}, "executions.tasks.process_file")["queue"].name
    assert documents == settings.CELERY_TASK_DEFAULT_QUEUE
    assert set(app.amqp.queues) == {documents, settings.UPKEEP_QUEUE}


def test_the_embedded_queue_is_looked_at_often_and_lies_in_the_data_folder(setting, tmp_path):
    ((options),) = setting("CELERY_BROKER_TRANSPORT_OPTIONS")
    assert options["polling_interval"] <= 0.05
    for name in ("data_folder_in", "data_folder_out", "control_folder"):
        assert options[name].startswith(str(tmp_path / "data"))
