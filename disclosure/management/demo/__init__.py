"""The demo site, made through the same actions as at the desk; its content lies in data files."""

import io
import secrets
import string
import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
from django.utils.timezone import make_aware

from disclosure.agencies.models import Agency, Membership, Role, User
from disclosure.catalogue import actions
from disclosure.catalogue.attachments import add_attachment
from disclosure.catalogue.models import Edition, Entry, ReviewStep, WithdrawalReason
from disclosure.catalogue.models.reviews import Decision, LegalGround, ReviewKind, next_step
from disclosure.catalogue.release import publishing, withdrawing
from disclosure.catalogue.reviewing import review
from disclosure.pages.models import Category, Genre, Method, Theme, Validity
from reports.actions import create_report, save_section, save_table
from reports.schemes import TableSpec

FOLDER = Path(__file__).parent
STEPS = (("初审", ReviewKind.CONTENT), ("保密审查", ReviewKind.SECRECY))
LETTERS = string.ascii_letters.translate(str.maketrans("", "", "lIO"))


def read(name: str) -> list[dict[str, Any]]:
    """The rows of a data file."""
    rows: list[dict[str, Any]] = tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))[name]
    return rows


def password() -> str:
    """A random password that passes the rules and can be read aloud."""
    letters = "".join(secrets.choice(LETTERS) for _ in range(8))
    return f"{letters}-{secrets.randbelow(9000) + 1000}"


def make_agencies() -> None:
    """The agencies; parents stand before their children."""
    for row in read("agencies"):
        parent = Agency.objects.filter(code=row.pop("parent", "")).first()
        Agency.objects.create(**row, parent=parent)


def make_steps() -> None:
    """Two reviews before release, for the agencies at the top and all below them."""
    for agency in Agency.objects.filter(parent=None):
        for position, (name, kind) in enumerate(STEPS, 1):
            ReviewStep.objects.get_or_create(
                agency=agency, position=position, defaults={"name": name, "kind": kind}
            )


def make_accounts() -> dict[str, str]:
    """The accounts with their new passwords; roles hold in every agency."""
    made = {}
    for row in read("accounts"):
        made[row["username"]] = password()
        user = User.objects.create_user(
            row["username"],
            password=made[row["username"]],
            name=row["name"],
            is_staff=True,
            is_superuser=row.get("superuser", False),
        )
        for agency in Agency.objects.all() if "role" in row else ():
            Membership.objects.create(user=user, agency=agency, role=row["role"])
    return made


def reset_passwords() -> dict[str, str]:
    """New passwords for the accounts of the demo."""
    made = {}
    for user in User.objects.filter(username__in=[row["username"] for row in read("accounts")]):
        made[user.username] = password()
        user.set_password(made[user.username])
        user.must_change_password = True
        user.save(update_fields=["password", "must_change_password"])
    return made


def person(role: Role) -> User:
    """The account that holds a role."""
    return User.objects.filter(memberships__role=role, is_superuser=False).distinct()[0]


def make_entry(row: dict[str, Any]) -> None:
    """One entry, as far as its row says: draft, cleared, published, corrected, withdrawn."""
    editor, publisher = person(Role.EDITOR), person(Role.PUBLISHER)
    agency = Agency.objects.get(code=row["agency"])
    edition = actions.create_entry(
        agency,
        category=Category.objects.get(slug=row["category"]),
        by=editor,
        title=row["title"],
        document_number=row.get("document_number", ""),
        written_on=row.get("written_on"),
        source=agency.label,
        theme=Theme.objects.get(code=row["theme"]),
        genre=Genre.objects.get(name=row["genre"]),
        body=first_text(row),
        method=row.get("method", Method.ACTIVE),
        validity=row.get("validity", Validity.VALID),
        effective_on=row.get("effective"),
        ends_on=row.get("ends"),
    )
    if "attachment" in row:
        add_attachment(edition, name=row["attachment"], file=file_for(row), by=editor)
    if row.get("state") != "draft":
        finish(edition, row, editor, publisher)


def first_text(row: dict[str, Any]) -> str:
    """The text as it was before its correction, if it has one."""
    body: str = row["body"]
    return body.replace(*reversed(row["corrects"])) if "corrects" in row else body


def finish(edition: Edition, row: dict[str, Any], editor: User, publisher: User) -> None:
    """Take an entry from its complete draft to the state that its row names."""
    at = moment(row.get("published"))
    actions.submit(edition, by=editor, reason=row.get("reason", ""), now=at)
    if row.get("state") == "submitted":
        return
    approve(edition, at)
    if at is None:
        return
    publishing.publish(edition, by=publisher, now=at)
    entry = Entry.objects.get(pk=edition.entry_id)
    if "corrected" in row:
        correction = actions.begin_correction(entry, by=editor)
        version = correction.lock_version
        said = {"body": row["body"], "change_note": row["corrected"]}
        actions.save_draft(correction, by=editor, version=version, **said)
        actions.submit(correction, by=editor, now=at)
        approve(correction, at)
        publishing.publish(correction, by=publisher)


def take_down(row: dict[str, Any]) -> None:
    """Withdraw what its row says, once everything is there that may stand in its place."""
    by, reason = person(Role.PUBLISHER), WithdrawalReason(row["withdrawn"])
    live = Entry.objects.live()
    entry = live.get(live_edition__title=row["title"])
    successor = live.filter(live_edition__title=row.get("successor", "")).first()
    note = row.get("withdrawal_note", "")
    withdrawing.withdraw(entry, by=by, reason=reason, note=note, successor=successor)


def approve(edition: Edition, at: datetime | None) -> None:
    """Every review that the agency asks for, each by the account that holds its role."""
    edition.refresh_from_db()
    while step := next_step(edition):
        ground = LegalGround.NONE if step.kind == ReviewKind.SECRECY else ""
        by, decision = person(step.role), Decision.APPROVED
        review(edition, by=by, decision=decision, legal_ground=ground, now=at)
    edition.refresh_from_db()


def moment(given: datetime | None) -> datetime | None:
    """A local time of a data file."""
    return make_aware(given) if given else None


def file_for(row: dict[str, Any]) -> io.BytesIO:
    """An attachment with something in it, of the kind that its name says."""
    title, name = row["title"], row["attachment"]
    lines: list[tuple[str | int, ...]] = [
        ("项目", "金额（万元）"),
        ("本级收入", 216000),
        ("上级补助", 184300),
        ("支出合计", 489000),
    ]
    if not name.endswith(".xlsx"):
        text = "\n".join(f"{left},{right}" for left, right in lines)
        return io.BytesIO(f"{title}\n{text}\n".encode("utf-8-sig"))
    book, file = openpyxl.Workbook(), io.BytesIO()
    sheet = book.worksheets[0]
    sheet.append([title])
    for line in lines:
        sheet.append(line)
    book.save(file)
    file.seek(0)
    return file


def make_report(row: dict[str, Any]) -> None:
    """An annual report with its sections and figures, released."""
    editor = person(Role.EDITOR)
    report = create_report(Agency.objects.get(code=row["agency"]), year=row["year"], by=editor)
    edition = report.entry.editions.get()
    fields = {name: row[name] for name in ("written_on", "source")}
    fields |= {"genre": Genre.objects.get(name="报告"), "theme": Theme.objects.get(code="0201")}
    actions.save_draft(edition, by=editor, version=edition.lock_version, **fields)
    for key, html in row["sections"].items():
        save_section(edition, key=key, html=html, by=editor)
    for table in report.form.tables:
        typed = figures(table, row)
        save_table(edition, table=table.key, typed=typed, by=editor)
    finish(edition, row, editor, person(Role.PUBLISHER))


def figures(table: TableSpec, row: dict[str, Any]) -> dict[tuple[str, str], str]:
    """What is typed into a table: the figures named, else 0 where the report names any by table."""
    if "figures" in row:
        return {(code, table.columns[0].key): text for code, text in row["figures"].items()}
    typed = {(line.code, column.key): "0" for line, column in table.figures()}
    for code, texts in row["tables"][table.key].items():
        columns = table.columns_of(table.row(code))
        typed |= {(code, one.key): text for one, text in zip(columns, texts, strict=True)}
    return typed
