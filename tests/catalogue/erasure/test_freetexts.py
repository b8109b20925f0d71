"""Every column in which staff may have written a name or a number is gone through."""

import pytest
from django.apps import apps
from django.db import models
from django.utils import timezone

from disclosure.catalogue.erasure.freetexts import free_texts, texts_of
from disclosure.catalogue.models import Attachment, Edition, EmergencyRelease, Entry
from disclosure.lib.pieces import MARK
from reports.models import Confirmation, StatisticsRow
from tests.factories import make_report
from tests.purges import SECRET, ask, confirm
from tests.traces import traces

DIGEST = "0" * 64
NO_FREE_TEXT = {
    ("catalogue.Entry", "kind"): "the name of a kind of entry",
    ("catalogue.Entry", "index_number"): "made by rule; the address and the proof of the entry",
    ("catalogue.Edition", "submitted_digest"): "a digest",
    ("catalogue.Edition", "import_digest"): "a digest",
    ("catalogue.IndexNumber", "number"): "made by rule",
    ("catalogue.Review", "step"): "the name of a step, set for the whole agency",
    ("catalogue.Review", "method"): "one of the methods of release",
    ("catalogue.Review", "digest"): "a digest",
    ("catalogue.EmergencyRelease", "digest"): "a digest",
    ("catalogue.Rendition", "name"): "made from the texts: the row goes when they change",
    ("catalogue.Erasure", "note"): "refused when it holds personal data or the strings",
    ("catalogue.Erasure", "outcome"): "refused when it holds personal data or the strings",
    ("catalogue.Erasure", "pieces"): "emptied when the purge is done",
    ("reports.AnnualReport", "scheme"): "the name of a printed form",
    ("reports.AnnualReport", "scheme_digest"): "a digest",
    ("reports.Section", "key"): "a key of the printed form",
    ("reports.StatisticsRow", "table"): "a key of the printed form",
    ("reports.StatisticsRow", "code"): "a code of the printed form, or counted",
    ("reports.Confirmation", "check_id"): "the number of a rule",
    ("reports.Confirmation", "figures_digest"): "a digest",
}


def pointing_at_entries():
    """Every model with a column that names an entry or an edition, and these two."""
    for model in apps.get_models():
        targets = {field.related_model for field in model._meta.concrete_fields}
        if model in (Entry, Edition) or targets & {Entry, Edition}:
            yield model


def written():
    """The text columns of these models in which anything may be typed."""
    return {
        (model._meta.label, field.name)
        for model in pointing_at_entries()
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField) and not field.choices
    }


def emergency(edition, by, reason):
    known = {"ground": "other", "released_by": by, "released_at": timezone.now(), "digest": DIGEST}
    return EmergencyRelease.objects.create(edition=edition, reason=reason, **known)


def places_of(edition):
    found = [*free_texts(edition.entry), *texts_of(edition)]
    return {(place.row._meta.label, place.field) for place in found}


def test_every_text_column_is_gone_through_or_excused(secret_live, agency, clerk):
    document = secret_live.live_edition
    emergency(document, clerk, "汛情")
    report = make_report(agency, by=clerk, year=2022).entry.open_edition()
    row = {"table": "x", "code": "L1", "label": "增设", "position": 999}
    StatisticsRow.objects.create(edition=report, **row)
    Confirmation.objects.create(
        edition=report, check_id="X-01", figures_digest=DIGEST, reason="经核实", by=clerk
    )
    found = places_of(document) | places_of(report)
    assert written() - found == set(NO_FREE_TEXT)
    assert not found & set(NO_FREE_TEXT)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("scope", [{}, {"pieces": [], "editions": [1], "with_titles": True}])
def test_descriptions_of_files_are_purged(secret_withdrawn, settings, publisher, second, scope):
    Attachment.objects.update(description=f"联系人 {SECRET}")
    confirm(ask(secret_withdrawn, publisher, **scope), second)
    assert Attachment.objects.get().description == (MARK if scope else f"联系人 {MARK}")
    assert traces(SECRET, settings) == set()


def test_the_reason_of_an_emergency_is_purged(secret_withdrawn, clerk, publisher, second):
    row = emergency(Edition.objects.get(), clerk, f"来电 {SECRET}")
    confirm(ask(secret_withdrawn, publisher), second)
    row.refresh_from_db()
    assert row.reason == f"来电 {MARK}"


@pytest.mark.parametrize("scope", [{}, {"pieces": [], "editions": [1]}])
def test_what_stood_before_a_release_is_purged(secret_withdrawn, publisher, second, scope):
    before = {"validity_basis": f"据 {SECRET}", "method": "active"}
    Edition.objects.update(entry_before=before)
    confirm(ask(secret_withdrawn, publisher, **scope), second)
    basis = MARK if scope else f"据 {MARK}"
    assert Edition.objects.get().entry_before == {"validity_basis": basis, "method": "active"}
