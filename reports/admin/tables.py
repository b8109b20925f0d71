"""The statutory table as a grid that looks like the form."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from disclosure.agencies.access import person
from disclosure.catalogue.models import Edition
from reports.actions import CellsRefused, autosave_table, declare_nothing, save_table, take_over
from reports.admin.desk import REFUSALS, desk_context, newest_edition, number, visible_report
from reports.admin.sent import Sent, as_json, sent_cells, stored_cells
from reports.figures import cells_of, form_of
from reports.findings import findings
from reports.grids import desk_grid
from reports.localrows import local_rows
from reports.models import AnnualReport
from reports.prefill import proposals
from reports.schemes import Cell, Scheme, TableSpec
from reports.schemes.local import places_in
from reports.years import last_year


def report_table(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Fill in one table; it is saved whole or not at all.

    While a clerk types, the page sends itself with the header X-Autosave: what can be written is,
    and the answer is the page as it stands then.
    """
    report = visible_report(request, pk)
    edition = newest_edition(report)
    form = form_of(edition)
    table = table_of(form, key)
    sent = Sent({}, {})
    if request.method == "POST":
        sent = sent_cells(table, request.POST)
        if "X-Autosave" in request.headers:
            sent.errors = autosave(request, edition, table, sent)
        elif write_table(request, edition, table, sent):
            return redirect(request.path)
    context = desk_context(request, report, edition, table.caption)
    context |= grid_context(report, edition, form, table, sent)
    return render(request, "admin/reports/annualreport/table.html", context)


def table_of(form: Scheme, key: str) -> TableSpec:
    """The table of that key."""
    found = [table for table in form.tables if table.key == key]
    if not found:
        raise Http404("没有这张表。")
    return found[0]


def write_table(request: HttpRequest, edition: Edition, table: TableSpec, sent: Sent) -> bool:
    """Save the whole table; whether it was. What is wrong is said, cell by cell."""
    try:
        changed = save_table(
            edition, table=table.key, typed=sent.typed, by=person(request), seen=sent.seen
        )
    except CellsRefused as error:
        count = len(error.problems)
        messages.error(
            request, f"{count} 格没有写入，整张表都没有保存；请按各格的提示改正后再次保存。"
        )
        sent.errors = error.problems
        return False
    except REFUSALS as error:
        messages.error(request, f"{error}您填写的数字仍在表中。")
        return False
    messages.success(request, f"已保存，{len(changed)} 格有变化。")
    return True


def autosave(
    request: HttpRequest, edition: Edition, table: TableSpec, sent: Sent
) -> dict[Cell, str]:
    """Save what can be saved; what is wrong with the rest.

    A cell that somebody else changed stays seen as it was, so that it is written only by a clerk
    who saves the table after having been told.
    """
    try:
        problems = autosave_table(
            edition, table=table.key, typed=sent.typed, by=person(request), seen=sent.seen
        )
    except REFUSALS as error:
        messages.error(request, str(error))
        return {}
    sent.keep = {cell[1:]: sent.seen.get(cell[1:], "") for cell in problems}
    return problems


def grid_context(
    report: AnnualReport,
    edition: Edition,
    form: Scheme,
    table: TableSpec,
    sent: Sent,
) -> dict[str, Any]:
    """The grid with findings, and the cells as they are seen now."""
    figures = cells_of(edition)
    mine = [figure for cell, figure in figures.items() if cell[0] == table.key]
    found = [one for one in findings(edition) if any(cell[0] == table.key for cell in one.cells)]
    before = last_year(report)
    return {
        "table": table,
        "subcaption": table.subcaption.format(year=report.year),
        "grid": desk_grid(
            form,
            table,
            figures,
            found,
            sent.own,
            sent.errors,
            last=before.figures if before else None,
        ),
        "findings": found,
        "errors": list(sent.errors.values()),
        "seen": as_json(stored_cells(table, figures) | sent.keep),
        "local_rows": local_rows(edition, table.key),
        "local_places": places_in(table) if edition.is_draft else (),
        "blanks": sum(figure.value is None for figure in mine),
        "proposals": proposals(edition, table.key) if edition.is_draft else (),
        "lock_version": Edition.objects.values_list("lock_version", flat=True).get(pk=edition.pk),
    }


@require_POST
def report_prefill(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Take the chosen proposals over."""
    report = visible_report(request, pk)
    table = table_of(report.form, key)
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
    table = table_of(report.form, key)
    try:
        changed = declare_nothing(newest_edition(report), table=table.key, by=person(request))
    except REFUSALS as error:
        messages.error(request, str(error))
    else:
        messages.success(
            request, f"已记录“{table.caption}”无情况，{len(changed)} 个空白格填为 0；如有误请改回。"
        )
    return redirect("admin:reports_annualreport_table", pk, key)
