"""Everything that can be tried on an edition, as a browser would; true when it was done."""

from datetime import date, timedelta

from django.urls import reverse

from disclosure.catalogue.erasure.purging import Plan
from disclosure.workflow.models import Event
from tests.matrix.states import PHONE

SOON = date.today() + timedelta(days=30)


def address(name, *args):
    return reverse(f"admin:catalogue_{name}", args=args)


def opened(client, url) -> bool:
    response = client.get(url)
    b"".join(response)  # read to its end, a file is closed
    return response.status_code == 200


def view(client, edition):
    return opened(client, address("edition_version", edition.pk))


def preview(client, edition):
    return opened(client, address("edition_preview", edition.pk))


def history(client, edition):
    return opened(client, address("edition_history", edition.pk))


def download(client, edition):
    file = edition.attachments.get()
    return opened(client, address("attachment_download", file.pk))


def listed(client, edition):
    """Whether the list of entries names the entry."""
    response = client.get(address("edition_changelist"))
    rows = response.context["cl"].result_list if response.status_code == 200 else ()
    return any(row.entry_id == edition.entry_id for row in rows)


def open_data(client, edition):
    """Whether the API says anything of the entry: in its list, its changes or by itself."""
    root, number = "/api/v1", edition.entry.index_number
    rows = client.get(f"{root}/entries").json()["items"]
    found = [row["id"] for row in rows if number and row["index_number"] == number]
    return bool(found) and opened(client, f"{root}/entries/{found[0]}")


def export(client, edition):
    """Whether the catalogue that anybody may take home names the entry."""
    response = client.get("/catalogue.csv")
    number = edition.entry.index_number
    return bool(number) and number in b"".join(response).decode()


def change(client, edition):
    entry = edition.entry
    fields = {
        "title": f"{edition.title}（修改）",
        "agency": entry.agency_id,
        "category": entry.category_id,
        "method": entry.method,
        "validity": entry.validity,
        "written_on": edition.written_on,
        "source": edition.source,
        "body": edition.body,
        "change_note": edition.change_note,
        "lock_version": edition.lock_version,
        "_save": "1",
    }
    client.post(address("edition_change", edition.pk), fields)
    return happened(edition, "edition.saved")


def delete(client, edition):
    client.post(address("edition_delete", edition.pk), {"post": "yes"})
    return not type(edition).objects.filter(pk=edition.pk).exists()


def take(verb, action, **fields):
    """A deed that is one step of the workflow."""

    def deed(client, edition):
        fields["seen"] = edition.submitted_digest
        client.post(address("edition_step", edition.pk, verb), fields)
        return happened(edition, action)

    return deed


def confirm_purge(client, edition):
    """With the list that was shown and the index number typed."""
    request = edition.entry.erasures.open().first()
    seen = Plan(request).digest if request else ""
    fields = {"seen": seen, "number": edition.entry.index_number}
    client.post(address("edition_erasure", edition.pk), fields)
    return happened(edition, "entry.erased")


def happened(edition, action) -> bool:
    """Whether the log gained this action since `mark` was called."""
    return Event.objects.filter(pk__gt=mark.last, action=action).exists()


def mark():
    """Remember where the log ends."""
    mark.last = Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


DEEDS = {
    "view": view,
    "listed": listed,
    "preview": preview,
    "history": history,
    "download": download,
    "open_data": open_data,
    "export": export,
    "change": change,
    "delete": delete,
    "submit": take("submit", "edition.submitted", reason="依法公开"),
    "review": take(
        "review", "edition.reviewed", position=1, decision="approved", legal_ground="none"
    ),
    "publish": take("publish", "edition.published"),
    "mask": take("mask", "edition.masked"),
    "recall": take("recall", "edition.recalled", reason="补充附件"),
    "return": take("return", "edition.returned", reason="补充附件"),
    "correct": take("correct", "edition.created"),
    "withdraw": take("withdraw", "entry.withdrawn", reason="error", note="误发"),
    "restore": take("restore", "entry.restored", reason="核实无误"),
    "reschedule": take("reschedule", "edition.rescheduled", at_0=f"{SOON:%Y-%m-%d}", at_1="10:00"),
    "unschedule": take("unschedule", "edition.unscheduled"),
    "emergency": take(
        "emergency", "edition.emergency", ground="20-12", reason="台风红色预警须在一小时内告知公众"
    ),
    "review_after": take(
        "review_after",
        "edition.reviewed_after",
        position=1,
        decision="approved",
        legal_ground="none",
    ),
    "correct-words": take("correct-words", "edition.corrected"),
    "recheck": take(
        "recheck", "entry.rechecked", result="keep", note="仍然有效", next_on=f"{SOON:%Y-%m-%d}"
    ),
    "validity": take(
        "validity",
        "entry.validity_changed",
        validity="amended",
        basis="云政发〔2026〕1号",
        reason="修改",
    ),
    "revive": take("revive", "edition.created"),
    "hide": take("hide", "edition.hidden", reason="含有电话"),
    "unhide": take("unhide", "edition.unhidden", reason="核实无误"),
    "erase": take(
        "erase", "erasure.requested", ground="15", note="来函", pieces=PHONE, _request="1"
    ),
    "erasure": confirm_purge,
    "discard": take("discard", "edition.discarded", reason="重复"),
}
