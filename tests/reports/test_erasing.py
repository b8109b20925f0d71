"""Personal data in a report: sections, notes of cells, local rows, reasons, and its files."""

from datetime import date

import pytest
from django.core.management import call_command
from django.db import connection

from disclosure.agencies.models import Role
from disclosure.catalogue.erasure import erasing
from disclosure.catalogue.erasure.purging import Plan
from disclosure.catalogue.models import Blob, Edition, Entry, WithdrawalReason
from disclosure.catalogue.models.erasures import Ground
from disclosure.catalogue.release import withdrawing
from disclosure.lib.pieces import MARK
from disclosure.workflow import guard
from disclosure.workflow.log import chain_faults
from reports.localrows import add_row
from reports.models import Confirmation, Figure, Section, StatisticsRow
from reports.schemes.local import places_in
from tests.factories import make_member, make_report, release_report
from tests.traces import traces

SECRET = "13800138000"


@pytest.fixture
def guarded(db):
    guard.install(connection)
    yield
    guard.remove(connection)


@pytest.fixture
def withdrawn(agency, category, clerk, publisher):
    report = make_report(agency, by=clerk, year=2022)
    edition = report.entry.open_edition()
    section = edition.sections.order_by("key").first()
    Section.objects.filter(pk=section.pk).update(
        html=f"<p>申请人<b>{SECRET[:3]}</b>{SECRET[3:]}。</p>"
    )
    figure = Figure.objects.of_edition(edition).order_by("pk").first()
    Figure.objects.filter(pk=figure.pk).update(note=f"电话{SECRET}", text=f"0（{SECRET}）")
    row = edition.statistics_rows.order_by("pk").first()
    StatisticsRow.objects.filter(pk=row.pk).update(note=f"据{SECRET}")
    Confirmation.objects.create(
        edition=edition,
        check_id="X-01",
        figures_digest="0" * 64,
        reason=f"经{SECRET}核实",
        by=clerk,
    )
    entry = release_report(report, clerk, publisher)
    reason = WithdrawalReason.PRIVACY
    withdrawing.withdraw(entry, by=publisher, reason=reason)
    return Entry.objects.get(pk=entry.pk)


def purge(entry, publisher, **scope):
    second = make_member(entry.agency, Role.SUPERVISOR)
    said = {"ground": Ground.PRIVACY, "note": "附注误写申请人电话。"}
    erasure = erasing.request_erasure(entry, by=publisher, **said | scope)
    erasing.confirm_erasure(erasure, by=second, seen=Plan(erasure).digest)
    return Edition.objects.get(entry=entry)


def test_named_strings_go_from_every_part(guarded, settings, withdrawn, publisher):
    assert {"reports_figure", "reports_statisticsrow", "reports_confirmation"} <= traces(
        SECRET, settings
    ) | {"reports_section"}
    edition = purge(withdrawn, publisher, pieces=[SECRET])
    assert traces(SECRET, settings) == set()
    assert edition.sections.order_by("key").first().html == f"<p>申请人<b>{MARK}</b>。</p>"
    assert Figure.objects.of_edition(edition).order_by("pk").first().note == f"电话{MARK}"
    assert edition.confirmations.get().reason == f"经{MARK}核实"
    assert list(chain_faults()) == []


def test_files_are_made_again_without_it_and_the_old_ones_go(
    settings, withdrawn, publisher, django_capture_on_commit_callbacks
):
    old = set(withdrawn.live_edition.renditions.values_list("blob_id", flat=True))
    edition = purge(withdrawn, publisher, pieces=[SECRET])
    new = set(edition.renditions.values_list("blob_id", flat=True))
    assert new
    assert old - new
    erased = set(Blob.objects.filter(erased_at__isnull=False).values_list("pk", flat=True))
    assert erased == old - new
    for digest in old - new:
        assert not (settings.PRIVATE_ROOT / digest[:2] / digest).exists()
    with django_capture_on_commit_callbacks(execute=True):
        withdrawing.restore(Entry.objects.get(pk=withdrawn.pk), by=publisher, reason="已清除")
    call_command("rebuild_pages", check=True)


def test_a_whole_edition_keeps_its_figures(guarded, settings, withdrawn, publisher):
    before = Figure.objects.filter(micro__isnull=False).count()
    edition = purge(withdrawn, publisher, editions=[1])
    assert traces(SECRET, settings) == set()
    assert Figure.objects.of_edition(edition).filter(micro__isnull=False).count() == before
    assert set(edition.sections.values_list("html", flat=True)) == {f"<p>{MARK}</p>"}
    assert list(chain_faults()) == []
    call_command("rebuild_pages", check=True)


def test_the_label_of_a_local_row_is_looked_at(agency, category, clerk, publisher):
    report = make_report(agency, by=clerk, year=2022)
    edition = report.entry.open_edition()
    Edition.objects.filter(pk=edition.pk).update(written_on=date(2023, 1, 20))
    table = report.form.tables[0]
    edition.refresh_from_db()
    parent = next(place.code if place else "" for place in places_in(table))
    add_row(edition, table=table.key, parent=parent, label=f"其中：{SECRET}", unit="件", by=clerk)
    purge(report.entry, publisher, pieces=[SECRET])
    labels = StatisticsRow.objects.filter(code__contains="L").values_list("label", flat=True)
    assert list(labels) == [f"其中：{MARK}"]
