"""The examples in the readers' own words are their first tests."""

import doctest
import importlib
import pkgutil

import pytest

import engine.values

MODULES = [module.name for module in pkgutil.iter_modules(engine.values.__path__)]


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings_are_true(name):
    module = importlib.import_module(f"engine.values.{name}")
    assert doctest.testmod(module).failed == 0
