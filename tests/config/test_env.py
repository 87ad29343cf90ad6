import certifi
import pytest
from django.core.exceptions import ImproperlyConfigured

from config.env import Environment


def problems(environment: Environment) -> list[str]:
    with pytest.raises(ImproperlyConfigured) as caught:
        environment.finish()
    return str(caught.value).splitlines()[1:]


def test_defaults_stand_where_nothing_is_set():
    environment = Environment({})
    assert environment.text("A", "x") == "x"
    assert environment.boolean("B", default=True) is True
    assert environment.integer("C", 5) == 5
    assert environment.decimal("D") is None
    assert environment.choice("E", "a", ("a", "b")) == "a"
    assert environment.words("F", ("a",)) == ["a"]
    assert environment.origin("G") == ""
    assert environment.address("H", "amqp://x", ("amqp",)) == "amqp://x"
    assert environment.database("I", "sqlite:////data/x.db")["NAME"] == "/data/x.db"
    environment.finish()
    assert environment.certificates("J") == ""
    assert environment.names == set("ABCDEFGHIJ")


def test_an_empty_value_is_the_default():
    environment = Environment(dict.fromkeys("ABCDE", ""))
    assert environment.text("A", "x") == "x"
    assert environment.integer("B", 5) == 5
    assert environment.boolean("C", default=True) is True
    assert environment.choice("D", "a", ("a",)) == "a"
    assert environment.decimal("E") is None
    environment.finish()


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        *((raw, True) for raw in ("1", "TRUE", " yes ", "on")),
        *((raw, False) for raw in ("0", "false", "No", "off")),
    ],
)
def test_booleans(raw, value):
    assert Environment({"A": raw}).boolean("A", default=not value) is value


def test_values_are_read_in_their_types():
    environment = Environment(
        {
            "NUMBER": " 12 ",
            "PRICE": "0.15",
            "HOSTS": "a.example, b.example,,",
            "URL": "https://example.com:8443/",
            "BROKER": "rediss://:pw@host/0",
            "CERTIFICATES": certifi.where(),
        }
    )
    assert environment.integer("NUMBER", 5) == 12
    assert environment.decimal("PRICE") == 0.15
    assert environment.words("HOSTS") == ["a.example", "b.example"]
    assert environment.origin("URL") == "https://example.com:8443"
    assert environment.certificates("CERTIFICATES") == certifi.where()
    assert environment.address("BROKER", "", ("redis", "rediss")) == "rediss://:pw@host/0"
    environment.finish()


@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
def test_a_database_server(scheme):
    config = Environment({"A": f"{scheme}://me:p%40ss@db.example:5433/documents"}).database(
        "A", "sqlite:////data/x.db"
    )
    assert config["ENGINE"] == "django.db.backends.postgresql"
    assert (config["HOST"], config["PORT"], config["NAME"]) == ("db.example", 5433, "documents")
    assert (config["USER"], config["PASSWORD"]) == ("me", "p@ss")


@pytest.mark.parametrize(
    ("reader", "raw", "arguments", "said"),
    [
        ("boolean", "maybe", {"default": False}, "must be true or false, not 'maybe'."),
        ("integer", "many", {"default": 1}, "must be a whole number, not 'many'."),
        ("integer", "1.5", {"default": 1}, "must be a whole number, not '1.5'."),
        ("integer", "0", {"default": 1, "minimum": 1}, "must be at least 1, not 0."),
        ("integer", "-1", {"default": 1}, "must be at least 0, not -1."),
        ("decimal", "cheap", {}, "must be a number, not 'cheap'."),
        ("decimal", "nan", {}, "must be a number, not 'nan'."),
        ("choice", "c", {"default": "a", "choices": ("a", "b")}, "must be one of a, b, not 'c'."),
        ("origin", "example.com", {}, "must be an http or https address, not 'example.com'."),
        ("origin", "ftp://a.example", {}, "must be an http or https address"),
        ("origin", "https://", {}, "must be an http or https address"),
        ("origin", "https://a.example/b", {}, "must end after the host and port"),
        (
            "address",
            "http://:secret@host",
            {"default": "", "schemes": ("amqp", "redis")},
            "must start with one of amqp, redis, then ://.",
        ),
        ("certificates", "/nowhere/secret.pem", {}, "must be a file with certificates"),
        ("certificates", __file__, {}, "must be a file with certificates"),
        ("database", "mysql://me:secret@host/x", {"default": "sqlite:////x"}, "postgres://user"),
        ("database", "nonsense", {"default": "sqlite:////x"}, "must be a database address"),
    ],
)
def test_a_bad_value_is_named_with_what_is_wanted(reader, raw, arguments, said):
    environment = Environment({"THE_NAME": raw})
    getattr(environment, reader)("THE_NAME", **arguments)
    (problem,) = problems(environment)
    assert problem.startswith("  - THE_NAME: ")
    assert said in problem
    assert "secret" not in problem


def test_all_problems_are_told_at_once():
    environment = Environment({"A": "x", "B": "y"})
    environment.integer("A", 1)
    environment.boolean("B", default=True)
    environment.require("C", "", "is required.")
    environment.require("D", "there", "is required.")
    assert [problem[4] for problem in problems(environment)] == ["A", "B", "C"]
