"""CSV line by line, as spreadsheets open it without harm."""

import csv
import io
from collections.abc import Iterable

BOM = "\ufeff"  # without it Excel takes UTF-8 for GBK


def csv_line(values: Iterable[str]) -> str:
    """One line of CSV (RFC 4180); a text that a spreadsheet would take for a formula is quoted."""
    line = io.StringIO()
    csv.writer(line).writerow([harmless(value) for value in values])
    return line.getvalue()


def harmless(value: str) -> str:
    """A text that no spreadsheet computes; numbers, also negative ones, stay as they are.

    >>> harmless("=1+1"), harmless("-8"), harmless("12.5"), harmless("'=1")
    ("'=1+1", '-8', '12.5', "''=1")
    """
    is_number = value.lstrip("+-").replace(".", "", 1).isdigit()
    begins = value.lstrip("'")[:1]
    return f"'{value}" if begins and begins in "=+-@\t\r" and not is_number else value


def unharmed(value: str) -> str:
    """What `harmless` was given.

    >>> unharmed("'=1+1"), unharmed("'百日'攻坚"), unharmed("''=1")
    ('=1+1', "'百日'攻坚", "'=1")
    """
    bare = value.removeprefix("'")
    return bare if harmless(bare) == value else value
