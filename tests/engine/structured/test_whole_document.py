"""A structured document asked for as a whole."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from engine.documents.reading import read_document
from engine.documents.structured import whole
from engine.rules.extractor import RulesExtractor
from engine.types import ExtractionRequest, Limits, Prompt, ValueType

CASES = Path(__file__).parents[1] / "cases" / "files"
SCHEMA = Path(whole.__file__).with_name("document.schema.json")


def asked(name: str, question: str) -> object:
    document = read_document(CASES / name, name, Limits())
    request = ExtractionRequest((Prompt("document", question, ValueType.JSON),))
    return RulesExtractor().extract(document, request).values["document"]


@pytest.mark.parametrize(
    ("name", "question"),
    [
        ("n_ein_x_ehf.xml", "The whole invoice"),
        ("n_ein_x_cii.xml", "Die ganze Rechnung"),
        ("n_ein_x_cfdi.xml", "La factura completa"),
        ("n_ein_x_cxml.xml", "The complete purchase order"),
        ("n_ein_x_invoic.txt", "the entire invoice"),
    ],
)
def test_every_standard_gives_one_shape(name, question):
    document = asked(name, question)
    Draft202012Validator(json.loads(SCHEMA.read_text())).validate(document)
    assert document["lines"]
    assert document["vendor"]["name"] or document["customer"]["name"] or document["currency"]


def test_values_are_as_the_document_states_them():
    invoice = asked("n_ein_x_ehf.xml", "The whole invoice")
    assert invoice["document_type"] == "invoice"
    assert invoice["invoice_number"] == "FV31-0904"
    assert invoice["vendor"]["name"] == "Trevik Trevare"
    assert invoice["tax_rate"] == [25.0, 15.0]
    assert invoice["lines"][1]["amount"] == -52.0


def test_a_part_of_the_document_is_not_the_whole():
    assert asked("n_ein_x_ehf.xml", "The address of the seller") != asked(
        "n_ein_x_ehf.xml", "The whole invoice"
    )


def test_the_schema_in_the_repository_is_that_of_the_code():
    assert json.loads(SCHEMA.read_text()) == whole.document_schema()
