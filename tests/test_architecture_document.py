"""docs/architecture.md names places that exist, and each walk goes downwards."""

import ast
import re

import pytest

from tests.e2e.service import ROOT
from tests.test_architecture import ROOMS

DOCUMENT = (ROOT / "docs" / "architecture.md").read_text()
STOP = re.compile(r"`([a-z_/]+\.py):([\w.]+)`")
WALKS = [walk for walk in re.split(r"^\*\*", DOCUMENT, flags=re.MULTILINE)[1:] if "1. `" in walk]


def names_in(path: str) -> set[str]:
    """Functions, classes with their methods, and variables at the top of a module."""
    found = set()
    for node in ast.parse((ROOT / path).read_text()).body:
        match node:
            case ast.FunctionDef(name=name):
                found.add(name)
            case ast.ClassDef(name=name, body=body):
                found |= {name} | {
                    f"{name}.{each.name}" for each in body if isinstance(each, ast.FunctionDef)
                }
            case ast.Assign(targets=[ast.Name(id=name)]):
                found.add(name)
    return found


def inherited(path: str, name: str) -> bool:
    """Whether a class names a base that has the method."""
    owner, _, method = name.partition(".")
    for node in ast.parse((ROOT / path).read_text()).body:
        if isinstance(node, ast.ClassDef) and node.name == owner:
            bases = {base.id for base in node.bases if isinstance(base, ast.Name)}
            return any(f"{base}.{method}" in names_in(path) for base in bases)
    return False


@pytest.mark.parametrize(("path", "name"), STOP.findall(DOCUMENT))
def test_every_stop_is_there(path, name):
    assert name in names_in(path) or inherited(path, name)


@pytest.mark.parametrize("walk", WALKS, ids=lambda walk: walk.partition("**")[0])
def test_a_walk_has_six_to_twelve_stops_and_goes_downwards(walk):
    stops = [STOP.search(line) for line in walk.splitlines() if re.match(r"\d+\. ", line)]
    rooms = [ROOMS.index(stop[1].partition("/")[0]) for stop in stops]
    assert 6 <= len(stops) <= 12
    assert rooms == sorted(rooms, reverse=True)


def test_the_document_has_at_most_two_pages():
    assert len(DOCUMENT.splitlines()) <= 120
