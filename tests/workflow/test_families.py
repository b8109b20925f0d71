"""Every action of the log is found under what a supervisor would look for it."""

import pytest

from disclosure.workflow.families import Family, actions_of, family_of
from disclosure.workflow.words import ACTIONS

EXPECTED = {
    Family.WRITING: (
        "edition.created edition.saved edition.masked edition.corrected "
        "attachment.added attachment.removed attachment.reordered attachment.described "
        "attachment.cleaned attachment.unsealed report.section_saved "
        "report.table_saved report.prefilled report.nothing_declared report.row_added "
        "report.row_removed report.rolled_up report.imported report.finding_confirmed"
    ),
    Family.REVIEW: (
        "edition.submitted edition.reviewed edition.cleared edition.returned "
        "edition.recalled edition.emergency edition.reviewed_after"
    ),
    Family.SETTINGS: (
        "step.set step.removed calendar.entered calendar.changed calendar.removed "
        "window.set window.removed numberrule.set numberrule.removed deadline.set "
        "deadline.removed watchedword.created watchedword.changed watchedword.removed "
        "watchedword.imported agency.created agency.changed agency.renamed "
        "agency.merged agency.dissolved plan.adopted category.created category.changed "
        "theme.created theme.changed genre.created genre.changed"
    ),
    Family.RELEASE: (
        "edition.scheduled edition.rescheduled edition.unscheduled edition.postponed "
        "edition.release_refused edition.published edition.imported entries.imported"
    ),
    Family.WITHDRAWAL: (
        "edition.hidden edition.unhidden edition.discarded entry.withdrawn "
        "entry.restored number.voided"
    ),
    Family.ERASURE: (
        "erasure.requested erasure.cancelled erasure.expired erasure.confirmed entry.erased"
    ),
    Family.VALIDITY: (
        "entry.validity_changed entry.expired entry.in_force entry.pending entry.rechecked"
    ),
    Family.READING: (
        "attachment.downloaded attachment.original_downloaded "
        "attachment.copy_downloaded report.workbook edition.previewed log.exported "
        "log.head_exported register.exported timeline.exported report.board_exported "
        "report.rollup_exported"
    ),
    Family.ROLES: ("user.created user.changed user.roles_changed user.role_given user.role_taken"),
    Family.SESSION: (
        "user.password_changed user.password_reset session.login session.failed "
        "session.locked session.logout"
    ),
}
TABLE = [(action, family) for family, actions in EXPECTED.items() for action in actions.split()]


@pytest.mark.parametrize(("action", "family"), TABLE)
def test_action_is_in_the_family_where_it_is_looked_for(action, family):
    assert family_of(action) == family


def test_every_action_and_every_family_is_in_the_table_once():
    assert sorted(action for action, _ in TABLE) == sorted(ACTIONS)
    assert set(EXPECTED) == set(Family)


def test_actions_of_a_family_are_those_of_the_table():
    for family, actions in EXPECTED.items():
        assert set(actions_of(family)) == set(actions.split())
