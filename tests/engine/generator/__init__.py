"""Makes labelled documents by the thousand, and fits the weights of evidence to them.

A document is drawn from its seed alone: language and country, layout family, style of numbers and
dates, file format, and traps of the kinds that go wrong. ``python -m tests.engine.generator.fit``
fits ``engine/rules/weights.toml``.
"""
