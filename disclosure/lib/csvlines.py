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

    >>> harmless("=1+1"), harmless("-8"), harmless("12.5")
    ("'=1+1", '-8', '12.5')
    """
    is_number = value.lstrip("+-").replace(".", "", 1).isdigit()
    return f"'{value}" if value[:1] in "=+-@\t\r" and value and not is_number else value
