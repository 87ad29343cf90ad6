"""Extraction by rules: labels, places on the page and tables of words per language."""

from executions.engine.extractors.rules.extractor import RulesExtractor

__all__ = ["RulesExtractor"]
