"""Fixtures of every test: the cast, and what a browser needs."""

pytest_plugins = ["tests.cast"]
