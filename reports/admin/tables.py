"""The statutory table as a grid that looks like the form."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from disclosure.agencies.access import person
from disclosure.catalogue.models import Edition
from reports.actions import CellsRefused, declare_nothing, save_table
from reports.admin.desk import REFUSALS, desk_context, newest_edition, number, visible_report
from reports.figures import cells_of
from reports.findings import findings
from reports.grids import desk_grid, typed_cells
from reports.models import AnnualReport
from reports.prefill import proposals, take_over
from reports.schemes import Cell, TableSpec
from reports.years import last_year


def report_table(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Fill in one table; it is saved whole or not at all."""
    report = visible_report(request, pk)
    edition = newest_edition(report)
    table = table_of(report, key)
    typed: dict[tuple[str, str], str] | None = None
    errors: dict[Cell, str] | None = {}
    if request.method == "POST":
        typed = typed_cells(table, request.POST)
        errors = write_table(request, edition, table, typed)
        if errors is None:
            return redirect(request.path)
    context = desk_context(request, report, edition, table.caption)
    context |= grid_context(report, edition, table, typed, errors or {})
    return render(request, "admin/reports/annualreport/table.html", context)


def table_of(report: AnnualReport, key: str) -> TableSpec:
    """The table of that key."""
    found = [table for table in report.form.tables if table.key == key]
    if not found:
        raise Http404("没有这张表。")
    return found[0]


def write_table(
    request: HttpRequest, edition: Edition, table: TableSpec, typed: dict[tuple[str, str], str]
) -> dict[Cell, str] | None:
    """Save; None when it was saved, else what is wrong, cell by cell (empty for a conflict)."""
    version = number(request.POST.get("lock_version", ""))
    try:
        changed = save_table(
            edition, table=table.key, typed=typed, by=person(request), version=version
        )
    except CellsRefused as error:
        messages.error(request, f"{len(error.problems)} 格填写有误，整张表都没有保存，请改正。")
        return error.problems
    except REFUSALS as error:
        messages.error(request, f"{error}您填写的数字仍在表中；再次保存即以您的数字为准。")
        return {}
    messages.success(request, f"已保存，{len(changed)} 格有变化。")
    return None


def grid_context(
    report: AnnualReport,
    edition: Edition,
    table: TableSpec,
    typed: dict[tuple[str, str], str] | None,
    errors: dict[Cell, str],
) -> dict[str, Any]:
    """The grid with findings, and the version that the next save must match."""
    figures = cells_of(edition)
    mine = [figure for cell, figure in figures.items() if cell[0] == table.key]
    found = [one for one in findings(edition) if any(cell[0] == table.key for cell in one.cells)]
    before = last_year(report)
    return {
        "table": table,
        "subcaption": table.subcaption.format(year=report.year),
        "grid": desk_grid(
            report.form,
            table,
            figures,
            found,
            typed,
            errors,
            last=before.figures if before else None,
        ),
        "findings": found,
        "errors": list(errors.values()),
        "blanks": sum(figure.value is None for figure in mine),
        "proposals": proposals(edition, table.key) if edition.is_draft else (),
        "lock_version": Edition.objects.values_list("lock_version", flat=True).get(pk=edition.pk),
    }


@require_POST
def report_prefill(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Take the chosen proposals over."""
    report = visible_report(request, pk)
    table = table_of(report, key)
    keys = request.POST.getlist("cell")
    if not keys:
        messages.warning(request, "没有选择要代填的数据。")
        return redirect("admin:reports_annualreport_table", pk, key)
    version = number(request.POST.get("lock_version", ""))
    try:
        taken = take_over(
            newest_edition(report), table=table.key, keys=keys, by=person(request), version=version
        )
    except REFUSALS as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"已代填 {len(taken)} 格，来源记入操作记录。")
    return redirect("admin:reports_annualreport_table", pk, key)


@require_POST
def report_nothing(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Declare that there is nothing to report in a table."""
    report = visible_report(request, pk)
    table = table_of(report, key)
    version = number(request.POST.get("lock_version", ""))
    try:
        changed = declare_nothing(
            newest_edition(report), table=table.key, by=person(request), version=version
        )
    except REFUSALS as error:
        messages.error(request, str(error))
    else:
        messages.success(
            request, f"已记录“{table.caption}”无情况，{len(changed)} 个空白格填为 0；如有误请改回。"
        )
    return redirect("admin:reports_annualreport_table", pk, key)
