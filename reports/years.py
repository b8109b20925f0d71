"""A report among those of its agency's other years."""

from disclosure.catalogue.models import Edition
from reports.figures import values_of
from reports.models import AnnualReport
from reports.schemes.crosswalk import crosswalk
from reports.sections import texts_of
from reports.yearchecks import LastYear


def last_year(report: AnnualReport) -> LastYear | None:
    """The same agency's report for the year before, or None where the system has none.

    What was released counts; as long as nothing was, the newest draft.
    """
    before = report.before()
    edition = standing_edition(before) if before else None
    if before is None or edition is None:
        return None
    carried = crosswalk().carry(values_of(edition), old=before.form, new=report.form)
    return LastYear(before.year, carried, texts_of(edition))


def standing_edition(report: AnnualReport) -> Edition | None:
    """The edition that speaks for a report: the live one, else the newest."""
    return report.entry.live_edition or report.entry.editions.order_by("-number").first()
