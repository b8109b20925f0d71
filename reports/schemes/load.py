"""Reads a scheme file, and says where it is wrong."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from reports.schemes import spec

Spec = TypeVar("Spec")


class SchemeFault(ValueError):
    """A scheme file cannot be used; the message names the file, the place in it and the fault."""


def load(path: Path) -> spec.Scheme:
    """Read one scheme file. Raises SchemeFault."""
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise SchemeFault(f"{path.name}: {fault}") from fault
    try:
        scheme = _scheme(data)
        _verify(scheme)
    except SchemeFault as fault:
        raise SchemeFault(f"{path.name}: {fault}") from fault
    return scheme


def _scheme(data: Mapping[str, Any]) -> spec.Scheme:
    parts = {
        "deadline": _build(spec.DeadlineSpec, data.get("deadline", {}), "deadline"),
        "sections": _each(spec.SectionSpec, data.get("sections", ()), "sections"),
        "tables": tuple(
            _table(table, f"tables[{place}]") for place, table in enumerate(data.get("tables", ()))
        ),
        "checks": _each(spec.CheckSpec, data.get("checks", ()), "checks"),
        "across": _each(spec.AcrossSpec, data.get("across", ()), "across"),
        "prefill": _each(spec.PrefillSpec, data.get("prefill", ()), "prefill"),
        "text": _text(data.get("text", {})),
        "digest": _digest(data),
    }
    return _build(spec.Scheme, {**data, **parts}, "scheme")


def _digest(data: Mapping[str, Any]) -> str:
    """SHA-256 of what the file says; comments and spacing do not count."""
    said = json.dumps(data, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


def _table(data: Mapping[str, Any], where: str) -> spec.TableSpec:
    columns = _each(spec.ColumnSpec, data.get("columns", ()), f"{where}.columns")
    rows = _each(spec.RowSpec, data.get("rows", ()), f"{where}.rows")
    rows = _under_parents(rows, where)
    return _build(spec.TableSpec, {**data, "columns": columns, "rows": rows}, where)


def _under_parents(rows: tuple[spec.RowSpec, ...], where: str) -> tuple[spec.RowSpec, ...]:
    """Give each row its parent: the one named, else the row with its code less the last part."""
    codes = {row.code for row in rows}
    placed = []
    for place, row in enumerate(rows):
        above = row.code.rpartition(".")[0]
        parent = row.parent or (above if above in codes else "")
        if parent and parent not in codes:
            raise SchemeFault(f"{where}.rows[{place}]: row {row.code} stands under no row {parent}")
        placed.append(dataclasses.replace(row, parent=parent))
    return tuple(placed)


def _text(data: Mapping[str, Any]) -> spec.TextSpec:
    claims = _each(spec.ClaimSpec, data.get("claims", ()), "text.claims")
    organs = _each(spec.OrganSpec, data.get("organs", ()), "text.organs")
    return _build(spec.TextSpec, {**data, "claims": claims, "organs": organs}, "text")


def _each(cls: type[Spec], items: Iterable[Mapping[str, Any]], where: str) -> tuple[Spec, ...]:
    return tuple(_build(cls, item, f"{where}[{place}]") for place, item in enumerate(items))


def _build(cls: type[Spec], data: Mapping[str, Any], where: str) -> Spec:
    known = {field.name: field for field in dataclasses.fields(cls)}  # type: ignore[arg-type]
    if unknown := sorted(set(data) - set(known)):
        raise SchemeFault(f"{where}: unknown key {', '.join(unknown)}")
    values = {key: tuple(v) if isinstance(v, list) else v for key, v in data.items()}
    try:
        return cls(**values)
    except TypeError as fault:
        raise SchemeFault(f"{where}: {fault}") from fault


def _verify(scheme: spec.Scheme) -> None:
    _unique((section.key for section in scheme.sections), "sections")
    _unique((table.key for table in scheme.tables), "tables")
    tables = {table.key: table for table in scheme.tables}
    for section in scheme.sections:
        _one_of(section.kind, spec.SECTION_KINDS, f"section {section.key}: kind")
        if section.kind == "table":
            _one_of(section.table, tables, f"section {section.key}: table")
    for table in scheme.tables:
        _verify_table(table)
    for check in scheme.checks:
        _one_of(check.table, tables, f"check {check.id}: table")
        _verify_check(check, tables[check.table])
    for relation in scheme.across:
        _one_of(relation.table, tables, f"across {relation.id}: table")
        _verify_relation(relation, tables[relation.table], f"across {relation.id}")
    _verify_prefill(scheme)
    _verify_claims(scheme)
    _verify_organs(scheme)


def _verify_table(table: spec.TableSpec) -> None:
    where = f"table {table.key}"
    _one_of(table.layout, spec.LAYOUTS, f"{where}: layout")
    _unique((row.code for row in table.rows), f"{where}: rows")
    _unique((column.key for column in table.columns), f"{where}: columns")
    columns = [column.key for column in table.columns]
    for column in table.columns:
        _one_of(column.kind, ("", *spec.FIGURE_KINDS), f"{where}: column {column.key}: kind")
    for row in table.rows:
        _one_of(row.kind, spec.ROW_KINDS, f"{where}: row {row.code}: kind")
        for key in row.columns:
            _one_of(key, columns, f"{where}: row {row.code}: column")


def _verify_check(check: spec.CheckSpec, table: spec.TableSpec) -> None:
    where = f"check {check.id}"
    _one_of(check.relation, spec.RELATIONS, f"{where}: relation")
    _verify_relation(check, table, where)
    if check.relation in ("equal", "at_most", "between") and not (check.left and check.right):
        raise SchemeFault(f"{where}: {check.relation} needs left and right")


def _verify_relation(
    relation: spec.CheckSpec | spec.AcrossSpec, table: spec.TableSpec, where: str
) -> None:
    _one_of(relation.severity, spec.SEVERITIES, f"{where}: severity")
    _one_of(relation.along, ("rows", "columns"), f"{where}: along")
    rows = {row.code for row in table.rows if row.is_figure}
    columns = {column.key for column in table.columns}
    summed, over = (rows, columns) if relation.along == "rows" else (columns, rows)
    for name in relation.names:
        _one_of(name, summed, f"{where}: {relation.along}")
    for name in relation.over:
        _one_of(name, over, f"{where}: over")


def _verify_claims(scheme: spec.Scheme) -> None:
    rows = {row.code for _, row, _ in scheme.figures()}
    sections = {section.key for section in scheme.sections}
    for place, claim in enumerate(scheme.text.claims):
        for key in claim.sections:
            _one_of(key, sections, f"text.claims[{place}]: section")
        for code in claim.rows:
            _one_of(code, rows, f"text.claims[{place}]: row")
        _verify_sums(scheme, claim.sums, f"text.claims[{place}]")
    _verify_sums(scheme, scheme.text.share_bases, "text.share_bases")
    for key in scheme.text.telling_sections:
        _one_of(key, sections, "text.telling_sections")


def _verify_sums(scheme: spec.Scheme, sums: Iterable[str], where: str) -> None:
    cells = {(table.key, row.code, column.key) for table, row, column in scheme.figures()}
    for text in sums:
        terms = scheme.terms(text)
        if not terms or any(cell not in cells for _, cell in terms):
            raise SchemeFault(f"{where}: “{text}” is no sum of cells")


def _verify_prefill(scheme: spec.Scheme) -> None:
    cells = {(table.key, row.code, column.key) for table, row, column in scheme.figures()}
    for place, one in enumerate(scheme.prefill):
        _one_of(one.count, spec.COUNTS, f"prefill[{place}]: count")
        if (one.table, one.row, one.column) not in cells:
            raise SchemeFault(f"prefill[{place}]: no cell {one.table}|{one.row}|{one.column}")


def _verify_organs(scheme: spec.Scheme) -> None:
    rows = {row.code for _, row, _ in scheme.figures()}
    for place, organ in enumerate(scheme.text.organs):
        for code in organ.rows:
            _one_of(code, rows, f"text.organs[{place}]: row")


def _one_of(value: str, allowed: Iterable[str], what: str) -> None:
    if value not in allowed:
        raise SchemeFault(f"{what} “{value}” is not known")


def _unique(names: Iterable[str], what: str) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise SchemeFault(f"{what}: “{name}” stands twice")
        seen.add(name)
