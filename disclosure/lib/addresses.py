"""Addresses that are printed again and again."""

from functools import lru_cache

from django.urls import get_script_prefix, reverse


def address(name: str, key: str) -> str:
    """The address of a row, by the name of its pattern and its own only part."""
    return kept(get_script_prefix(), name, key)


@lru_cache(maxsize=5000)
def kept(prefix: str, name: str, key: str) -> str:
    """To find it takes longer than to answer a small query."""
    return reverse(name, args=[key])
