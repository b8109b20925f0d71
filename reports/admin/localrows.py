"""Rows that a locality adds to a table, added and removed beside its grid."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from disclosure.agencies.access import person
from disclosure.catalogue.models import Edition
from reports.admin.desk import REFUSALS, newest_edition, visible_report
from reports.admin.tables import table_of
from reports.localrows import RowRefused, add_row, remove_row


@require_POST
def report_rows(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Add a row to a table, or remove the one that `remove` names."""
    report = visible_report(request, pk)
    table = table_of(report.form, key)
    try:
        told = change(request, newest_edition(report), table.key)
    except (RowRefused, *REFUSALS) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, told)
    return redirect("admin:reports_annualreport_table", pk, key)


def change(request: HttpRequest, edition: Edition, table: str) -> str:
    """Do what the form asks; what was done, in words. Raises RowRefused."""
    data, by = request.POST, person(request)
    if code := data.get("remove", ""):
        label = remove_row(edition, table=table, code=code, by=by)
        return f"已删除增设行“{label}”。"
    row = add_row(
        edition,
        table=table,
        label=data.get("label", ""),
        parent=data.get("parent", ""),
        unit=data.get("unit", ""),
        by=by,
    )
    return f"已增设“{row.label}”，请在表中填写。"
