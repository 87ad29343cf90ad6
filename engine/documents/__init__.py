"""Reads a file of any supported format into text with positions."""

from engine.documents.reading import read_document

__all__ = ["read_document"]
