"""Every role in every state in every agency tries everything; only the allowed cells pass."""

import pytest
from django.db import transaction

from disclosure.agencies.models import Role
from disclosure.catalogue.permissions import BY_VERB
from tests.factories import make_member
from tests.matrix.actors import make_actors, roles_of
from tests.matrix.deeds import DEEDS, mark
from tests.matrix.states import STATES, fresh

ANY = {role.value for role in Role}
EVERYWHERE = set(STATES)
OPEN = {"draft", "correction"}
LIVE = {"published", "emergency"}
DOWN = {"withdrawn", "to_be_purged"}
WAITING = {"submitted", "cleared", "scheduled"}

PUBLIC = {*LIVE, "correction", "superseded", "hidden"}  # some edition of the entry is live
ANYBODY = None  # strangers too; entries are imported by a command, not at the desk

# What may be done: by whom, in which states, and whether the author may do it too.
ALLOWED = {
    "view": (ANY, EVERYWHERE, True),
    "listed": (ANY, EVERYWHERE, True),
    "preview": (ANY, EVERYWHERE, True),
    "history": (ANY, EVERYWHERE, True),
    "download": (ANY, EVERYWHERE, True),
    "open_data": (ANYBODY, PUBLIC, True),
    "export": (ANYBODY, PUBLIC, True),
    "change": ({"editor"}, OPEN, True),
    "delete": (set(), EVERYWHERE, True),
    "submit": ({"editor"}, OPEN, True),
    "review": ({"secrecy"}, {"submitted"}, False),
    "publish": ({"publisher"}, {"cleared", "scheduled"}, False),
    "reschedule": ({"publisher"}, {"scheduled"}, False),
    "unschedule": ({"publisher"}, {"scheduled"}, True),
    "emergency": ({"emergency"}, {"submitted"}, False),
    "review_after": ({"secrecy"}, {"emergency"}, False),
    "correct-words": ({"editor"}, OPEN, True),
    "mask": ({"editor"}, OPEN, True),
    "recall": ({"editor"}, WAITING, True),
    "return": ({"reviewer", "secrecy", "publisher"}, WAITING, True),
    "correct": ({"editor"}, {*LIVE, *DOWN}, True),
    "revive": ({"editor"}, {"superseded", "hidden", "discarded"}, True),
    "recheck": ({"editor", "publisher"}, LIVE, True),
    "validity": ({"publisher"}, LIVE, True),
    "hide": ({"publisher"}, {"superseded"}, True),
    "unhide": ({"publisher"}, {"hidden"}, False),
    "withdraw": ({"publisher"}, LIVE, True),
    "restore": ({"publisher"}, {"withdrawn"}, True),
    # What the public reads, or somebody reviews, is not purged.
    "erase": ({"publisher", "secrecy"}, {"draft", "discarded", "withdrawn"}, True),
    "erasure": ({"publisher", "secrecy", "supervisor"}, {"to_be_purged"}, True),
    "discard": ({"editor"}, OPEN, True),
}


def may(name: str, state: str, deed: str) -> bool:
    roles, states, by_author = ALLOWED[deed]
    if name == "author" and not by_author:
        return False
    return state in states and (roles is ANYBODY or bool(roles & roles_of(name)))


class Undo(Exception):
    """The cell is tried; everything goes back."""


def tried(client, user, edition, deed) -> bool:
    """Try a deed as a person; nothing of it stays."""
    done = False
    try:
        with transaction.atomic():
            mark()
            client.logout()
            if user:
                client.force_login(user)
            done = DEEDS[deed](client, fresh(edition))
            raise Undo
    except Undo:
        return done


def test_every_task_and_every_cell_of_the_table_is_tried():
    assert set(BY_VERB) <= set(DEEDS) == set(ALLOWED)


@pytest.mark.django_db
@pytest.mark.parametrize("state", STATES)
def test_only_the_allowed_cells_pass(client, agency, clerk, state):
    publisher = make_member(agency, Role.PUBLISHER)
    edition = STATES[state](agency, clerk, publisher)
    actors = make_actors(agency, clerk)
    wrong = [
        f"{name} {deed} {state}: {'refused' if may(name, state, deed) else 'DONE'}"
        for name, user in actors.items()
        for deed in DEEDS
        if tried(client, user, edition, deed) != may(name, state, deed)
    ]
    assert wrong == []
