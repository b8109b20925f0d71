"""Run in processes of its own on a private database: sets a site up, and tells what became of it.

python -m tests.management.stage prepare 30
python -m tests.management.stage withdraw
python -m tests.management.stage tell
"""

import io
import json
import sys

import django

django.setup()

from django.core.management import call_command  # noqa: E402

from disclosure.agencies.models import Role  # noqa: E402
from disclosure.catalogue import actions  # noqa: E402
from disclosure.catalogue.attachments import add_attachment  # noqa: E402
from disclosure.catalogue.models import Edition, Entry, WithdrawalReason  # noqa: E402
from disclosure.catalogue.release import publishing, rebuilding, withdrawing  # noqa: E402
from disclosure.pages import files  # noqa: E402
from disclosure.pages.models import Outbox, Page, PublicFile  # noqa: E402
from disclosure.workflow.log import chain_faults  # noqa: E402
from disclosure.workflow.models import Event  # noqa: E402
from tests import factories  # noqa: E402


def prepare(count):
    """Tables, and editions with an attachment each that are due now."""
    call_command("migrate", verbosity=0)
    agency, category = factories.make_agency(), factories.make_category()
    clerk = factories.make_member(agency, Role.EDITOR)
    publisher = factories.make_member(agency, Role.PUBLISHER)
    for number in range(count):
        edition = factories.make_draft(agency=agency, by=clerk, category=category)
        content = io.BytesIO(f"附件 {number}".encode())
        add_attachment(edition, by=clerk, name="附件.txt", file=content)
        actions.submit(edition, by=clerk)
        publishing.hand_over(factories.clear(edition), by=publisher)


def withdraw():
    """Take the oldest entry down; prints the addresses that it had."""
    page = Page.objects.order_by("pk").first()
    entry = Entry.objects.get(index_number=page.index_number)
    own = [page.path, page.print_url, *(file.path for file in page.files.all())]
    publisher = factories.make_member(entry.agency, Role.PUBLISHER)
    withdrawing.withdraw(entry, by=publisher, reason=WithdrawalReason.PRIVACY)
    sys.stdout.write(json.dumps([entry.live_edition.title, *own], ensure_ascii=False))


def tell():
    """Counts of everything that has to agree, and every fault, as JSON."""
    subjects = list(
        Event.objects.filter(action="edition.published").values_list("subject", flat=True)
    )
    told = {
        "states": sorted(Edition.objects.values_list("state", flat=True)),
        "released": len(subjects),
        "twice": len(subjects) - len(set(subjects)),
        "refused": Event.objects.filter(action="edition.release_refused").count(),
        "pages": Page.objects.count(),
        "rows": PublicFile.objects.count(),
        "undone": Outbox.objects.filter(done_at=None).count(),
        "faults": [fault for e in rebuilding.released() if (fault := rebuilding.fault(e))],
        "swept": files.sweep(),
        "chain": list(chain_faults()),
    }
    sys.stdout.write(json.dumps(told, ensure_ascii=False))


if __name__ == "__main__":
    if sys.argv[1] == "prepare":
        prepare(int(sys.argv[2]))
    elif sys.argv[1] == "withdraw":
        withdraw()
    else:
        tell()
