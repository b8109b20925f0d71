"""What the checks say of a report's edition, and which of it a person has let stand."""

from datetime import date

from django.utils import timezone

from disclosure.catalogue.models import Edition
from reports.checks import Finding, check_figures
from reports.figures import digest_of, form_of, values_of
from reports.models import AnnualReport, Confirmation
from reports.prefill import not_as_counted
from reports.rollup import below_sum
from reports.sections import texts_of
from reports.textchecks import check_text
from reports.yearchecks import check_years
from reports.years import last_year


def findings(edition: Edition, *, published_on: date | None = None) -> list[Finding]:
    """Every finding of figures and text, in the order of the scheme.

    The day of publication is the entry's first, or today as long as there is none.
    """
    report = edition.entry.annual_report
    published_on = published_on or timezone.localdate(edition.entry.first_published_at)
    form = form_of(edition)
    values = values_of(edition)
    texts = texts_of(edition)
    found = check_figures(form, values) + check_text(
        texts,
        form,
        year=report.year,
        figures=values,
        published_on=published_on,
        names=[report.agency.name],
    )
    found += [*below_sum(report, edition), *not_as_counted(edition)]
    before = last_year(report)
    return found + (check_years(form, values, texts, before) if before else [])


def confirmed(edition: Edition) -> dict[str, Confirmation]:
    """The confirmations that still hold: those given for exactly today's figures."""
    digest = digest_of(values_of(edition))
    rows = Confirmation.objects.filter(edition=edition, figures_digest=digest).select_related("by")
    return {row.check_id: row for row in rows}


def recount(edition: Edition) -> None:
    """Note on the report how many faults stand open and how many doubts there are, for the board.

    Called by whatever changes a draft; lists need not check every report again.
    """
    found = findings(edition)
    let_stand = confirmed(edition)
    faults = [
        one
        for one in found
        if one.severity == "block" or (one.severity == "confirm" and one.check not in let_stand)
    ]
    doubts = sum(one.severity == "warn" for one in found)
    AnnualReport.objects.filter(entry=edition.entry_id).update(
        open_faults=len(faults), doubts=doubts
    )
